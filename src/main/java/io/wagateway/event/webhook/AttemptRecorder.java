package io.wagateway.event.webhook;

import io.wagateway.database.GroupCommit;
import io.wagateway.event.delivery.DeliveryCounters;
import io.wagateway.event.delivery.RetryPolicy;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records the outcomes of attempts: delivered, to be retried, or dead. Those that are delivered share transactions. */
final class AttemptRecorder implements GroupCommit.Writer<EndedAttempt> {
    private static final Logger LOG = LoggerFactory.getLogger(AttemptRecorder.class);
    private static final Duration LONGEST_BACK_OFF = Duration.ofHours(24);

    private final WebhookStore store;
    private final ClaimStore claims;
    private final DeliveryCancellation cancellation;
    private final DeliveryCounters counters;
    private final Duration delayUnit;
    private final LongSupplier clock;

    /** @param delayUnit one second of a webhook's delaySeconds; shorter in tests */
    AttemptRecorder(
            WebhookStore store,
            ClaimStore claims,
            DeliveryCancellation cancellation,
            DeliveryCounters counters,
            Duration delayUnit,
            LongSupplier clock) {
        this.store = store;
        this.claims = claims;
        this.cancellation = cancellation;
        this.counters = counters;
        this.delayUnit = delayUnit;
        this.clock = clock;
    }

    @Override
    public Collection<EndedAttempt> together(List<EndedAttempt> ended) {
        Map<Claim, Integer> received = new HashMap<>();
        Set<EndedAttempt> leftOut = Collections.newSetFromMap(new IdentityHashMap<>());
        for (EndedAttempt one : ended) {
            if (one.attempt().delivered()) {
                received.put(one.claim(), one.attempt().status());
            } else {
                leftOut.add(one);
            }
        }
        if (!received.isEmpty()) {
            deliver(received);
        }
        return leftOut;
    }

    private void deliver(Map<Claim, Integer> received) {
        claims.deliver(received);
        counters.delivered(received.size());
    }

    @Override
    public void alone(EndedAttempt ended) {
        Attempt attempt = ended.attempt();
        Webhook webhook = ended.webhook();
        Claim claim = ended.claim();
        if (attempt.delivered()) {
            deliver(Map.of(claim, attempt.status()));
            return;
        }
        RetryPolicy retries =
                new RetryPolicy(delayUnit.multipliedBy(webhook.delaySeconds()), LONGEST_BACK_OFF, webhook.attempts());
        int failures = claim.attempts() + 1;
        if (attempt.gone() || retries.isExhausted(failures)) {
            recordDead(webhook, claim, attempt);
        } else {
            long next = clock.getAsLong() + retries.backOff(failures);
            claims.fail(claim, OptionalLong.of(next), attempt.status(), attempt.reason());
            counters.failed();
        }
    }

    private void recordDead(Webhook webhook, Claim claim, Attempt attempt) {
        // Before the delivery is finished: afterwards another node may send the next one of the queue.
        boolean deactivated = attempt.gone() && store.deactivate(webhook.id(), webhook.url(), clock.getAsLong());
        claims.fail(claim, OptionalLong.empty(), attempt.status(), attempt.reason());
        counters.dead();
        LOG.info("webhook={} event={} is dead: {}", webhook.id(), claim.event().id(), attempt.reason());
        if (deactivated) {
            LOG.info("webhook={} was made inactive: its receiver answered that it is gone", webhook.id());
            cancellation.cancel(webhook.id());
        }
    }

    /** The delivery is dead, as retention has removed its event from the log. */
    void recordMissingEvent(Claim claim) {
        claims.fail(claim, OptionalLong.empty(), null, "the event is no longer kept");
    }

    /** The delivery is dead, as a narrowed key has changed the webhook since: what it waits for is not for that key. */
    void recordOutOfScope(Claim claim) {
        claims.fail(claim, OptionalLong.empty(), null, "the event is outside of the webhook's scope");
    }
}
