package io.wagateway.access;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The frontend's key set. Fetched when a token needs it, and by nobody's thread: a frontend that hangs holds no
 * request's thread, one that is down does not stop keys that are known, and tokens with made-up key ids make it no
 * more than one fetch in five seconds (and one more at once, so that a rotated key works with its first token).
 */
final class JwksKeys {
    private static final Logger LOG = LoggerFactory.getLogger(JwksKeys.class);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration WHOLE_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration BETWEEN_FETCHES = Duration.ofSeconds(5);
    private static final Duration STALE = Duration.ofMinutes(5);
    private static final int BURST = 2;
    private static final int MAX_BYTES = 512 * 1024;

    private record Fetched(JWKSet keys, long atNanos) {}

    private final URI uri;
    private final HttpClient http;
    private volatile Fetched fetched;
    private CompletableFuture<Void> fetching;
    private int permits = BURST;
    private long permitNanos = System.nanoTime();

    JwksKeys(URI uri, Executor executor) {
        this.uri = uri;
        this.http = HttpClient.newBuilder()
                .connectTimeout(CONNECT_TIMEOUT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(executor)
                .build();
    }

    /** Whether a key set could be had at least once. */
    boolean available() {
        return fetched != null;
    }

    /** Those known keys that could have signed such a token. */
    List<JWK> select(JWKMatcher matcher) {
        Fetched known = fetched;
        return known == null ? List.of() : new JWKSelector(matcher).select(known.keys());
    }

    /** Done when it is known whether a key is known: at once where one is, else after a fetch, if one is allowed. */
    CompletableFuture<Void> ready(JWKMatcher matcher) {
        if (select(matcher).isEmpty()) {
            return fetch();
        }
        if (System.nanoTime() - fetched.atNanos() > STALE.toNanos()) {
            // The token does not wait for it; it is so that keys that were withdrawn go, too.
            fetch();
        }
        return CompletableFuture.completedFuture(null);
    }

    private synchronized CompletableFuture<Void> fetch() {
        if (fetching != null) {
            return fetching;
        }
        if (!permitted()) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> mine = new CompletableFuture<>();
        fetching = mine;
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        HttpRequest request = HttpRequest.newBuilder(uri)
                .timeout(WHOLE_TIMEOUT)
                .header("Accept", "application/json")
                .build();
        http.sendAsync(
                        request,
                        HttpResponse.BodyHandlers.ofByteArrayConsumer(
                                chunk -> chunk.ifPresent(bytes -> append(body, bytes))))
                .orTimeout(WHOLE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((response, failure) -> {
                    remember(response, body, failure);
                    synchronized (this) {
                        fetching = null;
                    }
                    mine.complete(null);
                });
        return mine;
    }

    private boolean permitted() {
        long now = System.nanoTime();
        long earned = (now - permitNanos) / BETWEEN_FETCHES.toNanos();
        if (earned > 0) {
            permits = (int) Math.min(BURST, permits + earned);
            permitNanos = now;
        }
        if (permits == 0) {
            return false;
        }
        permits--;
        return true;
    }

    /** One byte more than allowed is kept, so that it shows. */
    private static void append(ByteArrayOutputStream body, byte[] bytes) {
        body.write(bytes, 0, Math.min(bytes.length, MAX_BYTES + 1 - body.size()));
    }

    private void remember(HttpResponse<Void> response, ByteArrayOutputStream body, Throwable failure) {
        try {
            if (failure != null) {
                throw new IOException(failure);
            }
            if (response.statusCode() != 200 || body.size() > MAX_BYTES) {
                throw new IOException("status " + response.statusCode() + ", " + body.size() + " bytes");
            }
            JWKSet keys = JWKSet.parse(body.toString(StandardCharsets.UTF_8));
            fetched = new Fetched(keys, System.nanoTime());
            LOG.info("Fetched the key set of gateway.auth.jwt.jwks-uri: {} keys", keys.size());
        } catch (IOException | ParseException e) {
            LOG.warn("The key set of gateway.auth.jwt.jwks-uri cannot be had: {}", e.getMessage());
        }
    }
}
