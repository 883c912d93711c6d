package io.wagateway.event.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.wagateway.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class IntentsTest {
    private static final List<TestDatabase> DATABASES = TestDatabase.both();
    private static final Origin ORIGIN = new Origin("org", "session", "key:1", "request", null);

    static List<TestDatabase> databases() {
        return DATABASES;
    }

    private static Intent written(Intents intents) {
        Intent intent = intents.prepare(ORIGIN, "1@g.us", "{}");
        intents.write(intent);
        return intent;
    }

    @ParameterizedTest
    @MethodSource("databases")
    void claim_ofWhatIsUnderWay_isNone_andOfWhatWasLeftOnlyWhenItsTimeHasCome(TestDatabase database) {
        Intents intents = new Intents(database.emptied().jdbc(), new NodeRegistry(database.jdbc()));
        Intent intent = written(intents);
        long now = intent.createdAt();
        assertThat(intents.claim(now + 30_000, true, 8)).isEmpty();
        intents.leave(intent);
        // It was looked at a moment ago.
        assertThat(intents.claim(now + 30_001, true, 8)).isEmpty();
        assertThat(intents.claim(now + 60_000, true, 8)).containsExactly(intent);
        assertThat(intents.claim(now + 200_000, true, 8)).isEmpty();
        intents.again(intent, now + 300_000);
        intents.leave(intent);
        assertThat(intents.claim(now + 299_999, true, 8)).isEmpty();
        assertThat(intents.claim(now + 300_000, true, 8)).containsExactly(intent);
        assertThat(intents.end(intent)).isTrue();
        assertThat(intents.end(intent)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("databases")
    void claim_ofAnothersIntent_waitsUntilItIsDead(TestDatabase database) {
        NodeRegistry owner = new NodeRegistry(database.emptied().jdbc());
        NodeRegistry other = new NodeRegistry(database.jdbc());
        Intents owners = new Intents(database.jdbc(), owner);
        Intents others = new Intents(database.jdbc(), other);
        owner.beat(1_000);
        other.beat(20_000);
        Intent intent = written(owners);
        assertThat(others.claim(21_000, true, 8)).isEmpty();
        assertThat(others.claim(21_001, false, 8)).isEmpty();
        assertThat(others.claim(21_001, true, 8)).containsExactly(intent);
        // It is the other's now, whatever becomes of the owner.
        assertThat(owners.claim(21_002, true, 8)).isEmpty();
        owner.destroy();
        Intent second = written(owners);
        assertThat(others.claim(21_003, true, 8)).containsExactly(second);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void claim_ofTheFirstIntentOfANodeThatHasJustBegun_isNone(TestDatabase database) {
        Intents fresh = new Intents(database.emptied().jdbc(), new NodeRegistry(database.jdbc()));
        Intents others = new Intents(database.jdbc(), new NodeRegistry(database.jdbc()));
        Intent intent = written(fresh);
        assertThat(others.claim(intent.createdAt() + 10_000, true, 8)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("databases")
    void claim_ofManyNodesAtOnce_givesEachIntentToOne(TestDatabase database) {
        NodeRegistry stopped = new NodeRegistry(database.emptied().jdbc());
        Intents dead = new Intents(database.jdbc(), stopped);
        for (int i = 0; i < 40; i++) {
            written(dead);
        }
        stopped.destroy();
        NodeRegistry first = new NodeRegistry(database.jdbc());
        first.beat(System.currentTimeMillis());
        List<Intent> few = new Intents(database.jdbc(), first).claim(System.currentTimeMillis(), true, 8);
        assertThat(few).hasSize(8);
        List<CompletableFuture<List<Intent>>> nodes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            NodeRegistry node = new NodeRegistry(database.jdbc());
            node.beat(System.currentTimeMillis());
            Intents intents = new Intents(database.jdbc(), node);
            nodes.add(CompletableFuture.supplyAsync(() -> intents.claim(System.currentTimeMillis(), true, 40)));
        }
        List<Intent> claimed = new ArrayList<>(few);
        nodes.forEach(each -> claimed.addAll(each.join()));
        assertThat(claimed).hasSize(40).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("databases")
    void beat_afterASilenceOfItsOwn_takesOthersSilenceForNothing(TestDatabase database) {
        NodeRegistry node = new NodeRegistry(database.emptied().jdbc());
        long start = 1_000_000_000;
        assertThat(node.beat(start)).isTrue();
        assertThat(node.beat(start + 6_000)).isTrue();
        assertThat(node.beat(start + 40_000)).isFalse();
        assertThat(node.beat(start + 46_000)).isFalse();
        assertThat(node.beat(start + 52_000)).isFalse();
        assertThat(node.beat(start + 60_000)).isTrue();
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
