package io.wagateway.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AsyncReadCacheTest {
    private final AtomicInteger asked = new AtomicInteger();
    private final AsyncReadCache<String, String> reads = reads(Duration.ofMinutes(1));

    private static AsyncReadCache<String, String> reads(Duration maxAge) {
        return new AsyncReadCache<>(
                new AsyncReadCache.Policy(maxAge, 100), String::length, value -> !value.equals("no"), Runnable::run);
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

    @Test
    void questionSinceAMoment_takesAnAnswerBegunThenOrLater_ofAnyAge() {
        AtomicLong now = new AtomicLong(10);
        AsyncReadCache<String, String> brief = timed(now);
        brief.get("key", () -> CompletableFuture.completedFuture("a")).join();
        now.set(1_000);
        assertThat(since(brief, 9, CompletableFuture.completedFuture("b")).join())
                .isEqualTo("a");
        assertThat(since(brief, 10, CompletableFuture.completedFuture("b")).join())
                .isEqualTo("a");
        assertThat(asked).hasValue(0);
        assertThat(since(brief, 11, CompletableFuture.completedFuture("b")).join())
                .isEqualTo("b");
        assertThat(since(brief, 1_000, CompletableFuture.completedFuture("c")).join())
                .isEqualTo("b");
        assertThat(asked).hasValue(1);
    }

    @Test
    void questionSinceAMoment_sharesOneUnderWay_onlyIfThatBeganInTime() {
        AtomicLong now = new AtomicLong(10);
        AsyncReadCache<String, String> brief = timed(now);
        CompletableFuture<String> answer = new CompletableFuture<>();
        brief.get("key", () -> answer);
        now.set(20);
        CompletableFuture<String> early = since(brief, 10, new CompletableFuture<>());
        CompletableFuture<String> late = since(brief, 11, CompletableFuture.completedFuture("new"));
        assertThat(late.join()).isEqualTo("new");
        assertThat(early).isNotDone();
        answer.complete("old");
        assertThat(early.join()).isEqualTo("old");
        assertThat(asked).hasValue(1);
    }

    @Test
    void questionSinceAMoment_leavesWhatIsKeptToOthers_untilItIsAnswered() {
        AtomicLong now = new AtomicLong();
        AsyncReadCache<String, String> brief = timed(now);
        brief.get("key", () -> CompletableFuture.completedFuture("old")).join();
        now.set(60);
        CompletableFuture<String> answer = new CompletableFuture<>();
        CompletableFuture<String> asking = since(brief, 60, answer);
        assertThat(brief.get("key", CompletableFuture::new).join()).isEqualTo("old");
        answer.complete("new");
        assertThat(asking.join()).isEqualTo("new");
        now.set(159);
        assertThat(brief.get("key", CompletableFuture::new).join()).isEqualTo("new");
        now.set(160);
        assertThat(brief.isFresh("key")).isFalse();
    }

    @Test
    void questionSinceAMoment_withNothingKept_isSharedByOthers() {
        AtomicLong now = new AtomicLong(10);
        AsyncReadCache<String, String> brief = timed(now);
        CompletableFuture<String> answer = new CompletableFuture<>();
        since(brief, 10, answer);
        CompletableFuture<String> other = brief.get("key", () -> CompletableFuture.completedFuture("never"));
        answer.complete("a");
        assertThat(other.join()).isEqualTo("a");
    }

    @Test
    void crowdSinceItsMoments_sharesTheOneUnderWay_orElseTheNext() {
        AtomicLong now = new AtomicLong(10);
        AsyncReadCache<String, String> brief = timed(now);
        CompletableFuture<String> first = new CompletableFuture<>();
        CompletableFuture<String> leader = since(brief, 5, first);
        now.set(20);
        CompletableFuture<String> cameBefore = since(brief, 10, new CompletableFuture<>());
        List<CompletableFuture<String>> crowd = IntStream.range(11, 75)
                .mapToObj(moment -> {
                    now.set(moment);
                    return since(brief, moment, CompletableFuture.completedFuture("second"));
                })
                .toList();
        assertThat(asked).hasValue(1);
        first.complete("first");
        assertThat(leader.join()).isEqualTo("first");
        assertThat(cameBefore.join()).isEqualTo("first");
        assertThat(crowd).allSatisfy(answer -> assertThat(answer.join()).isEqualTo("second"));
        assertThat(asked).hasValue(2);
    }

    @Test
    void questionSinceAMoment_thatFails_leavesWhatIsKept_andDoesNotHoldUpTheNext() {
        AtomicLong now = new AtomicLong();
        AsyncReadCache<String, String> brief = timed(now);
        brief.get("key", () -> CompletableFuture.completedFuture("old")).join();
        now.set(10);
        CompletableFuture<String> first = new CompletableFuture<>();
        CompletableFuture<String> failed = since(brief, 10, first);
        now.set(20);
        CompletableFuture<String> next = new CompletableFuture<>();
        CompletableFuture<String> waiting = since(brief, 20, next);
        first.completeExceptionally(new IllegalStateException("down"));
        assertThatThrownBy(failed::join).hasRootCauseMessage("down");
        assertThat(brief.get("key", CompletableFuture::new).join()).isEqualTo("old");
        next.complete("new");
        assertThat(waiting.join()).isEqualTo("new");
        assertThat(brief.get("key", CompletableFuture::new).join()).isEqualTo("new");
        CompletableFuture<String> broken = brief.getSince("key", 21, () -> {
            throw new IllegalStateException("not even asked");
        });
        assertThatThrownBy(broken::join).hasRootCauseMessage("not even asked");
        now.set(22);
        assertThat(since(brief, 22, CompletableFuture.completedFuture("again")).join())
                .isEqualTo("again");
    }

    @Test
    void doubtfulFailure_ofAReadFromBeforeTheCall_isReadOnceMore() {
        AtomicLong now = new AtomicLong(10);
        AsyncReadCache<String, String> brief = timed(now);
        CompletableFuture<String> early = new CompletableFuture<>();
        brief.get("key", () -> early);
        now.set(20);
        CompletableFuture<String> late = sinceIfIllegal(brief, 20, "now there");
        CompletableFuture<String> sameMoment = sinceIfIllegal(brief, 10, "never asked");
        early.completeExceptionally(new IllegalStateException("not there"));
        assertThat(late.join()).isEqualTo("now there");
        assertThatThrownBy(sameMoment::join).hasRootCauseMessage("not there");

        CompletableFuture<String> down = new CompletableFuture<>();
        brief.drop("key");
        brief.get("key", () -> down);
        now.set(30);
        CompletableFuture<String> certain = sinceIfIllegal(brief, 30, "never asked");
        down.completeExceptionally(new IllegalArgumentException("down"));
        assertThatThrownBy(certain::join).hasRootCauseMessage("down");
    }

    private static CompletableFuture<String> sinceIfIllegal(
            AsyncReadCache<String, String> reads, long moment, String answer) {
        return reads.get(
                "key",
                moment,
                failure ->
                        failure instanceof IllegalStateException || failure.getCause() instanceof IllegalStateException,
                () -> CompletableFuture.completedFuture(answer));
    }

    /** A change that is confirmed makes an answer true, and no younger than it was. */
    @Test
    void answer_thatWasUpdated_isAsOldAsBefore() {
        AtomicLong now = new AtomicLong(10);
        AsyncReadCache<String, String> brief = timed(now);
        brief.get("key", () -> CompletableFuture.completedFuture("a")).join();
        now.set(20);
        brief.update("key", value -> value + "!");
        assertThat(since(brief, 10, new CompletableFuture<>()).join()).isEqualTo("a!");
        assertThat(since(brief, 11, CompletableFuture.completedFuture("b")).join())
                .isEqualTo("b");
    }

    @Test
    void answerSinceAMoment_isNotKept_ifAnUpdateOrADropCameMeanwhile() {
        AtomicLong now = new AtomicLong(10);
        AsyncReadCache<String, String> brief = timed(now);
        brief.get("key", () -> CompletableFuture.completedFuture("a")).join();
        now.set(20);
        CompletableFuture<String> answer = new CompletableFuture<>();
        CompletableFuture<String> asking = since(brief, 20, answer);
        brief.update("key", value -> value + "!");
        answer.complete("before the update");
        assertThat(asking.join()).isEqualTo("before the update");
        assertThat(brief.get("key", CompletableFuture::new).join()).isEqualTo("a!");
        CompletableFuture<String> other = new CompletableFuture<>();
        since(brief, 20, other);
        brief.drop("key");
        other.complete("before the drop");
        assertThat(brief.isFresh("key")).isFalse();
    }

    @Test
    void answerSinceAMoment_thatIsNotWorthKeeping_endsTheOneThatIsKept() {
        AtomicLong now = new AtomicLong(10);
        AsyncReadCache<String, String> brief = timed(now);
        brief.get("key", () -> CompletableFuture.completedFuture("a")).join();
        now.set(20);
        assertThat(since(brief, 20, CompletableFuture.completedFuture("no")).join())
                .isEqualTo("no");
        assertThat(brief.isFresh("key")).isFalse();
    }

    /** The thread that brought an answer continues those who waited for it, and not the next ones, too. */
    @Test
    void nextQuestion_isAskedByTheExecutor_orHereIfThatTakesNoMore() {
        AtomicLong now = new AtomicLong(10);
        List<Runnable> tasks = new ArrayList<>();
        AsyncReadCache<String, String> brief =
                timed(now, new AsyncReadCache.Policy(Duration.ofNanos(100), 100), tasks::add);
        CompletableFuture<String> first = new CompletableFuture<>();
        CompletableFuture<String> leader = since(brief, 10, first);
        now.set(11);
        CompletableFuture<String> next = since(brief, 11, CompletableFuture.completedFuture("b"));
        first.complete("a");
        assertThat(leader.join()).isEqualTo("a");
        assertThat(asked).hasValue(1);
        now.set(12);
        CompletableFuture<String> stillInTime = since(brief, 12, CompletableFuture.completedFuture("never"));
        assertThat(tasks).hasSize(1);
        tasks.remove(0).run();
        assertThat(next.join()).isEqualTo("b");
        assertThat(stillInTime.join()).isEqualTo("b");
        assertThat(asked).hasValue(2);

        AsyncReadCache<String, String> full =
                timed(now, new AsyncReadCache.Policy(Duration.ofNanos(100), 100), task -> {
                    throw new RejectedExecutionException("full");
                });
        CompletableFuture<String> another = new CompletableFuture<>();
        since(full, 12, another);
        now.set(13);
        CompletableFuture<String> waiting = since(full, 13, CompletableFuture.completedFuture("d"));
        another.complete("c");
        assertThat(waiting.join()).isEqualTo("d");
    }

    /** 64 callers without a pause: one read after the other, none older than its callers, also if it takes no time. */
    @ParameterizedTest
    @ValueSource(ints = {0, 10})
    void crowdOfThreads_costsOneReadAtATime_andNoCallerGetsAnOlderOne(int readMillis) throws InterruptedException {
        ScheduledExecutorService engine = Executors.newScheduledThreadPool(2);
        AsyncReadCache<String, Long> shared = new AsyncReadCache<>(
                new AsyncReadCache.Policy(Duration.ofSeconds(2), 100), value -> 1, value -> true, engine);
        AtomicInteger underWay = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger calls = new AtomicInteger();
        AtomicInteger tooOld = new AtomicInteger();
        Supplier<CompletableFuture<Long>> read = () -> {
            asked.incrementAndGet();
            most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
            long startedAt = System.nanoTime();
            if (readMillis == 0) {
                underWay.decrementAndGet();
                return CompletableFuture.completedFuture(startedAt);
            }
            CompletableFuture<Long> answer = new CompletableFuture<>();
            engine.schedule(
                    () -> {
                        underWay.decrementAndGet();
                        answer.complete(startedAt);
                    },
                    readMillis,
                    TimeUnit.MILLISECONDS);
            return answer;
        };
        ExecutorService callers = Executors.newFixedThreadPool(64);
        long began = System.nanoTime();
        for (int caller = 0; caller < 64; caller++) {
            callers.execute(() -> {
                for (int i = 0; i < 30; i++) {
                    long moment = System.nanoTime();
                    if (shared.getSince("key", moment, read).join() - moment < 0) {
                        tooOld.incrementAndGet();
                    }
                    calls.incrementAndGet();
                }
            });
        }
        callers.shutdown();
        assertThat(callers.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        engine.shutdownNow();
        assertThat(calls).hasValue(64 * 30);
        assertThat(tooOld).hasValue(0);
        assertThat(most).hasValue(1);
        assertThat(asked.get()).isLessThanOrEqualTo(readMillis == 0 ? 64 * 30 : (int) (millis / readMillis) + 1);
    }

    private static AsyncReadCache<String, String> timed(AtomicLong now) {
        AsyncReadCache.Policy policy = new AsyncReadCache.Policy(Duration.ofNanos(100), 100);
        return timed(now, policy, Runnable::run);
    }

    private static AsyncReadCache<String, String> timed(
            AtomicLong now, AsyncReadCache.Policy policy, Executor executor) {
        return new AsyncReadCache<>(policy, String::length, value -> !value.equals("no"), executor, now::get);
    }

    private CompletableFuture<String> renew(AsyncReadCache<String, String> reads, CompletableFuture<String> answer) {
        return reads.getAndRenew("key", () -> {
            asked.incrementAndGet();
            return answer;
        });
    }

    private CompletableFuture<String> since(
            AsyncReadCache<String, String> reads, long moment, CompletableFuture<String> answer) {
        return reads.getSince("key", moment, () -> {
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
