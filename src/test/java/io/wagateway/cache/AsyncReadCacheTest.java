package io.wagateway.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class AsyncReadCacheTest {
    private final AtomicInteger asked = new AtomicInteger();
    private final AsyncReadCache<String, String> reads = reads(Duration.ofMinutes(1));

    private static AsyncReadCache<String, String> reads(Duration maxAge) {
        return new AsyncReadCache<>(
                new AsyncReadCache.Policy(maxAge, 100), String::length, value -> !value.equals("no"));
    }

    private CompletableFuture<String> get(CompletableFuture<String> answer) {
        return reads.get("key", () -> {
            asked.incrementAndGet();
            return answer;
        });
    }

    @Test
    void answer_thatIsYoung_isNotAskedForAgain() {
        assertThat(get(CompletableFuture.completedFuture("a")).join()).isEqualTo("a");
        assertThat(get(CompletableFuture.completedFuture("b")).join()).isEqualTo("a");
        assertThat(asked).hasValue(1);
    }

    @Test
    void question_underWay_isSharedByAll() {
        CompletableFuture<String> answer = new CompletableFuture<>();
        CompletableFuture<String> first = get(answer);
        CompletableFuture<String> second = get(new CompletableFuture<>());
        answer.complete("a");
        assertThat(first.join()).isEqualTo("a");
        assertThat(second.join()).isEqualTo("a");
        assertThat(asked).hasValue(1);
    }

    @Test
    void answer_thatIsTooOld_isAskedForAgain() {
        AsyncReadCache<String, String> brief = reads(Duration.ofMillis(20));
        brief.get("key", () -> CompletableFuture.completedFuture("a")).join();
        Awaitility.await().untilAsserted(() -> assertThat(brief.get("key", () -> CompletableFuture.completedFuture("b"))
                        .join())
                .isEqualTo("b"));
    }

    @Test
    void maxAgeOfZero_asksEveryTime() {
        AsyncReadCache<String, String> none = reads(Duration.ZERO);
        none.get("key", () -> CompletableFuture.completedFuture("a")).join();
        assertThat(none.get("key", () -> CompletableFuture.completedFuture("b")).join())
                .isEqualTo("b");
    }

    @Test
    void failure_isNotKept() {
        CompletableFuture<String> failed = get(CompletableFuture.failedFuture(new IllegalStateException("down")));
        assertThatThrownBy(failed::join).hasRootCauseMessage("down");
        assertThat(get(CompletableFuture.completedFuture("b")).join()).isEqualTo("b");
    }

    @Test
    void answer_notWorthKeeping_isGivenButNotKept() {
        assertThat(get(CompletableFuture.completedFuture("no")).join()).isEqualTo("no");
        assertThat(get(CompletableFuture.completedFuture("b")).join()).isEqualTo("b");
    }

    @Test
    void update_changesWhatIsKept() {
        get(CompletableFuture.completedFuture("a")).join();
        reads.update("key", value -> value + "!");
        assertThat(get(CompletableFuture.completedFuture("b")).join()).isEqualTo("a!");
    }

    @Test
    void read_begunBeforeAnUpdate_isNotKeptAfterIt() {
        CompletableFuture<String> answer = new CompletableFuture<>();
        CompletableFuture<String> before = get(answer);
        reads.update("key", value -> value + "!");
        answer.complete("a");
        assertThat(before.join()).isEqualTo("a");
        assertThat(get(CompletableFuture.completedFuture("b")).join()).isEqualTo("b");
    }

    @Test
    void read_begunBeforeADrop_isNotKeptAfterIt() {
        CompletableFuture<String> answer = new CompletableFuture<>();
        get(answer);
        reads.drop("key");
        answer.complete("a");
        assertThat(get(CompletableFuture.completedFuture("b")).join()).isEqualTo("b");
    }

    @Test
    void keptAnswers_areBoundedByWeight() {
        String heavy = "x".repeat(60);
        for (int i = 0; i < 20; i++) {
            reads.get("key" + i, () -> CompletableFuture.completedFuture(heavy)).join();
        }
        AtomicInteger again = new AtomicInteger();
        Awaitility.await().untilAsserted(() -> {
            again.set(0);
            for (int i = 0; i < 20; i++) {
                reads.get("key" + i, () -> {
                            again.incrementAndGet();
                            return CompletableFuture.completedFuture(heavy);
                        })
                        .join();
            }
            assertThat(again.get()).isGreaterThanOrEqualTo(18);
        });
    }

    @Test
    void laterQuestion_neverGetsAnAnswerThatWasBegunBefore() {
        CompletableFuture<String> early = new CompletableFuture<>();
        get(early);
        CompletableFuture<String> later = later(CompletableFuture.completedFuture("new"));
        early.complete("old");
        assertThat(later.join()).isEqualTo("new");
        assertThat(get(CompletableFuture.completedFuture("never")).join()).isEqualTo("new");
    }

    @Test
    void crowdOfLaterQuestions_costsTwo() {
        CompletableFuture<String> first = new CompletableFuture<>();
        CompletableFuture<String> leader = later(first);
        List<CompletableFuture<String>> crowd = IntStream.range(0, 100)
                .mapToObj(i -> later(CompletableFuture.completedFuture("second")))
                .toList();
        assertThat(crowd).noneMatch(CompletableFuture::isDone);
        first.complete("first");
        assertThat(leader.join()).isEqualTo("first");
        assertThat(crowd).allSatisfy(answer -> assertThat(answer.join()).isEqualTo("second"));
        assertThat(asked).hasValue(2);
    }

    @Test
    void laterQuestion_thatFails_doesNotHoldUpTheNext() {
        CompletableFuture<String> first = new CompletableFuture<>();
        CompletableFuture<String> failed = later(first);
        CompletableFuture<String> next = later(CompletableFuture.completedFuture("a"));
        first.completeExceptionally(new IllegalStateException("down"));
        assertThatThrownBy(failed::join).hasRootCauseMessage("down");
        assertThat(next.join()).isEqualTo("a");
        assertThat(later(CompletableFuture.completedFuture("b")).join()).isEqualTo("b");
    }

    @Test
    void answer_pastTheMiddleOfItsLife_isRenewedOnce_andNobodyWaits() {
        AtomicLong now = new AtomicLong();
        AsyncReadCache<String, String> brief = timed(now);
        brief.get("key", () -> CompletableFuture.completedFuture("a")).join();
        now.set(51);
        CompletableFuture<String> renewed = new CompletableFuture<>();
        for (int i = 0; i < 10; i++) {
            assertThat(renew(brief, renewed).join()).isEqualTo("a");
        }
        assertThat(asked).hasValue(1);
        renewed.complete("b");
        now.set(150);
        assertThat(brief.isFresh("key")).isTrue();
        assertThat(renew(brief, new CompletableFuture<>()).join()).isEqualTo("b");
        now.set(152);
        assertThat(brief.isFresh("key")).isFalse();
    }

    @Test
    void renewal_thatFails_leavesTheAnswerAndItsEnd() {
        AtomicLong now = new AtomicLong();
        AsyncReadCache<String, String> brief = timed(now);
        brief.get("key", () -> CompletableFuture.completedFuture("a")).join();
        now.set(99);
        renew(brief, CompletableFuture.failedFuture(new IllegalStateException("down")));
        assertThat(renew(brief, new CompletableFuture<>()).join()).isEqualTo("a");
        assertThat(asked).hasValue(1);
        now.set(100);
        assertThat(renew(brief, CompletableFuture.completedFuture("b")).join()).isEqualTo("b");
    }

    @Test
    void renewal_thatIsNotWorthKeeping_endsTheAnswer() {
        AtomicLong now = new AtomicLong();
        AsyncReadCache<String, String> brief = timed(now);
        brief.get("key", () -> CompletableFuture.completedFuture("a")).join();
        now.set(51);
        renew(brief, CompletableFuture.completedFuture("no"));
        assertThat(brief.isFresh("key")).isFalse();
    }

    @Test
    void renewal_ofAnAnswerThatWasDropped_isNotKept() {
        AtomicLong now = new AtomicLong();
        AsyncReadCache<String, String> brief = timed(now);
        brief.get("key", () -> CompletableFuture.completedFuture("a")).join();
        now.set(51);
        CompletableFuture<String> renewed = new CompletableFuture<>();
        renew(brief, renewed);
        brief.drop("key");
        renewed.complete("b");
        assertThat(brief.isFresh("key")).isFalse();
    }

    @Test
    void questionBegunAhead_isOnesOwnOrNone() {
        CompletableFuture<String> answer = new CompletableFuture<>();
        assertThat(reads.begin("key", () -> answer)).isPresent();
        assertThat(reads.begin("key", CompletableFuture::new)).isEmpty();
        answer.complete("a");
        assertThat(reads.begin("key", CompletableFuture::new)).isEmpty();
        assertThat(get(new CompletableFuture<>()).join()).isEqualTo("a");
        assertThat(asked).hasValue(0);
    }

    private static AsyncReadCache<String, String> timed(AtomicLong now) {
        AsyncReadCache.Policy policy = new AsyncReadCache.Policy(Duration.ofNanos(100), 100);
        return new AsyncReadCache<>(policy, String::length, value -> !value.equals("no"), now::get);
    }

    private CompletableFuture<String> renew(AsyncReadCache<String, String> reads, CompletableFuture<String> answer) {
        return reads.getAndRenew("key", () -> {
            asked.incrementAndGet();
            return answer;
        });
    }

    private CompletableFuture<String> later(CompletableFuture<String> answer) {
        return reads.getLater("key", () -> {
            asked.incrementAndGet();
            return answer;
        });
    }
}
