package io.wagateway.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wagateway.error.UnavailableException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LogReadsTest {
    private final LogReads reads = new LogReads();
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private final List<String> order = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        end.complete(null);
        reads.close();
    }

    private CompletableFuture<String> slow(String organization) {
        return reads.read(organization, () -> {
            end.join();
            order.add(organization);
            return organization;
        });
    }

    private static String get(CompletableFuture<String> read) throws Exception {
        return read.get(10, TimeUnit.SECONDS);
    }

    @Test
    void slowReads_ofOneOrganisation_leaveAPlaceToAnother() throws Exception {
        List<CompletableFuture<String>> slow =
                IntStream.range(0, 20).mapToObj(i -> slow("a")).toList();
        assertThat(get(reads.read("b", () -> "b"))).isEqualTo("b");
        end.complete(null);
        for (CompletableFuture<String> read : slow) {
            assertThat(get(read)).isEqualTo("a");
        }
    }

    @Test
    void organisations_takeTurns() throws Exception {
        List<CompletableFuture<String>> flood =
                IntStream.range(0, 50).mapToObj(i -> slow("a")).toList();
        CompletableFuture<String> first = slow("b");
        CompletableFuture<String> second = slow("b");
        end.complete(null);
        get(first);
        get(second);
        for (CompletableFuture<String> read : flood) {
            get(read);
        }
        assertThat(order.lastIndexOf("b")).isLessThan(40);
    }

    @Test
    void organisation_withTooManyReads_is429_andTheOthersRead() throws Exception {
        // As long as it is alone, one place is kept for whoever comes next.
        IntStream.range(0, LogReads.PLACES - 1 + LogReads.MAX_WAITING).forEach(i -> slow("a"));
        assertThatThrownBy(() -> slow("a"))
                .isInstanceOf(UnavailableException.class)
                .hasMessage("too many reads of the event log");
        assertThat(get(reads.read("b", () -> "b"))).isEqualTo("b");
    }

    @Test
    void readThatFails_failsItsCaller_andGivesItsPlaceBack() throws Exception {
        for (int i = 0; i < 2 * LogReads.PLACES; i++) {
            CompletableFuture<String> failing = reads.read("a", () -> {
                throw new IllegalStateException("broken");
            });
            assertThatThrownBy(() -> get(failing)).hasCauseInstanceOf(IllegalStateException.class);
        }
        assertThat(get(reads.read("a", () -> "read"))).isEqualTo("read");
    }
}
