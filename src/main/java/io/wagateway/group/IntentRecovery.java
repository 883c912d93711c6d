package io.wagateway.group;

import io.wagateway.database.DatabaseClock;
import io.wagateway.event.recovery.Intent;
import io.wagateway.event.recovery.IntentStore;
import io.wagateway.event.recovery.NodeRegistry;
import io.wagateway.pipeline.AsyncStep;
import io.wagateway.pipeline.CallContext;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Step {@code recoverIntents}, which a timer calls every second: renews the measurement of the database's time, registers
 * that this process is alive, and recovers interrupted changes, a few at a time.
 */
final class IntentRecovery implements Processor {
    private static final Logger LOG = LoggerFactory.getLogger(IntentRecovery.class);
    private static final int MAX_IN_FLIGHT = 8;
    private static final long MIN_PAUSE = Duration.ofSeconds(5).toMillis();
    private static final long MAX_PAUSE = Duration.ofMinutes(5).toMillis();

    private final NodeRegistry nodes;
    private final IntentStore intents;
    private final IntentResolver resolver;
    private final ChangeRecorder recorder;
    private final DatabaseClock clock;
    private final AtomicInteger inFlight = new AtomicInteger();
    private boolean failing;

    IntentRecovery(
            NodeRegistry nodes,
            IntentStore intents,
            IntentResolver resolver,
            ChangeRecorder recorder,
            DatabaseClock clock) {
        this.nodes = nodes;
        this.intents = intents;
        this.resolver = resolver;
        this.recorder = recorder;
        this.clock = clock;
    }

    @Override
    public void process(Exchange exchange) {
        tick();
    }

    /** The timer never calls this twice at a time. */
    void tick() {
        try {
            clock.renew();
            long now = clock.getAsLong();
            boolean others = nodes.heartbeat(now);
            int room = MAX_IN_FLIGHT - inFlight.get();
            if (room > 0) {
                intents.claim(now, others, room)
                        .forEach(intent -> CallContext.logged(intent.origin().requestId(), () -> recover(intent, now)));
            }
            failing = false;
        } catch (DataAccessException | TransactionException e) {
            if (!failing) {
                LOG.warn("Cannot recover interrupted changes: the database is unavailable");
            }
            failing = true;
        }
    }

    private void recover(Intent intent, long now) {
        inFlight.incrementAndGet();
        CompletableFuture<Supplier<ChangeResult<Void>>> resolved;
        try {
            resolved = resolver.resolve(intent, now);
        } catch (RuntimeException e) {
            resolved = CompletableFuture.failedFuture(e);
        }
        resolved.thenAccept(judge -> {
                    boolean confirmed = recorder.finish(intent, judge);
                    LOG.info(
                            "session={} operation={} Recovered an interrupted change: {}",
                            intent.origin().session(),
                            intent.origin().operationId(),
                            confirmed ? "confirmed" : "not confirmed");
                })
                .whenComplete((nothing, failure) -> {
                    try {
                        if (failure != null) {
                            reschedule(intent, AsyncStep.cause(failure), now);
                        }
                    } finally {
                        intents.release(intent);
                        inFlight.decrementAndGet();
                    }
                });
    }

    /** The older the intent, the longer the pause. */
    private void reschedule(Intent intent, Throwable failure, long now) {
        if (!IntentResolver.isTransient(failure)) {
            LOG.error(
                    "session={} Cannot recover an interrupted change",
                    intent.origin().session(),
                    failure);
        }
        long pause = Math.min(Math.max(MIN_PAUSE, (now - intent.createdAt()) / 2), MAX_PAUSE);
        try {
            intents.reschedule(intent, clock.getAsLong() + pause);
        } catch (DataAccessException e) {
            // A node tries again once the claim has expired.
            LOG.debug("Could not reschedule the recovery of an intent", e);
        }
    }
}
