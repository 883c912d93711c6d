package io.wagateway.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wagateway.TestDatabase;
import io.wagateway.database.DatabaseClock;
import io.wagateway.error.EngineException;
import io.wagateway.error.ErrorInfo;
import io.wagateway.error.ForbiddenException;
import io.wagateway.error.NotConnectedException;
import io.wagateway.error.UnavailableException;
import io.wagateway.event.log.Event;
import io.wagateway.event.log.EventName;
import io.wagateway.event.log.Origin;
import io.wagateway.event.log.TestLog;
import io.wagateway.event.recovery.Intent;
import io.wagateway.event.recovery.IntentStore;
import io.wagateway.event.recovery.NodeRegistry;
import io.wagateway.event.recovery.UnknownOutcomeStore;
import io.wagateway.group.grant.GrantStore;
import io.wagateway.group.stored.Change;
import io.wagateway.group.stored.MemberRole;
import io.wagateway.group.stored.ObservedGroup;
import io.wagateway.group.stored.ObservedMember;
import io.wagateway.group.stored.StoredGroups;
import io.wagateway.group.stored.StoredWorld;
import io.wagateway.session.Session;
import io.wagateway.session.SessionStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

class ChangeRecorderTest {
    private static final List<TestDatabase> DATABASES = TestDatabase.both();
    private static final ExecutorService EXECUTOR = Executors.newCachedThreadPool();
    private static final String GROUP = "120363000000000001@g.us";
    private static final String MEMBER = "2@s.whatsapp.net";
    private static final Session PHONE =
            new Session("phone", "org", null, "simulator", null, SessionStatus.WORKING, null, null, null, 1L, 1L, null);
    private static final IntendedChange INTENDED = IntendedChange.of(
            MembershipChange.PROMOTE, List.of(new IntendedChange.Member(MEMBER, MEMBER, null, false)));

    static List<TestDatabase> databases() {
        return DATABASES;
    }

    static Stream<Arguments> wrongClocks() {
        return TestDatabase.withWrongClocks(DATABASES);
    }

    private TestDatabase database;
    private StoredWorld world;
    private IntentStore intents;
    private ChangeRecorder recorder;

    private void begin(TestDatabase begun) {
        begin(begun, 0);
    }

    /** @param ahead milliseconds that the clock of this node is ahead */
    private void begin(TestDatabase begun, long ahead) {
        database = begun;
        DatabaseClock clock = database.clock(ahead);
        world = new StoredWorld(database);
        intents = new IntentStore(new JdbcTemplate(database.source()), new NodeRegistry(database.jdbc()));
        TestLog log = new TestLog(database, (events, selection) -> {}, clock);
        StoredGroups stored = world.stored(clock);
        ChangeWriter writer = new ChangeWriter(
                intents,
                new UnknownOutcomeStore(database.jdbc()),
                log.log(),
                log.sequencer(),
                stored,
                new GrantChanges(new GrantStore(new JdbcTemplate(database.source()))),
                database.transaction(),
                clock);
        recorder = new ChangeRecorder(intents, stored, writer, database.transaction(), EXECUTOR, clock);
        world.apply(
                "phone", new Change.Added(GROUP, List.of(ObservedMember.named(MEMBER))), System.currentTimeMillis());
    }

    private static GroupCall call(String requestId) {
        Origin origin = new Origin("org", "phone", "key:1", requestId, "promoteGroupMember");
        return new GroupCall(origin, PHONE, GROUP, null, AccountRole.ADMIN, 0, new AtomicBoolean());
    }

    private static ChangeResult<String> promoted(GroupCall call) {
        return ChangeResult.of(
                GROUP,
                List.of(new Change.Roles(GROUP, List.of(MEMBER), MemberRole.ADMIN)),
                List.of(GroupEvents.ofMember(EventName.PROMOTED, call.origin(), GROUP, MEMBER)),
                "done");
    }

    private List<String> events() {
        return database.jdbc()
                .sql("select event from events order by number")
                .query(String.class)
                .list();
    }

    private int intentRows() {
        return database.jdbc()
                .sql("select count(*) from event_intents")
                .query(Integer.class)
                .single();
    }

    @ParameterizedTest
    @MethodSource("databases")
    void change_isAnIntentDuringTheRequest_thenAnEventAndAStoredRow(TestDatabase each) {
        begin(each);
        GroupCall call = call("request");
        CompletableFuture<ChangeResult<String>> whatsApp = new CompletableFuture<>();
        CompletableFuture<String> done = recorder.record(call, INTENDED, () -> {
            // The intent is committed already: another connection reads it.
            assertThat(intentRows()).isOne();
            return whatsApp;
        });
        assertThat(events()).isEmpty();
        whatsApp.complete(promoted(call));
        assertThat(done).succeedsWithin(Duration.ofSeconds(10)).isEqualTo("done");
        assertThat(events()).containsExactly("group.member.promoted");
        assertThat(world.roles("phone", GROUP)).containsExactly(MEMBER + " admin");
        assertThat(intentRows()).isZero();
    }

    private List<String> grants() {
        return database.jdbc()
                .sql("select member, granted_by, ends_at - created_at as time, state from member_grants")
                .query((row, number) -> row.getString("member") + " " + row.getString("granted_by") + " "
                        + row.getLong("time") + " " + row.getString("state"))
                .list();
    }

    @ParameterizedTest
    @MethodSource("databases")
    void promotion_forATime_isAGrantWithItsEvent_andTheDemotionEndsItWithItsOwn(TestDatabase each) {
        begin(each);
        IntendedChange intended = INTENDED.granting(Duration.ofHours(2));
        assertThat(IntendedChange.of(intended.toJson())).isEqualTo(intended);
        GroupCall call = call("request");
        recorder.record(
                        call,
                        intended,
                        () -> CompletableFuture.completedFuture(
                                promoted(call).granting(intended.grants(intended.members()))))
                .join();
        assertThat(grants()).containsExactly(MEMBER + " key:1 7200000 active");
        ChangeResult<String> demoted = ChangeResult.of(
                GROUP,
                List.of(new Change.Roles(GROUP, List.of(MEMBER), MemberRole.MEMBER)),
                List.of(GroupEvents.ofMember(EventName.DEMOTED, call.origin(), GROUP, MEMBER)),
                "done");
        recorder.record(call("second"), INTENDED, () -> CompletableFuture.completedFuture(demoted))
                .join();
        assertThat(grants()).containsExactly(MEMBER + " key:1 7200000 ended");
        assertThat(events()).containsExactly("group.member.promoted", "group.member.demoted");
        assertThat(intentRows()).isZero();
    }

    /** An event that cannot be stored takes the grant with it. */
    @ParameterizedTest
    @MethodSource("databases")
    void grant_isNotThere_ifTheEventIsNot(TestDatabase each) {
        begin(each);
        IntendedChange intended = INTENDED.granting(Duration.ofHours(2));
        GroupCall call = call("request");
        Event tooLong = GroupEvents.ofMember(
                EventName.PROMOTED, new Origin("org", "x".repeat(200), "key:1", "r", "o"), GROUP, MEMBER);
        ChangeResult<String> result = new ChangeResult<>(
                GROUP,
                List.of(),
                List.of(tooLong),
                false,
                null,
                null,
                intended.grants(intended.members()),
                "done",
                null);
        assertThatThrownBy(() -> recorder.record(call, intended, () -> CompletableFuture.completedFuture(result))
                        .join())
                .hasCauseInstanceOf(DataAccessException.class);
        assertThat(grants()).isEmpty();
        assertThat(intentRows()).isOne();
    }

    @ParameterizedTest
    @MethodSource("databases")
    void change_thatIsRefused_isThatEventAndNothingElse(TestDatabase each) {
        begin(each);
        GroupCall call = call("request");
        assertThatThrownBy(() -> recorder.record(
                                call, INTENDED, () -> CompletableFuture.failedFuture(new ForbiddenException("no")))
                        .join())
                .hasCauseInstanceOf(ForbiddenException.class);
        assertThatThrownBy(() -> recorder.record(call, INTENDED, () -> {
                            throw EngineException.error("no");
                        })
                        .join())
                .hasCauseInstanceOf(EngineException.class);
        assertThat(events()).containsExactly("group.action.denied", "group.action.failed");
        assertThat(world.roles("phone", GROUP)).containsExactly(MEMBER + " member");
        assertThat(intentRows()).isZero();
        assertThat(call.recorded()).isTrue();
    }

    static Stream<Arguments> unknownOutcomes() {
        return DATABASES.stream().flatMap(each -> Stream.of(
                        EngineException.timeout(),
                        EngineException.invalidResponse(),
                        UnavailableException.engineOutcomeUnknown("lost"),
                        UnverifiedChangeException.of(new NotConnectedException()),
                        new IllegalStateException("a defect"))
                .map(failure -> Arguments.of(each, failure)));
    }

    @ParameterizedTest
    @MethodSource("unknownOutcomes")
    void change_ofWhichNobodySaysWhatBecameOfIt_isUnknown_andIsCheckedAgainLater(
            TestDatabase each, RuntimeException failure) {
        begin(each);
        assertThatThrownBy(
                        () -> recorder.record(call("request"), INTENDED, () -> CompletableFuture.failedFuture(failure))
                                .join())
                .hasCause(failure instanceof UnverifiedChangeException ? failure.getCause() : failure);
        assertThat(events()).containsExactly("group.action.unknown");
        assertThat(payload())
                .contains("\"memberJid\":\"" + MEMBER + "\"")
                .contains("\"code\":\"" + ErrorInfo.of(failure).code().code() + "\"");
        // No thread of this process works on it: a node can claim it once it is due.
        assertThat(intents.claim(System.currentTimeMillis() + 29_000, false, 8)).isEmpty();
        assertThat(intents.claim(System.currentTimeMillis() + 31_000, false, 8))
                .singleElement()
                .satisfies(later -> assertThat(IntendedChange.of(later.intendedChange()))
                        .isEqualTo(INTENDED.asReportedAsUnknown()));
    }

    /** What the log gets while WhatsApp is asked is later than the call, and not only later than its time-out. */
    @ParameterizedTest
    @MethodSource("databases")
    void change_thatIsCheckedLater_knowsTheLogAsItWasBeforeTheCall(TestDatabase each) {
        begin(each);
        GroupCall before = call("before");
        recorder.record(before, INTENDED, () -> CompletableFuture.completedFuture(promoted(before)))
                .join();
        long last = lastNumber();
        assertThatThrownBy(() -> recorder.record(call("request"), INTENDED, () -> {
                            GroupCall during = call("during");
                            recorder.record(during, INTENDED, () -> CompletableFuture.completedFuture(promoted(during)))
                                    .join();
                            return CompletableFuture.failedFuture(EngineException.timeout());
                        })
                        .join())
                .hasCauseInstanceOf(EngineException.class);
        assertThat(lastNumber()).isGreaterThan(last);
        assertThat(each.jdbc()
                        .sql("select after_event from event_intents")
                        .query(Long.class)
                        .single())
                .isEqualTo(last);
    }

    private long lastNumber() {
        return database.jdbc()
                .sql("select max(number) from events")
                .query(Long.class)
                .single();
    }

    private String payload() {
        return database.jdbc()
                .sql("select payload from events")
                .query(String.class)
                .single();
    }

    /** It was so before: what the group shows later says nothing. */
    @ParameterizedTest
    @MethodSource("databases")
    void noChange_ofWhichNobodySaysWhatBecameOfIt_isNotCheckedLater(TestDatabase each) {
        begin(each);
        IntendedChange none = IntendedChange.of(
                MembershipChange.PROMOTE, List.of(new IntendedChange.Member(MEMBER, MEMBER, null, true)));
        assertThatThrownBy(() -> recorder.record(
                                call("request"), none, () -> CompletableFuture.failedFuture(EngineException.timeout()))
                        .join())
                .hasCauseInstanceOf(EngineException.class);
        assertThat(events()).containsExactly("group.action.unknown");
        assertThat(intentRows()).isZero();
    }

    /** Of several members, one whose row the gateway cannot read. */
    @ParameterizedTest
    @MethodSource("databases")
    void partOfAChange_ofWhichNobodySaysWhatBecameOfIt_isCheckedLater(TestDatabase each) {
        begin(each);
        GroupCall call = call("request");
        List<MemberTarget> targets = Stream.of("3@s.whatsapp.net", "4@s.whatsapp.net", "5@s.whatsapp.net")
                .map(jid -> MemberTarget.of(jid, null))
                .toList();
        recorder.record(
                        call,
                        MemberChangeResult.intended(MembershipChange.ADD, targets),
                        () -> CompletableFuture.completedFuture(MemberChangeResult.of(
                                call,
                                MembershipChange.ADD,
                                targets,
                                new VerifiedChange(
                                        Map.of(
                                                "4@s.whatsapp.net",
                                                EngineException.invalidResponse(),
                                                "5@s.whatsapp.net",
                                                new ForbiddenException("no")),
                                        Set.of(),
                                        Map.of()))))
                .join();
        assertThat(events()).containsExactly("group.member.added", "group.action.unknown", "group.action.denied");
        assertThat(intents.claim(System.currentTimeMillis() + 31_000, false, 8))
                .singleElement()
                .satisfies(later -> assertThat(
                                IntendedChange.of(later.intendedChange()).members())
                        .extracting(IntendedChange.Member::named)
                        .containsExactly("4@s.whatsapp.net"));
    }

    @ParameterizedTest
    @MethodSource("databases")
    void change_whoseIntentCannotBeWritten_isNotAskedFor(TestDatabase each) {
        begin(each);
        GroupCall call = call("longer than its column".repeat(20));
        AtomicBoolean asked = new AtomicBoolean();
        assertThatThrownBy(() -> recorder.record(call, INTENDED, () -> {
                            asked.set(true);
                            return CompletableFuture.completedFuture(promoted(call));
                        })
                        .join())
                .hasCauseInstanceOf(DataAccessException.class);
        assertThat(asked).isFalse();
        assertThat(call.recorded()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("databases")
    void result_thatCannotBeCommitted_isNoSuccess_andLeavesTheIntent(TestDatabase each) {
        begin(each);
        GroupCall call = call("request");
        ChangeResult<String> tooMuch = ChangeResult.of(
                GROUP,
                List.of(new Change.Roles(GROUP, List.of(MEMBER), MemberRole.ADMIN)),
                List.of(Event.of(EventName.PROMOTED, call.origin(), "1".repeat(100) + "@g.us", Map.of())),
                "done");
        assertThatThrownBy(() -> recorder.record(call, INTENDED, () -> CompletableFuture.completedFuture(tooMuch))
                        .join())
                .hasCauseInstanceOf(DataAccessException.class);
        assertThat(events()).isEmpty();
        assertThat(world.roles("phone", GROUP)).containsExactly(MEMBER + " member");
        assertThat(intentRows()).isOne();
        // No thread works on it any more: this process claims it once it is due.
        long later = System.currentTimeMillis() + 31_000;
        assertThat(intents.claim(later, false, 8)).singleElement().satisfies(intent -> assertThat(
                        IntendedChange.of(intent.intendedChange()))
                .isEqualTo(INTENDED));
    }

    @ParameterizedTest
    @MethodSource("databases")
    void result_thatAnotherNodeHasRecorded_isNotRecordedAgain(TestDatabase each) {
        begin(each);
        GroupCall call = call("request");
        assertThat(recorder.record(call, INTENDED, () -> {
                    recorder.finish(taken(), () -> promoted(call));
                    return CompletableFuture.completedFuture(promoted(call));
                }))
                .succeedsWithin(Duration.ofSeconds(10))
                .isEqualTo("done");
        assertThat(events()).containsExactly("group.member.promoted");
        assertThat(world.roles("phone", GROUP)).containsExactly(MEMBER + " admin");
    }

    /** Another node took this one for dead and recorded that it does not know; then WhatsApp confirmed the change. */
    @ParameterizedTest
    @MethodSource("databases")
    void change_confirmedAfterItWasRecordedAsUnknown_isRecorded(TestDatabase each) {
        begin(each);
        GroupCall call = call("request");
        assertThat(recorder.record(call, INTENDED, () -> {
                    assertThat(recorder.finish(taken(), () -> notShown(call))).isFalse();
                    return CompletableFuture.completedFuture(promoted(call));
                }))
                .succeedsWithin(Duration.ofSeconds(10))
                .isEqualTo("done");
        assertThat(events()).containsExactly("group.action.unknown", "group.member.promoted");
        assertThat(world.roles("phone", GROUP)).containsExactly(MEMBER + " admin");
    }

    private static ChangeResult<Void> notShown(GroupCall call) {
        Event event = GroupEvents.unknown(call.origin(), GROUP, MEMBER, Interruption.NOT_SHOWN);
        return ChangeResult.of(GROUP, List.of(), List.of(event), null);
    }

    /** Another node took this one for dead and recorded the change; it is neither denied afterwards nor looked at again. */
    @ParameterizedTest
    @MethodSource("databases")
    void change_withoutAResponse_afterItWasRecorded_isNotRecordedAgain(TestDatabase each) {
        begin(each);
        GroupCall call = call("request");
        assertThatThrownBy(() -> recorder.record(call, INTENDED, () -> {
                            assertThat(recorder.finish(taken(), () -> promoted(call)))
                                    .isTrue();
                            return CompletableFuture.failedFuture(EngineException.timeout());
                        })
                        .join())
                .hasCauseInstanceOf(EngineException.class);
        assertThat(events()).containsExactly("group.member.promoted");
        assertThat(intentRows()).isZero();
    }

    /** Two nodes may judge one intent: the slower one changes nothing, not even the stored rows. */
    @ParameterizedTest
    @MethodSource("databases")
    void intent_thatAnotherNodeHasRecovered_changesNothing(TestDatabase each) {
        begin(each);
        GroupCall call = call("request");
        Intent intent = recorder.prepare(call, INTENDED);
        intents.write(intent);
        assertThat(recorder.finish(intent, () -> notShown(call))).isFalse();
        assertThat(recorder.finish(intent, () -> promoted(call))).isFalse();
        assertThat(events()).containsExactly("group.action.unknown");
        assertThat(world.roles("phone", GROUP)).containsExactly(MEMBER + " member");
    }

    /** The only intent, as another node claims it. */
    private Intent taken() {
        IntentStore others = new IntentStore(new JdbcTemplate(database.source()), new NodeRegistry(database.jdbc()));
        long later = System.currentTimeMillis() + 60_000;
        return others.claim(later, true, 1).get(0);
    }

    @ParameterizedTest
    @MethodSource("wrongClocks")
    void change_ofANodeWhoseClockIsWrong_happensWhenItHappens(TestDatabase each, long ahead) {
        begin(each, ahead);
        DatabaseClock right = database.clock();
        long before = right.getAsLong();
        GroupCall call = call("r");
        assertThat(recorder.record(call, INTENDED, () -> {
                    assertThat(only("created_at from event_intents")).isBetween(before - 500, right.getAsLong() + 500);
                    return CompletableFuture.completedFuture(promoted(call));
                }))
                .succeedsWithin(Duration.ofSeconds(10))
                .isEqualTo("done");
        assertThat(only("created_at from events")).isBetween(before - 500, right.getAsLong() + 500);
        assertThat(only("changed_at from whatsapp_groups")).isBetween(before - 500, right.getAsLong() + 500);
    }

    private long only(String columnFrom) {
        return database.jdbc().sql("select " + columnFrom).query(Long.class).single();
    }

    @ParameterizedTest
    @MethodSource("databases")
    void twoResults_thatInsertTheSameGroup_areTwoEvents(TestDatabase each) throws Exception {
        begin(each);
        for (int i = 0; i < 20; i++) {
            String gid = "12036300000" + i + "@g.us";
            ObservedGroup seen = ObservedGroup.described(Map.of("jid", gid)).orElseThrow();
            CountDownLatch together = new CountDownLatch(2);
            List<CompletableFuture<String>> both = new ArrayList<>();
            for (String requestId : List.of("a", "b")) {
                GroupCall call = call(requestId);
                both.add(CompletableFuture.supplyAsync(
                        () -> recorder.record(call, IntendedChange.only(IntendedChange.Kind.JOIN), () -> {
                                    meet(together);
                                    return CompletableFuture.completedFuture(ChangeResult.of(
                                            gid,
                                            List.of(new Change.Described(seen)),
                                            List.of(GroupEvents.of(EventName.JOINED, call.origin(), gid)),
                                            gid));
                                })
                                .join()));
            }
            for (CompletableFuture<String> one : both) {
                assertThat(one.get(10, TimeUnit.SECONDS)).isEqualTo(gid);
            }
        }
        assertThat(events()).hasSize(40);
        assertThat(database.jdbc()
                        .sql("select count(*) from whatsapp_groups")
                        .query(Integer.class)
                        .single())
                .isEqualTo(21);
    }

    private static void meet(CountDownLatch together) {
        together.countDown();
        try {
            assertThat(together.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Another transaction holds the row of one group, for example one of a node that is stuck. */
    @ParameterizedTest
    @MethodSource("databases")
    void result_ofALockedGroup_delaysNoOther(TestDatabase each) {
        begin(each);
        String locked = "120363000000000009@g.us";
        world.apply("phone", new Change.Added(locked, List.of()), System.currentTimeMillis());
        GroupCall call = call("request");
        CompletableFuture<ChangeResult<String>> whatsApp = new CompletableFuture<>();
        CompletableFuture<String> waiting = recorder.record(call, INTENDED, () -> whatsApp);
        each.transaction().executeWithoutResult(status -> {
            each.jdbc()
                    .sql("select id from whatsapp_groups where group_jid = ? for update")
                    .param(locked)
                    .query(Long.class)
                    .list();
            whatsApp.complete(ChangeResult.of(
                    locked,
                    List.of(new Change.Roles(locked, List.of(MEMBER), MemberRole.ADMIN)),
                    List.of(GroupEvents.ofMember(EventName.PROMOTED, call.origin(), locked, MEMBER)),
                    "late"));
            GroupCall other = call("other");
            assertThat(recorder.record(other, INTENDED, () -> CompletableFuture.completedFuture(promoted(other))))
                    .succeedsWithin(Duration.ofSeconds(10))
                    .isEqualTo("done");
            assertThat(waiting).isNotDone();
        });
        assertThat(waiting).succeedsWithin(Duration.ofSeconds(10)).isEqualTo("late");
        assertThat(events()).hasSize(2);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void event_ofANewGroup_isLeftOutIfTheGroupWasKnown(TestDatabase each) {
        begin(each);
        for (String gid : List.of(GROUP, "1@g.us")) {
            ObservedGroup seen = ObservedGroup.described(Map.of("jid", gid)).orElseThrow();
            GroupCall call = call(gid);
            // The group must be older than the call by the clock.
            database.jdbc()
                    .sql("update whatsapp_groups set first_seen_at = first_seen_at - 1")
                    .update();
            recorder.record(
                            call,
                            IntendedChange.only(IntendedChange.Kind.JOIN),
                            () -> CompletableFuture.completedFuture(ChangeResult.of(
                                            gid,
                                            List.of(new Change.Described(seen)),
                                            List.of(GroupEvents.of(EventName.JOINED, call.origin(), gid)),
                                            gid)
                                    .onlyIfNewGroup()))
                    .join();
        }
        assertThat(database.jdbc()
                        .sql("select group_jid from events")
                        .query(String.class)
                        .list())
                .containsExactly("1@g.us");
    }
}
