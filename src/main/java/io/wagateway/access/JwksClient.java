package io.wagateway.access;

import io.wagateway.pipeline.AsyncStep;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Fetches the key set of the frontend without a waiting thread, within limits of time and size. */
final class JwksClient {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(2);
    private static final int MAX_BYTES = 512 * 1024;

    private final HttpRequest request;
    private final Executor executor;
    private final HttpClient http;

    JwksClient(URI uri, Executor executor) {
        this.request =
                HttpRequest.newBuilder(uri).header("Accept", "application/json").build();
        this.executor = executor;
        this.http = HttpClient.newBuilder()
                // One small response now and then; some frontends fail on the offer to upgrade.
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(executor)
                .build();
    }

    CompletableFuture<KeySet> fetch() {
        CompletableFuture<HttpResponse<byte[]>> exchange = http.sendAsync(request, head -> new BoundedBody(MAX_BYTES));
        // The client's own time-out ends with the headers; this one also stops a body that never ends.
        CompletableFuture.delayedExecutor(RESPONSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS, executor)
                .execute(() -> exchange.cancel(true));
        return exchange.exceptionallyCompose(failure -> CompletableFuture.failedFuture(reason(failure)))
                .thenApply(JwksClient::read);
    }

    private static Throwable reason(Throwable failure) {
        return AsyncStep.cause(failure) instanceof CancellationException
                ? new HttpTimeoutException("no complete response within " + RESPONSE_TIMEOUT.toSeconds() + " s")
                : failure;
    }

    private static KeySet read(HttpResponse<byte[]> response) {
        try {
            if (response.statusCode() != 200) {
                throw new IOException("status " + response.statusCode());
            }
            return KeySet.parse(new String(response.body(), StandardCharsets.UTF_8));
        } catch (IOException | ParseException e) {
            throw new CompletionException(e);
        }
    }
}
