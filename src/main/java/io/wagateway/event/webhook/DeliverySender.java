package io.wagateway.event.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.wagateway.event.log.LoggedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Claims the first deliveries of queues and posts them to the receiver. */
final class DeliverySender {
    /** Longer than an attempt, the DNS look-up before it and the transaction after it. */
    static final long CLAIM_MILLIS = 30_000;

    private static final ObjectWriter JSON = new ObjectMapper().writerFor(LoggedEvent.class);

    private final ClaimStore claims;
    private final Supplier<WebhookClient> client;
    private final AttemptRecorder recorder;
    private final long claimMillis;
    private final LongSupplier clock;

    /** @param client made when there is something to send */
    DeliverySender(
            ClaimStore claims,
            Supplier<WebhookClient> client,
            AttemptRecorder recorder,
            long claimMillis,
            LongSupplier clock) {
        this.claims = claims;
        this.client = client;
        this.recorder = recorder;
        this.claimMillis = claimMillis;
        this.clock = clock;
    }

    /**
     * Starts an attempt for each of these queues that has something to send.
     *
     * @param due queues of the webhook, a few
     * @return the attempts, each completes when it has ended
     */
    List<CompletableFuture<EndedAttempt>> send(WebhookRequest request, List<DueQueue> due) {
        List<CompletableFuture<EndedAttempt>> attempts = new ArrayList<>();
        for (Claim claim : claims.claim(due, claimMillis)) {
            LoggedEvent event = claim.event();
            if (event == null) {
                recorder.recordMissingEvent(claim);
            } else if (!request.webhook().scope().includesEvent(event.session(), event.groupJid())) {
                recorder.recordOutOfScope(claim);
            } else {
                attempts.add(post(request, claim));
            }
        }
        return attempts;
    }

    private CompletableFuture<EndedAttempt> post(WebhookRequest request, Claim claim) {
        byte[] body = json(claim.event());
        return client.get()
                .post(request.target(), request.headers(claim.event().id(), body, clock.getAsLong()), body)
                .thenApply(attempt -> new EndedAttempt(request.webhook(), claim, attempt));
    }

    /** The queue has no pending delivery: it is not due any more. */
    void release(DueQueue empty) {
        claims.claim(List.of(empty), 0);
    }

    static byte[] json(LoggedEvent event) {
        try {
            return JSON.writeValueAsBytes(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event can be written as JSON", e);
        }
    }
}
