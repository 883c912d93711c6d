package io.wagateway.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.wagateway.engine.EngineMetrics.Rejection;
import io.wagateway.error.UnavailableException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Accounts whose rate WhatsApp limits: until the time that an engine named is over, asking again would only make it
 * worse. The latest of the times that it named counts. A status is always asked for, as a session that is not connected is 501 first.
 */
final class RateLimitBackoff {
    private record Account(String entry, Object session) {
        static Account of(EngineRequest call) {
            return new Account(call.entry(), call.session());
        }
    }

    private static final int MOST = 10_000;
    private static final Duration LONGEST = Duration.ofHours(1);

    private final EngineMetrics metrics;
    private final LongSupplier nanoTime;
    private final Cache<Account, Long> until;

    RateLimitBackoff(EngineMetrics metrics, LongSupplier nanoTime) {
        this.metrics = metrics;
        this.nanoTime = nanoTime;
        this.until = Caffeine.newBuilder()
                .maximumSize(MOST)
                .ticker(nanoTime::getAsLong)
                .expireAfter(Expiry.writing(
                        (Account account, Long end) -> Duration.ofNanos(Math.max(0, end - nanoTime.getAsLong()))))
                .build();
    }

    /**
     * Lets a call pass, or does not.
     *
     * @throws UnavailableException 429, with the whole seconds that are left
     */
    void check(EngineRequest call) {
        if (call.operation() == EngineOperation.STATUS) {
            return;
        }
        Long end = until.getIfPresent(Account.of(call));
        long left = end == null ? 0 : end - nanoTime.getAsLong();
        if (left > 0) {
            metrics.rejected(call.entry(), Rejection.HOLD);
            throw UnavailableException.rateLimited(Seconds.roundedUp(left, LONGEST));
        }
    }

    /** @param seconds how long from now on, at most an hour */
    void begin(EngineRequest call, int seconds) {
        long end = nanoTime.getAsLong()
                + Duration.ofSeconds(Math.min(seconds, LONGEST.toSeconds())).toNanos();
        until.asMap().merge(Account.of(call), end, (before, now) -> now - before > 0 ? now : before);
    }
}
