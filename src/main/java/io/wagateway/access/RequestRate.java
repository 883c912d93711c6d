package io.wagateway.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.wagateway.pipeline.ServiceLimit;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Limits how many requests a caller sends to this node: a token bucket for each, full at first, that holds the requests
 * of one second. A caller is an API key, or a person in an organisation, however many login tokens that person fetches.
 */
final class RequestRate {
    private record Identity(String actor, String organization) {
        static Identity of(Caller caller) {
            return new Identity(caller.actor(), caller.organization());
        }
    }

    private static final Duration WINDOW = Duration.ofSeconds(ServiceLimit.WINDOW_SECONDS);

    /** Callers of the same second; of more than that, some begin with a full bucket. */
    private static final int MAX_CALLERS = 10_000;

    private final int perSecond;
    private final TimeMeter clock;
    private final Cache<Identity, Bucket> buckets;

    RequestRate(int perSecond, LongSupplier nanoTime) {
        this.perSecond = perSecond;
        this.clock = new ElapsedTime(nanoTime, nanoTime.getAsLong());
        // A bucket that nobody has touched for a second is full again, so a new one is as good.
        this.buckets = Caffeine.newBuilder()
                .maximumSize(MAX_CALLERS)
                .ticker(nanoTime::getAsLong)
                .expireAfterAccess(WINDOW)
                .build();
    }

    /** Counts a request; one that exceeds the limit takes nothing. */
    ServiceLimit count(Caller caller) {
        ConsumptionProbe probe =
                buckets.get(Identity.of(caller), identity -> full()).tryConsumeAndReturnRemaining(1);
        return new ServiceLimit(perSecond, probe.getRemainingTokens(), !probe.isConsumed());
    }

    /** How many callers are remembered. */
    long callers() {
        buckets.cleanUp();
        return buckets.estimatedSize();
    }

    private Bucket full() {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(perSecond).refillGreedy(perSecond, WINDOW))
                .withCustomTimePrecision(clock)
                .build();
    }

    /** From the start on: the library compares two times, and nanoTime may be near its overflow. */
    private record ElapsedTime(LongSupplier nanoTime, long start) implements TimeMeter {
        @Override
        public long currentTimeNanos() {
            return nanoTime.getAsLong() - start;
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }
}
