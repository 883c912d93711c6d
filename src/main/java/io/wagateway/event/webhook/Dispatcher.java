package io.wagateway.event.webhook;

import io.wagateway.database.DatabaseGuard;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
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

    private final WebhookStore store;
    private final WebhookQueueStore queues;
    private final DeliveryCancellation cancellation;
    private final WebhookSecrets secrets;
    private final DeliverySender sender;
    private final DeliveryLimiter limiter;
    private final Executor workers;
    private final Set<String> turns = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean keyWarned = new AtomicBoolean();
    private final DatabaseGuard guard = new DatabaseGuard(LOG, "Webhooks get no events", () -> true);

    Dispatcher(
            WebhookStore store,
            WebhookQueueStore queues,
            DeliveryCancellation cancellation,
            WebhookSecrets secrets,
            DeliverySender sender,
            DeliveryLimiter limiter,
            Executor workers) {
        this.store = store;
        this.queues = queues;
        this.cancellation = cancellation;
        this.secrets = secrets;
        this.sender = sender;
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
        if (limiter.capacity(webhook) == 0 || !turns.add(webhook.webhook())) {
            return;
        }
        try {
            workers.execute(() -> {
                // A delivery that becomes due from here on needs another turn.
                turns.remove(webhook.webhook());
                guard.run(() -> sendDue(webhook));
            });
        } catch (RejectedExecutionException e) {
            // The next poll finds the webhook.
            turns.remove(webhook.webhook());
        }
    }

    private void sendDue(WaitingWebhook waiting) {
        Webhook webhook = store.find(waiting.webhook()).orElse(null);
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
        for (DueQueue due : queues.due(webhook.id(), limiter.capacity(waiting))) {
            if (!limiter.tryAcquire(waiting)) {
                return;
            }
            send(waiting, request.get(), due);
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

    private void send(WaitingWebhook waiting, WebhookRequest request, DueQueue due) {
        boolean sending = false;
        try {
            Optional<CompletableFuture<Runnable>> attempt = sender.send(request, due);
            if (attempt.isPresent()) {
                attempt.get()
                        .whenComplete((recording, failure) ->
                                ended(waiting, failure == null ? recording : () -> failed(failure)));
                sending = true;
            }
        } finally {
            if (!sending) {
                dispatch(limiter.release(waiting));
            }
        }
    }

    private static void failed(Throwable failure) {
        throw new IllegalStateException("an attempt could not be made", failure);
    }

    private void ended(WaitingWebhook waiting, Runnable recording) {
        try {
            workers.execute(() -> {
                try {
                    guard.run(recording::run);
                } finally {
                    dispatch(limiter.release(waiting));
                }
            });
        } catch (RejectedExecutionException e) {
            // The claim expires, and a node sends the delivery once more.
            limiter.release(waiting);
        }
    }
}
