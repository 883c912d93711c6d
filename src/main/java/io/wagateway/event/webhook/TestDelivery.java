package io.wagateway.event.webhook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.wagateway.error.UnavailableException;
import io.wagateway.event.log.LoggedEvent;
import io.wagateway.event.log.Origin;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Sends test events: one request each, as a delivery is sent, and nothing is stored. An organisation has so few at a time,
 * and each keeps its place for at least a second, that it cannot use the gateway to send many requests.
 */
final class TestDelivery {
    /** The name of the event. No webhook subscribes to it. */
    static final String EVENT = "webhook.test";

    /** Of an organisation, on this node. */
    private static final int MOST_AT_ONCE = 4;

    /** Of all organisations: each has a connection. */
    private static final int MOST = 200;

    private static final String NO_KEY =
            "this node does not have the key that the webhook's secrets are encrypted with";

    /**
     * What came of a test.
     *
     * @param status HTTP status that the receiver answered; null if it did not answer
     * @param durationMs from the look-up of the host to the end of the response
     * @param error why it would not count as delivered; left out if it would
     */
    record Result(
            Integer status,
            long durationMs,
            @JsonProperty @JsonInclude(Include.NON_NULL) String error) {}

    private final WebhookSecrets secrets;
    private final Supplier<WebhookClient> client;
    private final Executor executor;
    private final Executor aSecondLater = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);
    private final LongSupplier clock;
    private final Map<String, Integer> byOrganization = new HashMap<>();
    private int inFlight;

    /**
     * For all webhooks.
     *
     * @param client made at the first test
     * @param executor continues the call: the thread that brought the response must not run it
     */
    TestDelivery(WebhookSecrets secrets, Supplier<WebhookClient> client, Executor executor, LongSupplier clock) {
        this.secrets = secrets;
        this.client = client;
        this.executor = executor;
        this.clock = clock;
    }

    /** @throws UnavailableException 429 if too many tests are under way */
    CompletableFuture<Result> send(Webhook webhook, Origin origin) {
        Optional<WebhookRequest> request = secrets.request(webhook);
        if (request.isEmpty()) {
            return CompletableFuture.completedFuture(new Result(null, 0, NO_KEY));
        }
        acquire(webhook.organization());
        CompletableFuture<Void> aSecond = CompletableFuture.runAsync(() -> {}, aSecondLater);
        long start = System.nanoTime();
        CompletableFuture<Attempt> attempt = started(request.get(), origin);
        CompletableFuture.allOf(aSecond, attempt).whenComplete((nothing, failure) -> release(webhook.organization()));
        return attempt.thenApply(ended -> new Result(
                        ended.status(), TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start), ended.reason()))
                .thenApplyAsync(result -> result, executor);
    }

    private CompletableFuture<Attempt> started(WebhookRequest request, Origin origin) {
        try {
            long now = clock.getAsLong();
            LoggedEvent event = LoggedEvent.unlogged(EVENT, origin, now);
            byte[] body = DeliverySender.json(event);
            return client.get().post(request.target(), request.headers(event.id(), body, now), body);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private synchronized void acquire(String organization) {
        if (inFlight >= MOST || byOrganization.getOrDefault(organization, 0) >= MOST_AT_ONCE) {
            throw UnavailableException.webhookTests();
        }
        inFlight++;
        byOrganization.merge(organization, 1, Integer::sum);
    }

    private synchronized void release(String organization) {
        inFlight--;
        byOrganization.computeIfPresent(organization, (same, count) -> count == 1 ? null : count - 1);
    }
}
