package io.wagateway.group.stored;

import static io.wagateway.group.stored.StoredWorld.GROUP;
import static io.wagateway.group.stored.StoredWorld.listed;
import static io.wagateway.group.stored.StoredWorld.member;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wagateway.TestDatabase;
import io.wagateway.error.DomainException;
import io.wagateway.error.EngineException;
import io.wagateway.error.NotConnectedException;
import io.wagateway.error.NotFoundException;
import io.wagateway.error.UnavailableException;
import io.wagateway.pipeline.ActiveCall;
import io.wagateway.session.Session;
import io.wagateway.session.StoredSyncs;
import io.wagateway.session.SyncStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Refreshes of stored groups, on one node and on several. */
@ExtendWith(OutputCaptureExtension.class)
class GroupSyncTest {
    private static final List<TestDatabase> DATABASES = TestDatabase.both();
    private static final ObservedMember SELF = member("1@s.whatsapp.net", "admin");
    private static final Duration EVERY = Duration.ofMinutes(15);

    static List<TestDatabase> databases() {
        return DATABASES;
    }

    static Stream<Arguments> wrongClocks() {
        return TestDatabase.withWrongClocks(DATABASES);
    }

    /** An account's groups, as its engine has them. */
    private static final class Account extends LiveGroups {
        final Map<String, CompletableFuture<ObservedGroup>> groups = new ConcurrentHashMap<>();
        final List<String> asked = new CopyOnWriteArrayList<>();
        volatile CompletableFuture<List<ObservedGroup>> list;
        volatile boolean skips;
        volatile boolean canList = true;

        Account() {
            super(null, null);
        }

        Account with(int count) {
            List<ObservedGroup> listed = new ArrayList<>();
            for (int i = 1; i <= count; i++) {
                listed.add(listed(i + "@g.us", "Group " + i, 1));
                groups.put(i + "@g.us", CompletableFuture.completedFuture(StoredWorld.read(i + "@g.us", SELF)));
            }
            list = CompletableFuture.completedFuture(listed);
            return this;
        }

        Account fails(String group, DomainException failure) {
            groups.put(group, CompletableFuture.failedFuture(failure));
            return this;
        }

        @Override
        boolean canList(Session session) {
            return canList;
        }

        @Override
        CompletableFuture<ListedGroups> list(ActiveCall call, Session session) {
            asked.add("list");
            return list.thenApply(groups -> new ListedGroups(groups, skips));
        }

        @Override
        CompletableFuture<ObservedGroup> read(ActiveCall call, Session session, String gid, boolean described) {
            asked.add(gid);
            return groups.getOrDefault(gid, CompletableFuture.failedFuture(new NotFoundException("group not found")));
        }
    }

    private final AtomicLong clock = new AtomicLong(1_000_000);
    private final List<GroupSync> nodes = new ArrayList<>();
    private StoredWorld world;
    private SyncStore syncs;

    private void given(TestDatabase database) {
        world = new StoredWorld(database);
        world.delete("other");
        syncs = StoredSyncs.of(database);
    }

    private GroupSync node(String owner, Account account) {
        return node(owner, account, world.groups, clock::get);
    }

    private GroupSync node(String owner, Account account, GroupStore store, LongSupplier time) {
        ExecutorService executor = Executors.newFixedThreadPool(2);
        RefreshProperties properties = new RefreshProperties(EVERY, 1_000);
        GroupRefresh refresh = new GroupRefresh(syncs, world.queries, store, account, properties, executor, time);
        GroupSync node = new GroupSync(syncs, refresh, properties, executor, owner, time);
        nodes.add(node);
        return node;
    }

    @AfterEach
    void stop() {
        // Without interrupts, which would make H2 close its file.
        nodes.forEach(GroupSync::close);
    }

    private String state() {
        return StoredSyncs.describe(world.database, "phone");
    }

    private void awaitState(String state) {
        await().untilAsserted(() -> assertThat(state()).isEqualTo(state));
    }

    private void later(Duration duration) {
        clock.addAndGet(duration.toMillis());
    }

    @ParameterizedTest
    @MethodSource("databases")
    void connectedSession_getsItsGroupsAndMembers_andThenRests(TestDatabase database) {
        given(database);
        Account account = new Account().with(25);
        GroupSync node = node("a", account);
        node.tick();
        awaitState("done 25/25");
        assertThat(account.asked).hasSize(26).startsWith("list", "1@g.us", "2@g.us");
        assertThat(world.group("phone", "7@g.us").subject()).isEqualTo("Group 7");
        assertThat(world.members("phone", "7@g.us")).hasSize(1);
        later(EVERY.minusSeconds(1));
        node.tick();
        assertThat(state()).isEqualTo("done 25/25");
        later(Duration.ofSeconds(2));
        node.tick();
        await().until(() -> account.asked.size() == 52);
        awaitState("done 25/25");
    }

    @ParameterizedTest
    @MethodSource("databases")
    void refreshOfADeadNode_isResumedByAnother(TestDatabase database) {
        given(database);
        Account dying = new Account().with(10);
        CompletableFuture<ObservedGroup> never = new CompletableFuture<>();
        dying.groups.put("5@g.us", never);
        node("dead", dying).tick();
        await().until(() -> dying.asked.contains("5@g.us"));
        awaitState("running 4/10");

        Account living = new Account().with(10);
        GroupSync second = node("alive", living);
        second.tick();
        assertThat(living.asked).isEmpty();
        later(GroupSync.LEASE.plusSeconds(1));
        second.tick();
        awaitState("done 10/10");
        assertThat(living.asked).containsExactly("5@g.us", "6@g.us", "7@g.us", "8@g.us", "9@g.us", "10@g.us");

        // The first node was not dead, only slow: the gateway ignores its result.
        never.complete(StoredWorld.read("5@g.us", SELF));
        later(Duration.ofSeconds(1));
        second.tick();
        assertThat(dying.asked).doesNotContain("6@g.us");
        assertThat(state()).isEqualTo("done 10/10");
    }

    @ParameterizedTest
    @MethodSource("databases")
    void nodeThatLives_keepsItsLease(TestDatabase database) {
        given(database);
        Account account = new Account().with(3);
        account.groups.put("2@g.us", new CompletableFuture<>());
        GroupSync first = node("a", account);
        first.tick();
        awaitState("running 1/3");
        Account other = new Account().with(3);
        GroupSync second = node("b", other);
        for (int i = 0; i < 5; i++) {
            later(GroupSync.LEASE.dividedBy(2));
            first.tick();
            second.tick();
        }
        assertThat(other.asked).isEmpty();
        account.groups.get("2@g.us").complete(StoredWorld.read("2@g.us", SELF));
        awaitState("done 3/3");
    }

    @ParameterizedTest
    @MethodSource("wrongClocks")
    void refresh_ofOrBesideANodeWhoseClockIsWrong_isNotTakenOver(TestDatabase database, long ahead) {
        for (boolean wrongHolds : List.of(true, false)) {
            given(database);
            Account account = new Account().with(3);
            account.groups.put("2@g.us", new CompletableFuture<>());
            GroupSync first = node("a" + wrongHolds, account, world.groups, database.clock(wrongHolds ? ahead : 0));
            first.tick();
            awaitState("running 1/3");
            Account other = new Account().with(3);
            GroupSync second = node("b" + wrongHolds, other, world.groups, database.clock(wrongHolds ? 0 : ahead));
            second.tick();
            first.tick();
            second.tick();
            assertThat(other.asked).isEmpty();
            account.groups.get("2@g.us").complete(StoredWorld.read("2@g.us", SELF));
            awaitState("done 3/3");
            // Nor is it due earlier there.
            second.tick();
            assertThat(state()).isEqualTo("done 3/3");
            assertThat(other.asked).isEmpty();
        }
    }

    /** Its refreshes take an hour, or for ever. */
    @ParameterizedTest
    @MethodSource("databases")
    void organisationWithManyAccounts_leavesPlacesToOthers(TestDatabase database) {
        given(database);
        Account endless = new Account().with(3);
        endless.groups.put("2@g.us", new CompletableFuture<>());
        for (int i = 0; i < 2 * GroupSync.MAX_RUNNING; i++) {
            world.session("big-" + i, "big");
        }
        world.delete("phone");
        GroupSync node = node("a", endless);
        node.tick();
        await().until(() -> running("big-") == GroupSync.MAX_RUNNING - 1);

        // One place is kept for whoever comes next.
        world.session("small-1", "small");
        world.session("small-2", "small");
        later(Duration.ofSeconds(1));
        node.tick();
        await().until(() -> running("small-") == 1);

        // Another one is free as soon as a refresh that has had its turn has read its group.
        later(GroupSync.TURN);
        node.tick();
        endless.groups.get("2@g.us").complete(StoredWorld.read("2@g.us", SELF));
        await().untilAsserted(() -> {
            later(Duration.ofSeconds(1));
            node.tick();
            assertThat(StoredSyncs.describe(database, "small-2")).isEqualTo("done 3/3");
        });
    }

    private int running(String prefix) {
        return world.database
                .jdbc()
                .sql("select count(*) from session_syncs where session_id like ? and lease_owner is not null"
                        + " and groups_done = 1")
                .param(prefix + "%")
                .query(Integer.class)
                .single();
    }

    @ParameterizedTest
    @MethodSource("databases")
    void refreshWhoseTurnIsOver_pausesAfterItsGroup_andIsResumedWhereItWas(TestDatabase database) {
        given(database);
        Account account = new Account().with(5);
        CompletableFuture<ObservedGroup> slow = new CompletableFuture<>();
        account.groups.put("2@g.us", slow);
        for (int i = 0; i < GroupSync.MAX_RUNNING; i++) {
            world.session("big-" + i, "big");
        }
        world.delete("phone");
        GroupSync node = node("a", account);
        node.tick();
        await().until(() -> running("big-") == GroupSync.MAX_RUNNING - 1);
        world.session("one", "small");
        node.tick();
        await().until(() -> running("one") == 1);
        world.session("two", "third");
        later(GroupSync.TURN);
        node.tick();
        assertThat(running("two")).isZero();
        slow.complete(StoredWorld.read("2@g.us", SELF));
        await().untilAsserted(() -> {
            later(Duration.ofSeconds(1));
            node.tick();
            assertThat(database.jdbc()
                            .sql("select count(*) from session_syncs where state = 'done'")
                            .query(Integer.class)
                            .single())
                    .isEqualTo(GroupSync.MAX_RUNNING + 2);
        });
        // None was listed twice.
        assertThat(account.asked.stream().filter("list"::equals)).hasSize(GroupSync.MAX_RUNNING + 2);
    }

    /** A group that calls create and remove, always at the wrong moment for the refresh. */
    @ParameterizedTest
    @MethodSource("databases")
    void refresh_thatLosesEveryRace_resumesInASecond_withoutAStackTrace(TestDatabase database, CapturedOutput output) {
        given(database);
        AtomicInteger races = new AtomicInteger(8);
        GroupStore racing = world.racingStore(() -> world.apply("phone", new Change.Left("1@g.us"), 1), () -> {
            if (races.getAndDecrement() > 0) {
                world.groups.storeRead("phone", StoredWorld.read("1@g.us", SELF), 1, 1);
            }
        });
        GroupSync node = node("a", new Account().with(1), racing, clock::get);
        node.tick();
        await().until(() -> StoredSyncs.isFree(database, "phone"));
        assertThat(races).hasValue(0);
        assertThat(state()).isEqualTo("running 0/null");
        assertThat(output.getAll())
                .containsOnlyOnce("the refresh resumes in 1 s: other calls stored the same groups at the same time")
                .doesNotContain("DuplicateKeyException")
                .doesNotContain("was interrupted");
        later(Duration.ofSeconds(1));
        node.tick();
        awaitState("done 1/1");
    }

    @ParameterizedTest
    @MethodSource("databases")
    void rateLimit_isWaitedFor_andTheSameGroupAskedAgain(TestDatabase database) {
        given(database);
        Account account = new Account().with(3).fails("2@g.us", UnavailableException.rateLimited(90));
        GroupSync node = node("a", account);
        node.tick();
        await().until(() -> account.asked.contains("2@g.us"));
        awaitState("running 1/3");
        await().until(() -> StoredSyncs.isFree(database, "phone"));
        account.groups.put("2@g.us", CompletableFuture.completedFuture(StoredWorld.read("2@g.us", SELF)));
        later(Duration.ofSeconds(89));
        node.tick();
        assertThat(state()).isEqualTo("running 1/3");
        later(Duration.ofSeconds(2));
        node.tick();
        awaitState("done 3/3");
        assertThat(account.asked).containsExactly("list", "1@g.us", "2@g.us", "2@g.us", "3@g.us");
    }

    @ParameterizedTest
    @MethodSource("databases")
    void sessionThatIsNotConnected_isNotAsked_untilItIs(TestDatabase database) {
        given(database);
        Account account = new Account().with(2).fails("2@g.us", new NotConnectedException());
        GroupSync node = node("a", account);
        node.tick();
        await().until(() -> StoredSyncs.isFree(database, "phone"));
        StoredSyncs.status(database, "phone", "failed");
        later(Duration.ofHours(1));
        int before = account.asked.size();
        node.tick();
        assertThat(account.asked).hasSize(before);
        account.groups.put("2@g.us", CompletableFuture.completedFuture(StoredWorld.read("2@g.us", SELF)));
        StoredSyncs.status(database, "phone", "working");
        node.tick();
        awaitState("done 2/2");
    }

    @ParameterizedTest
    @MethodSource("databases")
    void groupsThatAreGone_areRemoved_andOneThatTheListForgotIsNot(TestDatabase database) {
        given(database);
        world.groups.storeList("phone", List.of(listed("91@g.us", "Left", 1), listed("92@g.us", "Removed", 1)), 1, 1);
        world.groups.storeList("phone", List.of(listed("93@g.us", "Forgotten", 1)), 1, 1);
        Account account = new Account().with(2).fails("91@g.us", new NotFoundException("group not found"));
        account.groups.put(
                "92@g.us",
                CompletableFuture.completedFuture(StoredWorld.read("92@g.us", member("2@s.whatsapp.net", "admin"))));
        account.groups.put("93@g.us", CompletableFuture.completedFuture(StoredWorld.read("93@g.us", SELF)));
        node("a", account).tick();
        awaitState("done 5/5");
        assertThat(world.queries.list("phone", 0, 100))
                .extracting(StoredGroup::groupJid)
                .containsExactlyInAnyOrder("93@g.us", "1@g.us", "2@g.us");
    }

    /** A stored group may be in one of the rows that the gateway cannot read. */
    @ParameterizedTest
    @MethodSource("databases")
    void groupThatAnIncompleteListLacks_isNotTakenAsGone(TestDatabase database) {
        given(database);
        world.groups.storeList("phone", List.of(listed("91@g.us", "Left", 1), listed("92@g.us", "Unread", 1)), 1, 1);
        Account account = new Account().with(1).fails("91@g.us", new NotFoundException("group not found"));
        // The account is in it by a name that the session does not have.
        account.groups.put(
                "92@g.us",
                CompletableFuture.completedFuture(StoredWorld.read("92@g.us", member("2@s.whatsapp.net", "admin"))));
        account.skips = true;
        node("a", account).tick();
        awaitState("done 3/3");
        assertThat(world.queries.list("phone", 0, 100))
                .extracting(StoredGroup::groupJid)
                .containsExactlyInAnyOrder("92@g.us", "1@g.us");
    }

    @ParameterizedTest
    @MethodSource("databases")
    void groupThatCannotBeRead_isPassed_andAnEngineThatReadsNoneHasFailed(TestDatabase database) {
        given(database);
        Account account = new Account().with(9).fails("2@g.us", EngineException.timeout());
        GroupSync node = node("a", account);
        node.tick();
        awaitState("done 9/9");
        for (int i = 3; i <= 7; i++) {
            account.fails(i + "@g.us", EngineException.error("the engine returned an invalid response"));
        }
        later(EVERY.plusSeconds(1));
        node.tick();
        awaitState("failed 5/9");
        assertThat(world.queries.count("phone")).isEqualTo(9);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void engineThatCannotList_hasTheKnownGroupsRefreshed(TestDatabase database) {
        given(database);
        world.groups.storeRead("phone", StoredWorld.read(GROUP, member("2@s.whatsapp.net", "member")), 1, 1);
        Account account = new Account();
        account.canList = false;
        account.groups.put(GROUP, CompletableFuture.completedFuture(StoredWorld.read(GROUP, SELF)));
        node("a", account).tick();
        awaitState("done 1/1");
        assertThat(account.asked).containsExactly(GROUP);
        assertThat(world.members("phone", GROUP)).extracting(StoredMember::jid).containsExactly("1@s.whatsapp.net");
    }

    /** An engine that has just started lists no group. */
    @ParameterizedTest
    @MethodSource("databases")
    void emptyList_isNoKnowledge_ofAnAccountThatHasGroups(TestDatabase database) {
        given(database);
        node("a", new Account().with(2)).tick();
        awaitState("done 2/2");
        Account empty = new Account().with(0);
        later(EVERY.plusSeconds(1));

        node("b", empty).tick();

        await().untilAsserted(() -> assertThat(state()).startsWith("failed"));
        assertThat(empty.asked).containsExactly("list");
        assertThat(world.queries.count("phone")).isEqualTo(2);
        assertThat(database.jdbc()
                        .sql("select error from session_syncs where session_id = 'phone'")
                        .query(String.class)
                        .single())
                .isEqualTo("the engine lists no group, and 2 are stored");
    }

    @ParameterizedTest
    @MethodSource("databases")
    void listWithMembers_needsNoReadOfItsGroups_exceptOfNamelessAndIncompleteOnes(TestDatabase database) {
        given(database);
        Account account = new Account().with(1);
        List<ObservedGroup> list = new ArrayList<>(account.list.join());
        for (String jid : List.of("2@g.us", "3@g.us", "4@g.us")) {
            ObservedGroup read = StoredWorld.read(jid, SELF);
            account.groups.put(jid, CompletableFuture.completedFuture(read));
            list.add(new ObservedGroup(
                    jid,
                    jid.startsWith("3") ? null : "Group",
                    null,
                    null,
                    null,
                    null,
                    null,
                    1,
                    read.members(),
                    jid.startsWith("4"),
                    null));
        }
        account.list = CompletableFuture.completedFuture(list);

        node("a", account).tick();

        awaitState("done 4/4");
        assertThat(account.asked).containsExactly("list", "1@g.us", "3@g.us", "4@g.us");
        assertThat(database.jdbc()
                        .sql("select count(*) from group_members where session_id = 'phone' and group_jid = '2@g.us'")
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void anotherAccount_isRefreshedAtOnce(TestDatabase database) {
        given(database);
        GroupSync node = node("a", new Account().with(2));
        node.tick();
        awaitState("done 2/2");
        database.jdbc()
                .sql("update sessions set wa_jid = '5@s.whatsapp.net' where id = 'phone'")
                .update();
        Account other = new Account().with(0);
        later(Duration.ofSeconds(1));
        node("b", other).tick();
        awaitState("done 2/2");
        await().until(() -> world.queries.count("phone") == 0);
    }

    /** Until the first list of the new account has come, the stored groups are those of the account before. */
    @ParameterizedTest
    @MethodSource("databases")
    void emptyList_ofAnotherAccount_isKnowledge_evenIfItsFirstListFailed(TestDatabase database) {
        given(database);
        node("a", new Account().with(2)).tick();
        awaitState("done 2/2");
        database.jdbc()
                .sql("update sessions set wa_jid = '5@s.whatsapp.net' where id = 'phone'")
                .update();
        Account other = new Account().with(0);
        other.list = CompletableFuture.failedFuture(EngineException.error("not now"));
        later(Duration.ofSeconds(1));
        GroupSync node = node("b", other);
        node.tick();
        await().untilAsserted(() -> assertThat(state()).startsWith("failed"));
        node.tick();
        assertThat(other.asked).as("not again at once").containsExactly("list");

        other.list = CompletableFuture.completedFuture(List.of());
        later(EVERY.plusSeconds(1));
        node.tick();

        await().until(() -> world.queries.count("phone") == 0);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void sessionThatIsDeletedMeanwhile_isNotGoneOnWith(TestDatabase database) {
        given(database);
        assertThat(syncs.claim("phone", "a", 1_000, 2_000)).isPresent();
        assertThat(syncs.progress("phone", "a", 5, 1, 1)).isTrue();
        world.delete("phone");
        assertThat(syncs.progress("phone", "a", 5, 2, 2)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("databases")
    void deletedSession_isSweptOut(TestDatabase database) {
        given(database);
        GroupSync node = node("a", new Account().with(3));
        node.tick();
        awaitState("done 3/3");
        world.delete("phone");
        later(Duration.ofMinutes(1));
        node.tick();
        node.tick();
        assertThat(world.rows("whatsapp_groups")).isZero();
        assertThat(world.rows("group_members")).isZero();
        assertThat(world.rows("session_syncs")).isZero();
    }
}
