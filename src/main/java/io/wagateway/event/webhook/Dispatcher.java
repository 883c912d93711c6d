package io.wagateway.event.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.wagateway.event.log.DeliveryCounters;
import io.wagateway.event.log.LoggedEvent;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Sends what is due. Each webhook that may have something is served in its turn: as many of its queues as have a place
 * under way are claimed, the first of each is sent, and when that has ended, its turn comes again.
 */
final class Dispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final ObjectWriter JSON = new ObjectMapper().writerFor(LoggedEvent.class);

    /** Of one look; the rest is seen by a later one. */
    private static final int MOST_WEBHOOKS = 10_000;

    /** No wait between two attempts is longer. */
    private static final long LONGEST_WAIT = 24L * 60 * 60 * 1_000;

    private final WebhookStore store;
    private final WebhookQueueStore queueStore;
    private final WebhookSecrets secrets;
    private final WebhookClient client;
    private final DeliveryLimiter inFlight;
    private final Executor workers;
    private final DeliveryCounters counters;
    private final Limits limits;
    private final LongSupplier clock;
    private final Set<String> served = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean saidKey = new AtomicBoolean();
    private final AtomicBoolean failing = new AtomicBoolean();

    /**
     * How long things take.
     *
     * @param claimMillis longer than the longest attempt, the look-up of the name before it and the writing after it
     * @param secondMillis of a webhook's delaySeconds
     */
    record Limits(long claimMillis, long secondMillis) {
        static final Limits DEFAULT = new Limits(30_000, 1_000);
    }

    Dispatcher(
            WebhookStore store,
            WebhookQueueStore queueStore,
            WebhookSecrets secrets,
            WebhookClient client,
            DeliveryLimiter inFlight,
            Executor workers,
            DeliveryCounters counters,
            Limits limits,
            LongSupplier clock) {
        this.store = store;
        this.queueStore = queueStore;
        this.secrets = secrets;
        this.client = client;
        this.inFlight = inFlight;
        this.workers = workers;
        this.counters = counters;
        this.limits = limits;
        this.clock = clock;
    }

    /** Looks for everything that is due: retries, and what other nodes have left. */
    void look() {
        guarded(() -> serve(queueStore.waiting(MOST_WEBHOOKS)));
    }

    /** These may have something. */
    void serve(Collection<WebhookQueueStore.Waiting> webhooks) {
        webhooks.forEach(this::serve);
    }

    private void serve(WebhookQueueStore.Waiting webhook) {
        if (inFlight.room(webhook) == 0 || !served.add(webhook.webhook())) {
            return;
        }
        try {
            workers.execute(() -> {
                // From here on somebody who comes with news must come again.
                served.remove(webhook.webhook());
                guarded(() -> sendDue(webhook));
            });
        } catch (RejectedExecutionException e) {
            // The next look finds it.
            served.remove(webhook.webhook());
        }
    }

    private void sendDue(WebhookQueueStore.Waiting waiting) {
        Webhook webhook = store.find(waiting.webhook()).orElse(null);
        if (webhook == null) {
            return;
        }
        if (!webhook.active()) {
            queueStore.end(webhook.id());
            // Nothing is pending in these: they are not due any more.
            queueStore.due(webhook.id(), MOST_WEBHOOKS).forEach(due -> queueStore.claim(due, 0));
            return;
        }
        Optional<String> secret = secrets.secret(webhook);
        Optional<Map<String, String>> headers = secrets.headers(webhook);
        if (secret.isEmpty() || headers.isEmpty()) {
            if (saidKey.compareAndSet(false, true)) {
                LOG.warn(
                        "webhook={} was encrypted with another key: its deliveries, and those of any other such webhook,"
                                + " are left to nodes that have it; see gateway.webhooks.encryption-key",
                        webhook.id());
            }
            return;
        }
        WebhookRequest request = new WebhookRequest(webhook, secret.get(), headers.get());
        for (WebhookQueueStore.Due due : queueStore.due(webhook.id(), inFlight.room(waiting))) {
            if (!inFlight.take(waiting)) {
                return;
            }
            send(waiting, request, due);
        }
    }

    private void send(WebhookQueueStore.Waiting waiting, WebhookRequest request, WebhookQueueStore.Due due) {
        boolean sending = false;
        try {
            Optional<WebhookQueueStore.Claim> claim = queueStore.claim(due, limits.claimMillis());
            if (claim.isPresent()) {
                LoggedEvent event = claim.get().event();
                if (event == null) {
                    queueStore.finish(claim.get(), "dead", 0, null, "the event is no longer kept");
                    return;
                }
                byte[] body = json(event);
                client.post(request.target(), request.headers(event.id(), body, clock.getAsLong()), body)
                        .whenComplete((attempt, failure) -> ended(waiting, request.webhook(), claim.get(), attempt));
                sending = true;
            }
        } finally {
            if (!sending) {
                serve(inFlight.giveBack(waiting));
            }
        }
    }

    private void ended(
            WebhookQueueStore.Waiting waiting, Webhook webhook, WebhookQueueStore.Claim claim, Attempt attempt) {
        try {
            workers.execute(() -> {
                try {
                    guarded(() -> write(webhook, claim, attempt));
                } finally {
                    serve(inFlight.giveBack(waiting));
                }
            });
        } catch (RejectedExecutionException e) {
            // The claim ends by itself: it is sent once more.
            inFlight.giveBack(waiting);
        }
    }

    private void write(Webhook webhook, WebhookQueueStore.Claim claim, Attempt attempt) {
        if (attempt.delivered()) {
            queueStore.finish(claim, "delivered", 0, attempt.status(), null);
            counters.delivered(1);
            return;
        }
        int attempts = claim.attempts() + 1;
        if (attempts < webhook.attempts() && !attempt.gone()) {
            queueStore.finish(
                    claim,
                    "pending",
                    clock.getAsLong() + wait(webhook, claim.attempts()),
                    attempt.status(),
                    attempt.reason());
            counters.failed();
            return;
        }
        // First: with this one's end the next of its group may be sent.
        boolean deactivated = attempt.gone() && store.deactivate(webhook.id(), webhook.url(), clock.getAsLong());
        queueStore.finish(claim, "dead", 0, attempt.status(), attempt.reason());
        counters.dead();
        LOG.info("webhook={} event={} is dead: {}", webhook.id(), claim.event().id(), attempt.reason());
        if (deactivated) {
            LOG.info("webhook={} is inactive now: its receiver is gone", webhook.id());
            queueStore.end(webhook.id());
        }
    }

    private long wait(Webhook webhook, int before) {
        return Math.min(LONGEST_WAIT, (webhook.delaySeconds() * limits.secondMillis()) << Math.min(before, 30));
    }

    private static byte[] json(LoggedEvent event) {
        try {
            return JSON.writeValueAsBytes(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event is JSON", e);
        }
    }

    /** A database that fails for a while is told once. */
    private void guarded(Runnable task) {
        try {
            task.run();
            failing.set(false);
        } catch (DataAccessException | TransactionException e) {
            if (failing.compareAndSet(false, true)) {
                LOG.warn("webhooks wait: the database fails: {}", e.getClass().getName());
            }
        } catch (RuntimeException e) {
            LOG.error("A webhook cannot be served", e);
        }
    }
}
