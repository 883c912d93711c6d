package io.wagateway.event.webhook;

import io.wagateway.database.DatabaseGuard;
import io.wagateway.database.GroupCommit;
import io.wagateway.pipeline.AsyncStep;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends due deliveries. Webhooks take turns: a turn starts an attempt for as many due queues of the webhook as the limiter
 * allows. The end of an attempt starts the next turn.
 */
final class Dispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    /** Most webhooks of one poll; a later poll finds the others. */
    private static final int MOST_WEBHOOKS = 10_000;

    /** Of a webhook: one at a time, which serves all that asked for one before it began. */
    private enum Turn {
        ONE,
        ONE_MORE
    }

    private final WebhookStore store;
    private final WebhookQueueStore queues;
    private final DeliveryCancellation cancellation;
    private final WebhookSecrets secrets;
    private final DeliverySender sender;
    private final GroupCommit<EndedAttempt> results;
    private final DeliveryLimiter limiter;
    private final Executor workers;
    private final Map<String, Turn> turns = new ConcurrentHashMap<>();
    private final AtomicBoolean keyWarned = new AtomicBoolean();
    private final DatabaseGuard guard = new DatabaseGuard(LOG, "Webhooks get no events", () -> true);

    Dispatcher(
            WebhookStore store,
            WebhookQueueStore queues,
            DeliveryCancellation cancellation,
            WebhookSecrets secrets,
            DeliverySender sender,
            GroupCommit<EndedAttempt> results,
            DeliveryLimiter limiter,
            Executor workers) {
        this.store = store;
        this.queues = queues;
        this.cancellation = cancellation;
        this.secrets = secrets;
        this.sender = sender;
        this.results = results;
        this.limiter = limiter;
        this.workers = workers;
    }

    /** Starts a turn for every webhook with due deliveries: retries, and events that other nodes left. */
    void poll() {
        guard.run(() -> dispatch(queues.waiting(MOST_WEBHOOKS)));
    }

    /** Starts a turn for each of these webhooks; they may have due deliveries. */
    void dispatch(Collection<WaitingWebhook> webhooks) {
        webhooks.forEach(this::dispatch);
    }

    private void dispatch(WaitingWebhook webhook) {
        if (limiter.capacity(webhook) > 0
                && turns.merge(webhook.webhook(), Turn.ONE, (same, one) -> Turn.ONE_MORE) == Turn.ONE) {
            start(webhook);
        }
    }

    private void start(WaitingWebhook webhook) {
        try {
            workers.execute(() -> {
                try {
                    guard.run(() -> sendDue(webhook));
                } finally {
                    end(webhook);
                }
            });
        } catch (RejectedExecutionException e) {
            // The next poll finds the webhook.
            turns.remove(webhook.webhook());
        }
    }

    /** A delivery that became due during the turn may need another. */
    private void end(WaitingWebhook webhook) {
        Turn next = turns.computeIfPresent(webhook.webhook(), (same, turn) -> turn == Turn.ONE_MORE ? Turn.ONE : null);
        if (next != null) {
            start(webhook);
        }
    }

    private void sendDue(WaitingWebhook waiting) {
        List<DueQueue> due = queues.due(waiting.webhook(), limiter.capacity(waiting));
        Webhook webhook = due.isEmpty() ? null : store.find(waiting.webhook()).orElse(null);
        if (webhook == null) {
            return;
        }
        if (!webhook.active()) {
            cancellation.cancel(webhook.id());
            queues.due(webhook.id(), MOST_WEBHOOKS).forEach(sender::release);
            return;
        }
        Optional<WebhookRequest> request = secrets.request(webhook);
        if (request.isEmpty()) {
            warnOfKey(webhook);
            return;
        }
        List<DueQueue> started =
                due.stream().takeWhile(queue -> limiter.tryAcquire(waiting)).toList();
        if (!started.isEmpty()) {
            send(waiting, request.get(), started);
        }
    }

    private void warnOfKey(Webhook webhook) {
        if (keyWarned.compareAndSet(false, true)) {
            LOG.warn(
                    "webhook={} was encrypted with another key: this node does not deliver to it or to any other such"
                            + " webhook; nodes that have the key do; see gateway.webhooks.encryption-key",
                    webhook.id());
        }
    }

    private void send(WaitingWebhook waiting, WebhookRequest request, List<DueQueue> due) {
        int unsent = due.size();
        try {
            for (CompletableFuture<EndedAttempt> attempt : sender.send(request, due)) {
                attempt.thenCompose(ended -> results.add(waiting.organization(), ended))
                        .whenComplete((recorded, failure) -> ended(waiting, failure));
                unsent--;
            }
        } finally {
            for (; unsent > 0; unsent--) {
                dispatch(limiter.release(waiting));
            }
        }
    }

    /** If the outcome could not be recorded, the claim expires, and a node sends the delivery once more. */
    private void ended(WaitingWebhook waiting, Throwable failure) {
        try {
            guard.run(() -> {
                if (failure != null) {
                    throw AsyncStep.cause(failure) instanceof RuntimeException e
                            ? e
                            : new IllegalStateException("an attempt could not be made", failure);
                }
            });
        } finally {
            dispatch(limiter.release(waiting));
        }
    }
}
