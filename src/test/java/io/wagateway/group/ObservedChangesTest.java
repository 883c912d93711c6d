package io.wagateway.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.wagateway.TestDatabase;
import io.wagateway.event.log.Event;
import io.wagateway.event.log.EventLog;
import io.wagateway.event.log.EventName;
import io.wagateway.event.log.Origin;
import io.wagateway.event.recovery.Intent;
import io.wagateway.event.recovery.IntentStore;
import io.wagateway.event.recovery.NodeRegistry;
import io.wagateway.event.recovery.UnknownOutcomeStore;
import io.wagateway.group.grant.GrantStore;
import io.wagateway.group.stored.StoredGroups;
import io.wagateway.group.stored.StoredWorld;
import io.wagateway.session.Session;
import io.wagateway.session.SessionStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** What a read shows against what calls have done, are doing, or may have done. */
class ObservedChangesTest {
    private static final List<TestDatabase> DATABASES = TestDatabase.both();
    private static final String GROUP = "120363000000000001@g.us";
    private static final String SELF = "1@s.whatsapp.net";
    private static final String ANN = "2@s.whatsapp.net";
    private static final String BOB = "3@s.whatsapp.net";

    private TestDatabase database;
    private StoredWorld world;
    private EventLog log;
    private IntentStore intents;
    private UnknownOutcomeStore unknownOutcomes;

    /** Long after what happens meanwhile, as the database sees it. */
    private final AtomicLong ahead = new AtomicLong();

    static List<TestDatabase> databases() {
        return DATABASES;
    }

    private void given(TestDatabase given) {
        database = given;
        log = new EventLog(new JdbcTemplate(given.source()), given.transaction(), given.clock());
        intents = new IntentStore(new JdbcTemplate(given.source()), new NodeRegistry(given.jdbc()));
        unknownOutcomes = new UnknownOutcomeStore(given.jdbc());
        GrantChanges grants = new GrantChanges(new GrantStore(new JdbcTemplate(given.source())));
        world = new StoredWorld(given, new ObservedChanges(intents, unknownOutcomes, log, grants, given.clock()));
        ahead.set(0);
        listed("phone");
        listed("other");
    }

    private void listed(String session) {
        database.jdbc()
                .sql(
                        "insert into session_syncs (session_id, account, listed_account, known_account, state, groups_done,"
                                + " last_group, started_at, next_at, lease_until) values (?, ?, ?, ?, 'done', 0, 0, 0, 0, 0)")
                .params(session, SELF, SELF, SELF)
                .update();
    }

    private StoredGroups node() {
        return world.stored(() -> database.clock().getAsLong() + ahead.get());
    }

    private static Session session(String id) {
        return new Session(id, "org", null, "simulator", null, SessionStatus.WORKING, null, SELF, null, 1, 1, null);
    }

    private static Map<String, Object> row(String jid, String lid, String role) {
        Map<String, Object> row = new HashMap<>();
        row.put("jid", jid);
        row.put("lid", lid);
        row.put("role", role);
        return row;
    }

    private void read(String session, Map<?, ?>... rows) {
        readWith(session, Map.of(), rows);
    }

    private void readWith(String session, Map<String, Object> group, Map<?, ?>... rows) {
        // Each read begins well after the one before has ended.
        ahead.addAndGet(10);
        node().watch(
                        session(session),
                        GROUP,
                        () -> CompletableFuture.completedFuture(Map.of("members", List.of(rows), "group", group)));
    }

    private List<String> events() {
        return database.jdbc()
                .sql("select event, payload from events order by number")
                .query((row, number) ->
                        row.getString("event") + " " + row.getString("payload").replaceAll("[{}\"]", ""))
                .list();
    }

    private void happened(String session, EventName name, String member) {
        log.append(List.of(GroupEvents.ofMember(
                name, new Origin("org", session, "key:1", "r", "promoteGroupMember"), GROUP, member)));
    }

    private Intent intent(String session, IntendedChange change) {
        Intent intent = intents.prepare(
                new Origin("org", session, "key:1", "r", "promoteGroupMember"),
                GROUP,
                change.toJson(),
                database.clock().getAsLong());
        intents.write(intent);
        return intent;
    }

    private static IntendedChange promotion(String name) {
        return IntendedChange.of(MembershipChange.PROMOTE, List.of(new IntendedChange.Member(name, name, null, false)));
    }

    private static String observed(String event, String member) {
        return event + " actor:whatsapp,groupJid:" + GROUP + ",memberJid:" + member + ",observed:true";
    }

    @ParameterizedTest
    @MethodSource("databases")
    void firstRead_isKnowledge_andTheNextIsNews(TestDatabase database) {
        given(database);
        database.jdbc().sql("update session_syncs set known_account = null").update();
        read("phone", row(SELF, null, "admin"), row(ANN, null, "member"));
        assertThat(events()).isEmpty();
        read("phone", row(SELF, null, "admin"), row(ANN, null, "admin"), row(BOB, "3@lid", "member"));
        assertThat(events())
                .containsExactly(observed("group.member.added", BOB), observed("group.member.promoted", ANN));
        read("phone", row(SELF, null, "member"), row(BOB, "3@lid", "member"));
        assertThat(events().subList(2, 4))
                .containsExactlyInAnyOrder(
                        observed("group.member.removed", ANN), observed("group.member.demoted", SELF));
    }

    @ParameterizedTest
    @MethodSource("databases")
    void names_thatComeAndGo_areNoNews(TestDatabase database) {
        given(database);
        database.jdbc().sql("update session_syncs set known_account = null").update();
        read("phone", row(SELF, null, "admin"), row(ANN, null, "member"), row(null, "3@lid", "member"));
        // A LID appears, a number appears, all are hidden, the account's other name appears, and all come back.
        read("phone", row(SELF, null, "admin"), row(ANN, "2@lid", "member"), row(BOB, "3@lid", "member"));
        read("phone", row(SELF, null, "admin"), row(null, "2@lid", "member"), row(null, "3@lid", "member"));
        read("phone", row(null, "1@lid", "admin"), row(null, "2@lid", "member"), row(null, "3@lid", "member"));
        read("phone", row(SELF, "1@lid", "admin"), row(ANN, null, "member"), row(BOB, null, "member"));
        read("phone", row(SELF, "1@lid", "admin"), row(ANN, null, null), row(BOB, null, null));
        assertThat(events()).isEmpty();
        assertThat(world.roles("phone", GROUP)).hasSize(3);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void groupsFields_thatOthersChange_areOneEvent(TestDatabase database) {
        given(database);
        database.jdbc().sql("update session_syncs set known_account = null").update();
        Map<String, Object> self = row(SELF, null, "admin");
        readWith("phone", Map.of("subject", "One"), self);
        readWith("phone", Map.of("subject", "One ", "description", "", "locked", false), self);
        assertThat(events()).isEmpty();
        readWith("phone", Map.of("subject", "Two", "description", "", "locked", true), self);
        assertThat(events())
                .containsExactly(
                        "group.updated actor:whatsapp,groupJid:" + GROUP + ",changed:[subject,locked],observed:true");
        readWith("phone", Map.of(), self);
        assertThat(events()).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void groupThatIsNew_orIsLost_isAnEventOnce(TestDatabase database) {
        given(database);
        read("phone", row(SELF, null, "member"), row(ANN, null, "superadmin"));
        assertThat(events()).containsExactly("group.joined actor:whatsapp,groupJid:" + GROUP + ",observed:true");
        read("phone", row(ANN, null, "superadmin"));
        read("phone", row(ANN, null, "superadmin"));
        assertThat(events()).hasSize(2).last().asString().startsWith("group.left actor:whatsapp");
        // A list that the engine has made before.
        ahead.set(0);
        read("phone", row(SELF, null, "member"), row(ANN, null, "superadmin"));
        assertThat(events()).hasSize(2);
        ahead.set(5_000);
        readWith("phone", Map.of("owner", SELF), row(SELF, null, "superadmin"));
        assertThat(events()).hasSize(3).last().asString().startsWith("group.created actor:whatsapp");
    }

    @ParameterizedTest
    @MethodSource("databases")
    void groupThatACallHasMade_isLost_andThatIsNews(TestDatabase database) {
        given(database);
        database.jdbc().sql("update session_syncs set known_account = null").update();
        log.append(List.of(
                GroupEvents.of(EventName.CREATED, new Origin("org", "phone", "key:1", "r", "createGroup"), GROUP)));
        read("phone", row(SELF, null, "superadmin"));
        ahead.set(5_000);
        read("phone", row(ANN, null, "member"));
        assertThat(events()).hasSize(2).last().asString().startsWith("group.left actor:whatsapp");
    }

    @ParameterizedTest
    @MethodSource("databases")
    void change_ofACallUnderWay_waitsForTheCall(TestDatabase database) {
        given(database);
        database.jdbc().sql("update session_syncs set known_account = null").update();
        read("phone", row(SELF, null, "admin"), row(ANN, null, "member"), row(BOB, null, "member"));
        Intent intent = intent("other", promotion(ANN));
        read("phone", row(SELF, null, "admin"), row(ANN, null, "admin"), row(BOB, null, "admin"));
        assertThat(events()).containsExactly(observed("group.member.promoted", BOB));
        assertThat(world.roles("phone", GROUP)).contains(ANN + " member", BOB + " admin");
        intents.end(intent);
        happened("other", EventName.PROMOTED, ANN);
        read("phone", row(SELF, null, "admin"), row(ANN, null, "admin"), row(BOB, null, "admin"));
        assertThat(events()).hasSize(2);
        assertThat(world.roles("phone", GROUP)).contains(ANN + " admin");
    }

    @ParameterizedTest
    @MethodSource("databases")
    void call_thatFailed_doesNotExplainWhatAPhoneDid(TestDatabase database) {
        given(database);
        database.jdbc().sql("update session_syncs set known_account = null").update();
        read("phone", row(SELF, null, "admin"), row(ANN, null, "member"));
        Intent intent = intent("phone", promotion(ANN));
        read("phone", row(SELF, null, "admin"), row(ANN, null, "admin"));
        assertThat(events()).isEmpty();
        intents.end(intent);
        read("phone", row(SELF, null, "admin"), row(ANN, null, "admin"));
        assertThat(events()).containsExactly(observed("group.member.promoted", ANN));
    }

    @ParameterizedTest
    @MethodSource("databases")
    void changeOfUnknownOutcome_isToldAsTheCalls_once(TestDatabase database) {
        given(database);
        database.jdbc().sql("update session_syncs set known_account = null").update();
        read("phone", row(SELF, null, "admin"), row(ANN, null, "member"));
        Intent intent = intent("phone", promotion(ANN));
        unknownOutcomes.keep(intent, intent.intendedChange(), database.clock().getAsLong());
        intents.end(intent);
        read("phone", row(SELF, null, "admin"), row(ANN, null, "admin"));
        String byCall = "group.member.promoted actor:key:1,requestId:r,operationId:promoteGroupMember,groupJid:" + GROUP
                + ",memberJid:" + ANN;
        assertThat(events()).containsExactly(byCall);
        ahead.set(3_000);
        read("phone", row(SELF, null, "admin"), row(ANN, null, "member"));
        read("phone", row(SELF, null, "admin"), row(ANN, null, "admin"));
        assertThat(events())
                .containsExactly(byCall, observed("group.member.demoted", ANN), observed("group.member.promoted", ANN));
    }

    @ParameterizedTest
    @MethodSource("databases")
    void staleRead_takesNoChangeOfACallBack(TestDatabase database) {
        given(database);
        database.jdbc().sql("update session_syncs set known_account = null").update();
        read("phone", row(SELF, null, "admin"), row(ANN, null, "admin"));
        happened("phone", EventName.PROMOTED, ANN);
        read("phone", row(SELF, null, "admin"), row(ANN, null, "member"));
        assertThat(events()).hasSize(1);
        assertThat(world.roles("phone", GROUP)).contains(ANN + " admin");
        ahead.set(3_000);
        read("phone", row(SELF, null, "admin"), row(ANN, null, "member"));
        assertThat(events()).hasSize(2).last().isEqualTo(observed("group.member.demoted", ANN));
    }

    @ParameterizedTest
    @MethodSource("databases")
    void oneChange_readByManyNodesAtOnce_isToldOnce(TestDatabase database) throws Exception {
        given(database);
        database.jdbc().sql("update session_syncs set known_account = null").update();
        List<Map<String, Object>> members = new ArrayList<>(List.of(row(SELF, null, "admin")));
        for (int i = 10; i < 60; i++) {
            members.add(row(i + "@s.whatsapp.net", null, "member"));
        }
        node().watch(session("phone"), GROUP, () -> CompletableFuture.completedFuture(Map.of("members", members)));
        List<Map<String, Object>> after = new ArrayList<>(members.subList(0, 50));
        after.set(1, row("10@s.whatsapp.net", null, "admin"));
        Map<String, Object> response = Map.of("members", after);
        ahead.set(100);
        CountDownLatch together = new CountDownLatch(1);
        List<CompletableFuture<Void>> nodes = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            StoredGroups node = node();
            nodes.add(CompletableFuture.runAsync(() -> {
                try {
                    together.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                node.watch(session("phone"), GROUP, () -> CompletableFuture.completedFuture(response));
            }));
        }
        together.countDown();
        nodes.forEach(CompletableFuture::join);
        assertThat(events())
                .containsExactlyInAnyOrder(
                        observed("group.member.promoted", "10@s.whatsapp.net"),
                        observed("group.member.removed", "59@s.whatsapp.net"));
    }

    @ParameterizedTest
    @MethodSource("databases")
    void secondSession_ofTheSameOrganisation_isNotSurprisedByTheFirst(TestDatabase database) {
        given(database);
        database.jdbc().sql("update session_syncs set known_account = null").update();
        read("phone", row(SELF, null, "admin"), row(ANN, null, "member"));
        happened("other", EventName.PROMOTED, ANN);
        happened("other", EventName.ADDED, BOB);
        read("phone", row(SELF, null, "admin"), row(ANN, null, "admin"), row(BOB, null, "member"));
        assertThat(events()).hasSize(2).noneMatch(event -> event.contains("observed"));
        assertThat(world.roles("phone", GROUP)).contains(ANN + " admin", BOB + " member");
    }

    /** As {@link Event} has it on the wire. */
    @ParameterizedTest
    @MethodSource("databases")
    void deletedSession_hearsNothing(TestDatabase database) {
        given(database);
        read("phone", row(SELF, null, "admin"), row(ANN, null, "member"));
        database.jdbc().sql("delete from events").update();
        database.jdbc().sql("update sessions set deleted_at = 5").update();
        read("phone", row(SELF, null, "admin"));
        assertThat(events()).isEmpty();
    }
}
