package io.wagateway.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.wagateway.engine.EngineMetrics.Rejection;
import io.wagateway.error.UnavailableException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The back-off of accounts whose rate WhatsApp limits. Until the time that the engine named is over, the gateway sends
 * no request: another one would make the limit worse. The latest such time counts. Requests for a status are always
 * sent, as a session that is not connected must be 501 first.
 */
final class RateLimitBackoff {
    private record Account(String entry, Object session) {
        static Account of(EngineRequest call) {
            return new Account(call.entry(), call.session());
        }
    }

    private static final int MAX_ACCOUNTS = 10_000;
    private static final Duration MAX_DURATION = Duration.ofHours(1);

    private final EngineMetrics metrics;
    private final LongSupplier nanoTime;
    private final Cache<Account, Long> endByAccount;

    RateLimitBackoff(EngineMetrics metrics, LongSupplier nanoTime) {
        this.metrics = metrics;
        this.nanoTime = nanoTime;
        this.endByAccount = Caffeine.newBuilder()
                .maximumSize(MAX_ACCOUNTS)
                .ticker(nanoTime::getAsLong)
                .expireAfter(Expiry.writing(
                        (Account account, Long end) -> Duration.ofNanos(Math.max(0, end - nanoTime.getAsLong()))))
                .build();
    }

    /**
     * Checks that no back-off of the account is in force.
     *
     * @throws UnavailableException 429, with the whole seconds that are left
     */
    void check(EngineRequest call) {
        if (call.operation() == EngineOperation.STATUS) {
            return;
        }
        Long end = endByAccount.getIfPresent(Account.of(call));
        long left = end == null ? 0 : end - nanoTime.getAsLong();
        if (left > 0) {
            metrics.rejected(call.entry(), Rejection.HOLD);
            throw UnavailableException.rateLimited(Seconds.roundedUp(left, MAX_DURATION));
        }
    }

    /** @param seconds the duration from now on, at most an hour */
    void start(EngineRequest call, int seconds) {
        long end = nanoTime.getAsLong()
                + Duration.ofSeconds(Math.min(seconds, MAX_DURATION.toSeconds()))
                        .toNanos();
        endByAccount.asMap().merge(Account.of(call), end, (before, now) -> now - before > 0 ? now : before);
    }
}
