package io.wagateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TurnsTest {
    private final Turns turns = new Turns(2, Runnable::run);

    @Test
    void callsAboveTheMost_waitForAnEnd() {
        List<CompletableFuture<Void>> calls = begin("a", 4);
        assertThat(calls).extracting(CompletableFuture::isDone).containsExactly(true, true, false, false);
        turns.end("a");
        assertThat(calls).extracting(CompletableFuture::isDone).containsExactly(true, true, true, false);
        turns.end("a");
        turns.end("a");
        turns.end("a");
        assertThat(turns.begin("b")).isCompleted();
    }

    @Test
    void whoeverHasTheFewest_isNext_howeverManyWaitBeforeIt() {
        begin("a", 100);
        CompletableFuture<Void> other = turns.begin("b");
        CompletableFuture<Void> third = turns.begin("c");
        turns.end("a");
        assertThat(other).isCompleted();
        assertThat(third).isNotDone();
        turns.end("b");
        assertThat(third).isCompleted();
    }

    @Test
    void thoseWithEquallyMany_takeTurns() {
        List<CompletableFuture<Void>> first = begin("a", 4);
        List<CompletableFuture<Void>> second = begin("b", 2);
        turns.end("a");
        turns.end("b");
        turns.end("a");
        assertThat(first).extracting(CompletableFuture::isDone).containsExactly(true, true, true, false);
        assertThat(second).extracting(CompletableFuture::isDone).containsExactly(true, true);
    }

    /** As while the process ends. */
    @Test
    void turn_thatNoThreadTakes_isNotLost() {
        Turns busy = new Turns(1, task -> {
            throw new RejectedExecutionException();
        });
        busy.begin("a");
        CompletableFuture<Void> next = busy.begin("a");
        busy.end("a");
        assertThat(next).isCompleted();
    }

    @ParameterizedTest
    @CsvSource({"16, 1", "160, 2", "256, 4", "384, 6", "8192, 6"})
    void number_followsTheHeap(long megabytes, int places) {
        assertThat(Turns.places(megabytes << 20, 64 << 20, 6)).isEqualTo(places);
    }

    private List<CompletableFuture<Void>> begin(String organization, int calls) {
        return IntStream.range(0, calls)
                .mapToObj(call -> turns.begin(organization))
                .toList();
    }
}
