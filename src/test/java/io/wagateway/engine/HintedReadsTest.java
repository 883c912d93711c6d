package io.wagateway.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HintedReadsTest {
    private final List<String> reads = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, CompletableFuture<Void>> open = new ConcurrentHashMap<>();

    private CompletableFuture<?> read(String organization, String key) {
        reads.add(key);
        return CompletableFuture.completedFuture(null);
    }

    private CompletableFuture<?> slowRead(String organization, String key) {
        reads.add(key);
        return open.computeIfAbsent(key, any -> new CompletableFuture<>());
    }

    @Test
    void flood_ofOneThing_isOneReadASecond() throws Exception {
        HintedReads<String> hinted = new HintedReads<>(this::read, System::nanoTime);
        long start = System.nanoTime();
        while (System.nanoTime() - start < TimeUnit.MILLISECONDS.toNanos(2_500)) {
            hinted.hint("org", "a");
            Thread.sleep(1);
        }
        assertThat(reads.size()).isBetween(2, 3);
        await().atMost(Duration.ofSeconds(2))
                .untilAsserted(() -> assertThat(reads.size()).isBetween(3, 4));
    }

    @Test
    void hintDuringARead_causesAnother() {
        HintedReads<String> hinted = new HintedReads<>(this::slowRead, System::nanoTime);
        hinted.hint("org", "a");
        hinted.hint("org", "a");
        hinted.hint("org", "a");
        assertThat(reads).containsExactly("a");
        open.get("a").complete(null);
        await().atMost(Duration.ofSeconds(3))
                .untilAsserted(() -> assertThat(reads).containsExactly("a", "a"));
    }

    @Test
    void failedRead_isNotTheLast() {
        HintedReads<String> hinted = new HintedReads<>(
                (organization, key) -> {
                    reads.add(key);
                    throw new IllegalStateException("no");
                },
                System::nanoTime);
        hinted.hint("org", "a");
        hinted.hint("org", "b");
        assertThat(reads).containsExactly("a", "b");
    }

    @Test
    void organization_thatFloods_leavesOthersTheirTurn() {
        HintedReads<String> hinted = new HintedReads<>(this::slowRead, System::nanoTime);
        for (int i = 0; i < 5_000; i++) {
            hinted.hint("loud", "loud-" + i);
        }
        int loud = reads.size();
        assertThat(loud).isLessThan(32);
        hinted.hint("quiet", "quiet");
        assertThat(reads).contains("quiet");
    }
}
