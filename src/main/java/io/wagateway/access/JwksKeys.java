package io.wagateway.access;

import com.nimbusds.jose.JWSHeader;
import io.wagateway.pipeline.AsyncStep;
import java.security.Key;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The frontend's keys. Fetched when a token needs it, and by nobody's thread: a frontend that hangs holds no request's
 * thread, one that is down does not stop keys that are known, and tokens with made-up key ids make it no more than one
 * fetch in five seconds (and one more at once, so that a rotated key works with its first token).
 *
 * <p>A key that the frontend withdrew is believed for five minutes, and a token that it signed is remembered for one
 * more: after six minutes it is nobody's, also where no token came by for a day. While the frontend is down that clock
 * stands still, since nobody can say what it withdrew. A frontend whose keys have no {@code kid} should keep the old
 * one for as long: nothing in a token of the new one tells that the set is out of date.
 */
final class JwksKeys {
    private static final Logger LOG = LoggerFactory.getLogger(JwksKeys.class);
    private static final long STALE = Duration.ofMinutes(5).toNanos();
    private static final long BETWEEN_FETCHES = Duration.ofSeconds(5).toNanos();
    private static final int BURST = 2;
    private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

    /** @param triedAt when the newest fetch ended, whether or not it brought these keys */
    private record Known(KeySet keys, long fetchedAt, long triedAt) {}

    private final JwksClient client;
    private final LongSupplier nanoTime;
    private volatile Known known;
    private CompletableFuture<Void> fetching;
    private int permits = BURST;
    private long permitsAt;

    /** @param nanoTime {@link System#nanoTime} */
    JwksKeys(JwksClient client, LongSupplier nanoTime) {
        this.client = client;
        this.nanoTime = nanoTime;
        this.permitsAt = nanoTime.getAsLong();
    }

    /** Whether a key set could be had at least once. */
    boolean available() {
        return known != null;
    }

    /** Those known keys that could have signed a token with this header. */
    List<Key> select(JWSHeader header) {
        Known current = known;
        return current == null ? List.of() : current.keys().select(header);
    }

    /** Done when it is known whether such a key is known: at once where one is, else after a fetch, if it may be. */
    CompletableFuture<Void> ready(JWSHeader header) {
        if (select(header).isEmpty()) {
            return fetch();
        }
        Known current = known;
        long now = nanoTime.getAsLong();
        if (now - current.fetchedAt() < STALE) {
            return DONE;
        }
        CompletableFuture<Void> refreshed = fetch();
        // Whoever finds the frontend down has waited for everybody.
        return now - current.triedAt() < STALE ? DONE : refreshed;
    }

    private synchronized CompletableFuture<Void> fetch() {
        if (fetching != null) {
            return fetching;
        }
        if (!permitted()) {
            return DONE;
        }
        CompletableFuture<Void> mine = new CompletableFuture<>();
        fetching = mine;
        DONE.thenCompose(nothing -> client.fetch()).whenComplete((keys, failure) -> {
            synchronized (this) {
                remember(keys, failure);
                fetching = null;
            }
            mine.complete(null);
        });
        return mine;
    }

    private boolean permitted() {
        long now = nanoTime.getAsLong();
        long earned = (now - permitsAt) / BETWEEN_FETCHES;
        if (earned > 0) {
            permits = (int) Math.min(BURST, permits + earned);
            permitsAt = now;
        }
        if (permits == 0) {
            return false;
        }
        permits--;
        return true;
    }

    private void remember(KeySet keys, Throwable failure) {
        long now = nanoTime.getAsLong();
        if (failure == null) {
            known = new Known(keys, now, now);
            LOG.info("Fetched the key set of gateway.auth.jwt.jwks-uri: {} keys", keys.size());
            return;
        }
        if (known != null) {
            known = new Known(known.keys(), known.fetchedAt(), now);
        }
        LOG.warn(
                "The key set of gateway.auth.jwt.jwks-uri cannot be had: {}",
                AsyncStep.cause(failure).toString());
    }
}
