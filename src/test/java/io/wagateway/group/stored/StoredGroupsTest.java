package io.wagateway.group.stored;

import static io.wagateway.group.stored.StoredWorld.GROUP;
import static io.wagateway.group.stored.StoredWorld.OTHER_GROUP;
import static io.wagateway.group.stored.StoredWorld.listed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wagateway.TestDatabase;
import io.wagateway.database.DatabaseClock;
import io.wagateway.session.Session;
import io.wagateway.session.SessionStatus;
import java.util.AbstractMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StoredGroupsTest {
    private static final List<TestDatabase> DATABASES = TestDatabase.both();
    private static final Session PHONE =
            new Session("phone", "org", null, "simulator", null, SessionStatus.WORKING, null, null, null, 1L, 1L, null);

    static List<TestDatabase> databases() {
        return DATABASES;
    }

    static Stream<Arguments> wrongClocks() {
        return TestDatabase.withWrongClocks(DATABASES);
    }

    private static CompletableFuture<Map<String, Object>> answer(Object members) {
        return CompletableFuture.completedFuture(Map.of("members", members));
    }

    @ParameterizedTest
    @MethodSource("databases")
    void change_isStored_evenIfTheReadBeforeItIsInvalid(TestDatabase database) {
        StoredWorld world = new StoredWorld(database);
        StoredGroups stored = new StoredGroups(world.groups, world.changes, task -> {}, database.clock());
        stored.watch(PHONE, GROUP, () -> answer(List.of("nonsense")));
        stored.flush("phone", GROUP);
        world.apply("phone", new Change.Described(listed(GROUP, "Renamed", null)), System.currentTimeMillis());
        assertThat(world.group("phone", GROUP).subject()).isEqualTo("Renamed");
    }

    @ParameterizedTest
    @MethodSource("wrongClocks")
    void read_fromBeforeAChangeOfAnotherNode_isNotStored_whicheverClockIsWrong(TestDatabase database, long ahead) {
        for (boolean wrongReads : List.of(true, false)) {
            StoredWorld world = new StoredWorld(database);
            DatabaseClock reader = database.clock(wrongReads ? ahead : 0);
            DatabaseClock changer = database.clock(wrongReads ? 0 : ahead);
            StoredGroups stored = world.stored(reader);
            stored.watch(PHONE, GROUP, () -> answer(List.of(Map.of("jid", "1@s.whatsapp.net", "role", "member"))));
            CompletableFuture<Map<String, Object>> stale = new CompletableFuture<>();
            stored.watch(PHONE, GROUP, () -> stale);
            pause();
            world.apply(
                    "phone",
                    new Change.Roles(GROUP, List.of("1@s.whatsapp.net"), MemberRole.ADMIN),
                    changer.getAsLong());
            stale.complete(Map.of("members", List.of(Map.of("jid", "1@s.whatsapp.net", "role", "member", "tag", "x"))));
            assertThat(world.roles("phone", GROUP)).containsExactly("1@s.whatsapp.net admin");
            pause();
            stored.watch(PHONE, GROUP, () -> answer(List.of(Map.of("jid", "1@s.whatsapp.net", "role", "member"))));
            assertThat(world.roles("phone", GROUP)).as("a later read").containsExactly("1@s.whatsapp.net member");
        }
    }

    /** Longer than two measurements of the database's time may differ. */
    private static void pause() {
        try {
            Thread.sleep(200);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("databases")
    void flush_waitsForAReadThatAnotherThreadIsStoring(TestDatabase database) throws Exception {
        StoredWorld world = new StoredWorld(database);
        ExecutorService executor = Executors.newSingleThreadExecutor();
        StoredGroups stored = new StoredGroups(world.groups, world.changes, executor, database.clock());
        CountDownLatch isStoring = new CountDownLatch(1);
        CountDownLatch mayStore = new CountDownLatch(1);
        Map<String, Object> response = Map.of("members", List.of(Map.of("jid", "1@s.whatsapp.net", "role", "admin")));
        stored.watch(
                PHONE,
                GROUP,
                () -> CompletableFuture.completedFuture(new AbstractMap<>() {
                    @Override
                    public Set<Entry<String, Object>> entrySet() {
                        isStoring.countDown();
                        awaitLatch(mayStore);
                        return response.entrySet();
                    }
                }));
        awaitLatch(isStoring);
        CompletableFuture<Void> flushed = CompletableFuture.runAsync(() -> stored.flush("phone", GROUP));
        assertThatThrownBy(() -> flushed.get(200, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        mayStore.countDown();
        flushed.get(10, TimeUnit.SECONDS);
        assertThat(world.members("phone", GROUP)).hasSize(1);
        executor.shutdown();
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("databases")
    void read_thatCannotBeStoredNow_failsNoCall_andIsStoredWithTheNext(TestDatabase database) {
        StoredWorld world = new StoredWorld(database);
        AtomicBoolean full = new AtomicBoolean(true);
        StoredGroups stored = new StoredGroups(
                world.groups,
                world.changes,
                task -> {
                    if (full.get()) {
                        throw new RejectedExecutionException("full");
                    }
                    task.run();
                },
                database.clock());
        Object members = List.of(Map.of("jid", "1@s.whatsapp.net", "role", "admin"));
        assertThat(stored.watch(PHONE, GROUP, () -> answer(members))).isCompletedWithValue(Map.of("members", members));
        full.set(false);
        stored.watch(PHONE, OTHER_GROUP, () -> answer(members));
        assertThat(world.members("phone", GROUP)).hasSize(1);
        assertThat(world.members("phone", OTHER_GROUP)).hasSize(1);
    }
}
