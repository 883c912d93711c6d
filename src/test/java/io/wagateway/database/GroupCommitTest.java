package io.wagateway.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wagateway.TestDatabase;
import io.wagateway.error.UnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;

class GroupCommitTest {
    private static final List<TestDatabase> DATABASES = TestDatabase.both();
    private static final ExecutorService EXECUTOR = Executors.newCachedThreadPool();
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String TOO_LONG = "x".repeat(27);

    static List<TestDatabase> databases() {
        return DATABASES;
    }

    private final CountDownLatch open = new CountDownLatch(1);
    private final List<List<String>> batches = Collections.synchronizedList(new ArrayList<>());
    private GroupCommit<String> commits;

    @AfterEach
    void end() {
        open.countDown();
        commits.close();
    }

    @AfterAll
    static void stop() {
        EXECUTOR.shutdown();
    }

    /** Its first transaction waits until {@link #open}, so that work gathers. */
    private void begin(TestDatabase database, int capacity) {
        JdbcClient jdbc = database.emptied().jdbc();
        GroupCommit.Writer<String> writer = new GroupCommit.Writer<>() {
            @Override
            public Collection<String> together(List<String> ids) {
                batches.add(List.copyOf(ids));
                await(open);
                List<String> later =
                        ids.stream().filter(id -> id.startsWith("alone")).toList();
                ids.stream().filter(id -> !later.contains(id)).forEach(id -> insert(jdbc, id));
                return later;
            }

            @Override
            public void alone(String id) {
                insert(jdbc, id);
            }
        };
        commits = new GroupCommit<>("test", capacity, writer, database.transaction(), EXECUTOR);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void insert(JdbcClient jdbc, String id) {
        jdbc.sql("insert into nodes (id, alive_until) values (?, 0)").param(id).update();
    }

    private static List<String> stored(TestDatabase database) {
        return database.jdbc()
                .sql("select id from nodes order by id")
                .query(String.class)
                .list();
    }

    @ParameterizedTest
    @MethodSource("databases")
    void work_thatComesWhileATransactionCommits_sharesTheNext(TestDatabase database) {
        begin(database, 100);
        CompletableFuture<Void> first = commits.offer("org", "0");
        Awaitility.await().until(() -> batches.size() == 1);
        List<CompletableFuture<Void>> others = IntStream.range(1, 9)
                .mapToObj(number -> commits.offer("org", "" + number))
                .toList();
        assertThat(first).isNotDone();
        assertThat(stored(database)).isEmpty();
        open.countDown();
        assertThat(CompletableFuture.allOf(others.toArray(CompletableFuture[]::new)))
                .succeedsWithin(SOON);
        assertThat(first).isCompleted();
        assertThat(stored(database)).hasSize(9);
        assertThat(batches).hasSize(2);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void work_thatCannotBeWritten_failsWithoutTheOthers(TestDatabase database) {
        begin(database, 100);
        CompletableFuture<Void> first = commits.offer("org", "a");
        CompletableFuture<Void> bad = commits.offer("org", TOO_LONG);
        CompletableFuture<Void> alone = commits.offer("org", "alone");
        CompletableFuture<Void> last = commits.offer("org", "z");
        open.countDown();
        assertThat(CompletableFuture.allOf(first, alone, last)).succeedsWithin(SOON);
        assertThatThrownBy(bad::join).hasCauseInstanceOf(DataIntegrityViolationException.class);
        assertThat(stored(database)).containsExactly("a", "alone", "z");
    }

    @ParameterizedTest
    @MethodSource("databases")
    void organizationWithMuchWork_delaysNoOther_andIsRefusedAtAQuarter(TestDatabase database) {
        begin(database, 1_000);
        CompletableFuture<Void> first = commits.offer("flood", "0");
        Awaitility.await().until(() -> batches.size() == 1);
        List<CompletableFuture<Void>> flood = IntStream.range(1, 251)
                .mapToObj(number -> commits.offer("flood", "f" + number))
                .toList();
        assertThatThrownBy(() -> commits.offer("flood", "refused").join())
                .hasCauseInstanceOf(UnavailableException.class);
        CompletableFuture<Void> accepted = commits.add("flood", "accepted");
        CompletableFuture<Void> other = commits.offer("small", "other");
        open.countDown();
        assertThat(other).succeedsWithin(SOON);
        assertThat(CompletableFuture.allOf(flood.toArray(CompletableFuture[]::new)))
                .succeedsWithin(SOON);
        assertThat(CompletableFuture.allOf(first, accepted)).succeedsWithin(SOON);
        assertThat(batches.get(1)).contains("other");
        assertThat(stored(database)).hasSize(253).doesNotContain("refused");
    }

    @ParameterizedTest
    @MethodSource("databases")
    void work_afterTheEnd_isRefused(TestDatabase database) {
        begin(database, 100);
        open.countDown();
        assertThat(commits.offer("org", "before")).succeedsWithin(SOON);
        commits.close();
        assertThatThrownBy(() -> commits.offer("org", "after").join()).hasCauseInstanceOf(UnavailableException.class);
        assertThatThrownBy(() -> commits.add("org", "after").join()).hasCauseInstanceOf(UnavailableException.class);
        assertThat(stored(database)).containsExactly("before");
    }
}
