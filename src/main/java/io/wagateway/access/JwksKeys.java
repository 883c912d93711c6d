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
 * The keys of the frontend. A token that needs them starts the fetch, and no thread waits for it: a frontend that hangs
 * blocks no request, known keys still work while it is down, and tokens with invented key ids cause at most one fetch in
 * five seconds (and one more at once, so that a rotated key works with its first token).
 *
 * <p>A key that the frontend has withdrawn counts for five more minutes, and a token that it signed stays in the cache for
 * one more: after six minutes neither is valid, even if no token came for a day. While the frontend is down that clock
 * stops, as the gateway cannot know what it has withdrawn. A frontend whose keys have no {@code kid} should publish the old
 * one for as long: nothing in a token of the new one shows that the set is out of date.
 */
final class JwksKeys {
    private static final Logger LOG = LoggerFactory.getLogger(JwksKeys.class);
    private static final long STALE = Duration.ofMinutes(5).toNanos();
    private static final long BETWEEN_FETCHES = Duration.ofSeconds(5).toNanos();
    private static final int BURST = 2;
    private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

    /** @param triedAt when the newest fetch ended, successful or not */
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

    /** Starts the first fetch ahead of the first token, which shares it. If it fails, a token starts the next one. */
    synchronized void prefetch() {
        // It takes none of the fetches that tokens may start.
        permits++;
        fetch();
    }

    /** Whether a key set was fetched at least once. */
    boolean available() {
        return known != null;
    }

    /** The known keys that could have signed a token with this header. */
    List<Key> select(JWSHeader header) {
        Known current = known;
        return current == null ? List.of() : current.keys().select(header);
    }

    /** Done when {@link #select} can decide: at once if it finds a key, else after a fetch if the limit allows one. */
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
        // One request has already waited for the frontend and found it down.
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
                update(keys, failure);
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

    private void update(KeySet keys, Throwable failure) {
        long now = nanoTime.getAsLong();
        if (failure == null) {
            known = new Known(keys, now, now);
            LOG.info(
                    "Fetched the key set of gateway.auth.jwt.jwks-uri: {} keys, and {} that cannot be used",
                    keys.size(),
                    keys.skipped());
            return;
        }
        if (known != null) {
            known = new Known(known.keys(), known.fetchedAt(), now);
        }
        LOG.warn(
                "The key set of gateway.auth.jwt.jwks-uri cannot be fetched: {}",
                AsyncStep.cause(failure).toString());
    }
}
