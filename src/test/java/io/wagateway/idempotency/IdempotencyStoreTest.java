package io.wagateway.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import io.wagateway.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class IdempotencyStoreTest {
    private static final List<TestDatabase> DATABASES = TestDatabase.both();
    private static final long LEASE = Duration.ofSeconds(30).toMillis();

    private final AtomicLong now = new AtomicLong(1_000_000_000);

    static List<TestDatabase> databases() {
        return DATABASES;
    }

    private static IdempotentCall call(String id, String request) {
        return new IdempotentCall(id, "body", "00", "org", request);
    }

    private IdempotencyStore store(TestDatabase database) {
        return new IdempotencyStore(database.jdbc(), now::get);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void call_isClaimedOnce_onWhicheverNode(TestDatabase database) {
        IdempotencyStore node = store(database.emptied());
        IdempotencyStore other = store(database);
        String claim = node.claim(call("1", "r1")).orElseThrow();
        assertThat(other.claim(call("1", "r2"))).isEmpty();
        IdempotencyStore.Row row = other.find(call("1", "r2")).orElseThrow();
        assertThat(row.requestId()).isEqualTo("r1");
        assertThat(row.isAnswered()).isFalse();
        assertThat(other.isUnderWay(row)).isTrue();
        node.keep(call("1", "r1"), claim, 201, "answer");
        assertThat(other.find(call("1", "r2")).orElseThrow().answer()).isEqualTo("answer");
        // An answer that is kept is not released.
        node.release(call("1", "r1"), claim);
        assertThat(other.find(call("1", "r2"))).isPresent();
    }

    @ParameterizedTest
    @MethodSource("databases")
    void lease_isRenewedWhileTheCallIsUnderWay_andExpiresWithItsNode(TestDatabase database) {
        IdempotencyStore node = store(database.emptied());
        IdempotencyStore other = store(database);
        String claim = node.claim(call("1", "r1")).orElseThrow();
        now.addAndGet(LEASE - 1);
        node.tend();
        now.addAndGet(LEASE - 1);
        IdempotencyStore.Row row = other.find(call("1", "r2")).orElseThrow();
        assertThat(other.isUnderWay(row)).isTrue();
        // The node has died: it renews nothing.
        now.addAndGet(1);
        assertThat(other.isUnderWay(row)).isFalse();
        String taken = other.takeOver(call("1", "r2"), row).orElseThrow();
        assertThat(store(database).takeOver(call("1", "r3"), row)).isEmpty();
        // It has not: what it still says does not count.
        node.keep(call("1", "r1"), claim, 201, "late");
        node.release(call("1", "r1"), claim);
        row = other.find(call("1", "r2")).orElseThrow();
        assertThat(row.isAnswered()).isFalse();
        assertThat(row.claim()).isEqualTo(taken);
        assertThat(row.requestId()).isEqualTo("r2");
    }

    @ParameterizedTest
    @MethodSource("databases")
    void callThatHasEnded_isNotRenewed_andAnAbandonedOneIsNotUnderWay(TestDatabase database) {
        IdempotencyStore node = store(database.emptied());
        String claim = node.claim(call("1", "r1")).orElseThrow();
        node.end(claim);
        now.addAndGet(LEASE);
        node.tend();
        assertThat(node.isUnderWay(node.find(call("1", "r1")).orElseThrow())).isFalse();
        String second = node.claim(call("2", "r2")).orElseThrow();
        node.abandon(call("2", "r2"), second);
        assertThat(node.isUnderWay(node.find(call("2", "r2")).orElseThrow())).isFalse();
        String third = node.claim(call("3", "r3")).orElseThrow();
        node.release(call("3", "r3"), third);
        assertThat(node.find(call("3", "r3"))).isEmpty();
        assertThat(node.claim(call("3", "r4"))).isPresent();
    }

    @ParameterizedTest
    @MethodSource("databases")
    void rows_ofADayAgoAreDeleted_andTheOldestOfTooMany(TestDatabase database) {
        IdempotencyStore node = store(database.emptied());
        answered(node, "old");
        now.addAndGet(IdempotencyStore.KEPT.toMillis());
        answered(node, "1");
        node.tend();
        assertThat(ids(database)).containsExactly("1");
        for (String id : List.of("2", "3", "4")) {
            now.addAndGet(1);
            answered(node, id);
        }
        now.addAndGet(1);
        node.claim(call("5", "r"));
        node.trim("other", 2);
        assertThat(ids(database)).hasSize(5);
        node.trim("org", 2);
        assertThat(ids(database)).containsExactly("4", "5");
        // A call that is under way stays, however many there are.
        node.trim("org", 0);
        assertThat(ids(database)).containsExactly("5");
    }

    private static void answered(IdempotencyStore node, String id) {
        node.keep(call(id, "r"), node.claim(call(id, "r")).orElseThrow(), 200, "");
    }

    private static List<String> ids(TestDatabase database) {
        return database.jdbc()
                .sql("select id from idempotency_keys order by id")
                .query(String.class)
                .list();
    }
}
