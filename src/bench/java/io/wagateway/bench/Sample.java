package io.wagateway.bench;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** The responses of one server during a measurement. */
final class Sample {
    private static final int SIGNIFICANT_DIGITS = 3;

    /** Microseconds, of the expected responses. */
    private final Histogram latencies = new Histogram(SIGNIFICANT_DIGITS);

    private final Map<Integer, Long> others = new TreeMap<>();
    private Duration elapsed = Duration.ZERO;
    private Duration cpu = Duration.ZERO;

    void expected(long nanos) {
        latencies.recordValue(nanos / 1_000);
    }

    /** @param status 0 if the server closed the connection without a response */
    void other(int status) {
        others.merge(status, 1L, Long::sum);
    }

    void took(Duration time, Duration serverCpu) {
        elapsed = elapsed.plus(time);
        cpu = cpu.plus(serverCpu);
    }

    void add(Sample more) {
        latencies.add(more.latencies);
        more.others.forEach((status, count) -> others.merge(status, count, Long::sum));
        took(more.elapsed, more.cpu);
    }

    double perSecond() {
        return latencies.getTotalCount() * 1e9 / elapsed.toNanos();
    }

    double cpuMicrosPerRequest() {
        return cpu.toNanos() / 1e3 / Math.max(1, latencies.getTotalCount());
    }

    double millisAt(double percentile) {
        return latencies.getValueAtPercentile(percentile) / 1e3;
    }

    double maxMillis() {
        return latencies.getMaxValue() / 1e3;
    }

    /** Status to count. */
    Map<Integer, Long> others() {
        return others;
    }

    boolean isClean() {
        return others.isEmpty() && latencies.getTotalCount() > 0;
    }
}
