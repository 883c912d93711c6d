package io.wagateway.group;

import io.wagateway.event.recovery.Intent;
import io.wagateway.event.recovery.IntentStore;
import io.wagateway.event.recovery.NodeRegistry;
import io.wagateway.pipeline.AsyncStep;
import io.wagateway.pipeline.CallContext;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Step {@code recoverIntents}, called every second: says that this process is alive, and settles some of the intents that
 * nobody is at, a few at a time.
 */
final class IntentRecovery implements Processor {
    private static final Logger LOG = LoggerFactory.getLogger(IntentRecovery.class);
    private static final int MOST_AT_ONCE = 8;
    private static final long SHORTEST_PAUSE = Duration.ofSeconds(5).toMillis();
    private static final long LONGEST_PAUSE = Duration.ofMinutes(5).toMillis();

    private final NodeRegistry nodes;
    private final IntentStore intents;
    private final IntentResolver settlement;
    private final ChangeRecorder recorder;
    private final LongSupplier clock;
    private final AtomicInteger underWay = new AtomicInteger();
    private boolean failing;

    IntentRecovery(
            NodeRegistry nodes,
            IntentStore intents,
            IntentResolver settlement,
            ChangeRecorder recorder,
            LongSupplier clock) {
        this.nodes = nodes;
        this.intents = intents;
        this.settlement = settlement;
        this.recorder = recorder;
        this.clock = clock;
    }

    @Override
    public void process(Exchange exchange) {
        tick();
    }

    /** Called again and again, never twice at a time. */
    void tick() {
        try {
            long now = clock.getAsLong();
            boolean others = nodes.heartbeat(now);
            int room = MOST_AT_ONCE - underWay.get();
            if (room > 0) {
                intents.claim(now, others, room)
                        .forEach(intent -> CallContext.logged(intent.origin().requestId(), () -> settle(intent, now)));
            }
            failing = false;
        } catch (DataAccessException | TransactionException e) {
            if (!failing) {
                LOG.warn("changes that were cut off are not settled: the database fails");
            }
            failing = true;
        }
    }

    private void settle(Intent intent, long now) {
        underWay.incrementAndGet();
        CompletableFuture<ChangeResult<Void>> found;
        try {
            found = settlement.of(intent, now);
        } catch (RuntimeException e) {
            found = CompletableFuture.failedFuture(e);
        }
        found.thenAccept(ended -> {
                    recorder.write(intent, ended);
                    LOG.info(
                            "session={} operation={} was cut off, and is settled: {} done",
                            intent.origin().session(),
                            intent.origin().operationId(),
                            ended.changes().isEmpty() ? "not" : "was");
                })
                .whenComplete((nothing, failure) -> {
                    try {
                        if (failure != null) {
                            later(intent, AsyncStep.cause(failure), now);
                        }
                    } finally {
                        intents.release(intent);
                        underWay.decrementAndGet();
                    }
                });
    }

    /** The longer it has lasted, the longer it may last. */
    private void later(Intent intent, Throwable failure, long now) {
        if (!IntentResolver.mayPass(failure)) {
            LOG.error(
                    "session={} a change that was cut off cannot be settled",
                    intent.origin().session(),
                    failure);
        }
        long pause = Math.min(Math.max(SHORTEST_PAUSE, (now - intent.createdAt()) / 2), LONGEST_PAUSE);
        try {
            intents.reschedule(intent, clock.getAsLong() + pause);
        } catch (DataAccessException e) {
            // Then it is looked at again when its claim has run out.
            LOG.debug("An intent's next look is not written down", e);
        }
    }
}
