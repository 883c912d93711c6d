package io.wagateway.event.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.wagateway.TestDatabase;
import io.wagateway.database.DatabaseClock;
import io.wagateway.event.log.Event;
import io.wagateway.event.log.EventLog;
import io.wagateway.event.log.EventName;
import io.wagateway.event.log.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.JdbcTemplate;

class IntentStoreTest {
    private static final List<TestDatabase> DATABASES = TestDatabase.both();
    private static final Origin ORIGIN = new Origin("org", "session", "key:1", "request", null);

    static List<TestDatabase> databases() {
        return DATABASES;
    }

    static Stream<Arguments> wrongClocks() {
        return TestDatabase.withWrongClocks(DATABASES);
    }

    private static Intent written(IntentStore intents) {
        return written(intents, System.currentTimeMillis());
    }

    private static Intent written(IntentStore intents, long now) {
        Intent intent = intents.prepare(ORIGIN, "1@g.us", "{}", now);
        intents.write(intent);
        return intent;
    }

    @ParameterizedTest
    @MethodSource("databases")
    void claim_intentInFlight_isNone_andReleasedOneOnlyWhenItIsDue(TestDatabase database) {
        IntentStore intents =
                new IntentStore(new JdbcTemplate(database.emptied().source()), new NodeRegistry(database.jdbc()));
        Intent intent = written(intents);
        long now = intent.createdAt();
        assertThat(intents.claim(now + 30_000, true, 8)).isEmpty();
        intents.release(intent);
        // The check a moment ago has rescheduled it.
        assertThat(intents.claim(now + 30_001, true, 8)).isEmpty();
        assertThat(intents.claim(now + 60_000, true, 8))
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactly(intent);
        assertThat(intents.claim(now + 200_000, true, 8)).isEmpty();
        intents.reschedule(intent, now + 300_000);
        intents.release(intent);
        assertThat(intents.claim(now + 299_999, true, 8)).isEmpty();
        assertThat(intents.claim(now + 300_000, true, 8))
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactly(intent);
        assertThat(intents.end(intent)).isTrue();
        assertThat(intents.end(intent)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("databases")
    void claim_intentOfAnotherNode_waitsUntilThatNodeIsDead(TestDatabase database) {
        NodeRegistry owner = new NodeRegistry(database.emptied().jdbc());
        NodeRegistry other = new NodeRegistry(database.jdbc());
        IntentStore owners = new IntentStore(new JdbcTemplate(database.source()), owner);
        IntentStore others = new IntentStore(new JdbcTemplate(database.source()), other);
        owner.heartbeat(1_000);
        other.heartbeat(20_000);
        Intent intent = written(owners);
        assertThat(others.claim(21_000, true, 8)).isEmpty();
        assertThat(others.claim(21_001, false, 8)).isEmpty();
        assertThat(others.claim(21_001, true, 8))
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactly(intent);
        // The other node has claimed it.
        assertThat(owners.claim(21_002, true, 8)).isEmpty();
        owner.destroy();
        Intent second = written(owners);
        assertThat(others.claim(21_003, true, 8))
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactly(second);
    }

    private static Intent written(IntentStore intents, String session, String group, String change) {
        Intent intent = intents.prepare(
                new Origin("org", session, "key:1", "request", null), group, change, System.currentTimeMillis());
        intents.write(intent);
        return intent;
    }

    private static long append(TestDatabase database) {
        EventLog log = new EventLog(new JdbcTemplate(database.source()), database.transaction(), database.clock());
        log.append(List.of(Event.of(EventName.LEFT, ORIGIN, "1@g.us", Map.of())));
        return log.lastNumber();
    }

    /** The order in which they were written, whatever the clocks of their nodes say. */
    @ParameterizedTest
    @MethodSource("databases")
    void later_areThoseOfTheSameGroupThatWereWrittenAfterwards(TestDatabase database) {
        IntentStore intents =
                new IntentStore(new JdbcTemplate(database.emptied().source()), new NodeRegistry(database.jdbc()));
        written(intents, "session", "1@g.us", "before");
        Intent intent = written(intents, "session", "1@g.us", "this");
        written(intents, "session", "1@g.us", "after");
        written(intents, "session", "2@g.us", "of another group");
        written(intents, "other", "1@g.us", "of another session");
        append(database);
        Intent slow = written(intents, "session", "1@g.us", "by a slow clock");
        database.jdbc()
                .sql("update event_intents set created_at = 1 where id = ?")
                .param(slow.id())
                .update();
        assertThat(intents.later(intent)).containsExactlyInAnyOrder("after", "by a slow clock");
        intents.end(intent);
        assertThat(intents.later(intent)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("databases")
    void lastEventBefore_isTheLogsEndWhenTheIntentWasWritten(TestDatabase database) {
        IntentStore intents =
                new IntentStore(new JdbcTemplate(database.emptied().source()), new NodeRegistry(database.jdbc()));
        assertThat(intents.lastEventBefore(written(intents))).hasValue(0);
        long last = append(database);
        Intent intent = written(intents);
        append(database);
        assertThat(intents.lastEventBefore(intent)).hasValue(last);
        intents.end(intent);
        assertThat(intents.lastEventBefore(intent)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("databases")
    void replaced_isDueLater_andItsOldNameEndsNothing(TestDatabase database) {
        IntentStore intents =
                new IntentStore(new JdbcTemplate(database.emptied().source()), new NodeRegistry(database.jdbc()));
        long last = append(database);
        Intent intent = written(intents);
        append(database);
        long now = intent.createdAt() + 10_000;
        assertThat(intents.replace(intent, "{\"told\":true}", now)).isTrue();
        assertThat(intents.end(intent)).isFalse();
        assertThat(intents.replace(intent, "{}", now)).isFalse();
        assertThat(intents.claim(now + 29_999, false, 8)).isEmpty();
        assertThat(intents.claim(now + 30_000, false, 8)).singleElement().satisfies(later -> {
            assertThat(later.intendedChange()).isEqualTo("{\"told\":true}");
            assertThat(later.createdAt()).isEqualTo(intent.createdAt());
            assertThat(intents.lastEventBefore(later)).hasValue(last);
        });
    }

    @ParameterizedTest
    @MethodSource("databases")
    void claim_firstIntentOfANodeThatHasJustStarted_isNone(TestDatabase database) {
        IntentStore fresh =
                new IntentStore(new JdbcTemplate(database.emptied().source()), new NodeRegistry(database.jdbc()));
        IntentStore others = new IntentStore(new JdbcTemplate(database.source()), new NodeRegistry(database.jdbc()));
        Intent intent = written(fresh);
        assertThat(others.claim(intent.createdAt() + 10_000, true, 8)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("wrongClocks")
    void claim_besideANodeWhoseClockIsWrong_takesNoLiveNodeForDead(TestDatabase database, long ahead) {
        DatabaseClock right = database.emptied().clock();
        DatabaseClock wrong = database.clock(ahead);
        NodeRegistry one = new NodeRegistry(database.jdbc());
        NodeRegistry other = new NodeRegistry(database.jdbc());
        IntentStore ofOne = new IntentStore(new JdbcTemplate(database.source()), one);
        IntentStore ofOther = new IntentStore(new JdbcTemplate(database.source()), other);
        written(ofOne, right.getAsLong());
        written(ofOther, wrong.getAsLong());
        assertThat(one.heartbeat(right.getAsLong())).isTrue();
        assertThat(other.heartbeat(wrong.getAsLong())).isTrue();
        assertThat(ofOne.claim(right.getAsLong(), true, 8)).isEmpty();
        assertThat(ofOther.claim(wrong.getAsLong(), true, 8)).isEmpty();
        one.destroy();
        assertThat(ofOther.claim(wrong.getAsLong(), true, 8)).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void claim_byManyNodesAtOnce_givesEachIntentToOne(TestDatabase database) {
        NodeRegistry stopped = new NodeRegistry(database.emptied().jdbc());
        IntentStore dead = new IntentStore(new JdbcTemplate(database.source()), stopped);
        for (int i = 0; i < 40; i++) {
            written(dead);
        }
        stopped.destroy();
        NodeRegistry first = new NodeRegistry(database.jdbc());
        first.heartbeat(System.currentTimeMillis());
        List<Intent> few =
                new IntentStore(new JdbcTemplate(database.source()), first).claim(System.currentTimeMillis(), true, 8);
        assertThat(few).hasSize(8);
        List<CompletableFuture<List<Intent>>> nodes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            NodeRegistry node = new NodeRegistry(database.jdbc());
            node.heartbeat(System.currentTimeMillis());
            IntentStore intents = new IntentStore(new JdbcTemplate(database.source()), node);
            nodes.add(CompletableFuture.supplyAsync(() -> intents.claim(System.currentTimeMillis(), true, 40)));
        }
        List<Intent> claimed = new ArrayList<>(few);
        nodes.forEach(each -> claimed.addAll(each.join()));
        assertThat(claimed).hasSize(40).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("databases")
    void heartbeat_afterAnOutageOfItsOwn_takesNoOtherNodeForDead(TestDatabase database) {
        NodeRegistry node = new NodeRegistry(database.emptied().jdbc());
        long start = 1_000_000_000;
        assertThat(node.heartbeat(start)).isTrue();
        assertThat(node.heartbeat(start + 6_000)).isTrue();
        assertThat(node.heartbeat(start + 40_000)).isFalse();
        assertThat(node.heartbeat(start + 46_000)).isFalse();
        assertThat(node.heartbeat(start + 52_000)).isFalse();
        assertThat(node.heartbeat(start + 60_000)).isTrue();
        assertThat(database.jdbc()
                        .sql("select alive_until from nodes where id = ?")
                        .param(node.id())
                        .query(Long.class)
                        .single())
                .isEqualTo(start + 80_000);
        node.destroy();
        assertThat(database.jdbc()
                        .sql("select count(*) from nodes")
                        .query(Integer.class)
                        .single())
                .isZero();
    }
}
