package io.wagateway.event.relay;

import io.wagateway.event.delivery.DeliveryCounters;
import io.wagateway.event.delivery.DeliveryState;
import io.wagateway.event.delivery.RetryPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes a batch of one partition to the broker, under its lease: several events at a time, and those of each key one
 * after the other. An event that fails has none of its key behind it on the way: they wait, and the worker tries other keys.
 * That distinguishes a bad event from a broker that is down.
 */
final class PartitionWorker {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionWorker.class);
    static final int BATCH = 100;

    /** Sends of a partition that wait for the broker at one time. */
    static final int WINDOW = 8;

    /** If the events of so many keys fail in a row, the broker takes none. */
    private static final int KEYS_TRIED = 2;

    /** Milliseconds that a partition rests if all its events wait for their next attempt. */
    private static final long REST = 1_000;

    private record Outcome(PendingDelivery delivery, Optional<PublishFailure> failure) {}

    private record FailedAttempt(PendingDelivery delivery, PublishFailure failure, long at) {}

    private final PartitionLeases leases;
    private final DeliveryStore deliveries;
    private final Publisher publisher;
    private final DeliveryCounters counters;
    private final RelayTiming timing;
    private final RetryPolicy retries;
    private final String owner;
    private final LongSupplier clock;
    /** For each partition, how often in a row the broker took none of its events. */
    private final Map<Integer, Integer> outages = new ConcurrentHashMap<>();
    /** When the broker last took an event of this node. */
    private final AtomicLong lastSuccess = new AtomicLong();

    private volatile boolean stopping;

    /** @param owner this node's unique id, at most 26 characters */
    PartitionWorker(
            PartitionLeases leases,
            DeliveryStore deliveries,
            Publisher publisher,
            DeliveryCounters counters,
            RelayTiming timing,
            String owner,
            LongSupplier clock) {
        this.leases = leases;
        this.deliveries = deliveries;
        this.publisher = publisher;
        this.counters = counters;
        this.timing = timing;
        this.retries = timing.retries();
        this.owner = owner;
        this.clock = clock;
    }

    void stop() {
        stopping = true;
    }

    /** @return whether the partition may have more events that can be sent at once */
    boolean process(int partition) throws InterruptedException {
        long now = clock.getAsLong();
        if (stopping
                || !leases.acquire(partition, owner, now, now + timing.lease().toMillis())) {
            return false;
        }
        try {
            return publishBatch(partition, now);
        } catch (RuntimeException e) {
            // The database, or a defect: other nodes need not wait until the lease expires.
            try {
                leases.release(partition, owner, clock.getAsLong() + retries.backOff(1));
            } catch (RuntimeException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    private boolean publishBatch(int partition, long now) throws InterruptedException {
        DeliveryStore.Batch batch = deliveries.next(partition, now, BATCH);
        List<Long> sent = new ArrayList<>();
        List<FailedAttempt> failed = new ArrayList<>();
        try {
            send(partition, now + timing.lease().toMillis(), batch.events(), sent, failed);
        } finally {
            deliveries.delivered(sent);
            counters.delivered(sent.size());
        }
        if (recordFailures(failed)) {
            backOff(partition, failed.get(0).failure().reason());
            return false;
        }
        boolean rest = batch.events().isEmpty() ? batch.isWaiting() : !batch.isMore() && !failed.isEmpty();
        leases.release(partition, owner, rest ? clock.getAsLong() + REST : 0);
        if (!sent.isEmpty() && !outages.isEmpty()) {
            LOG.info("Broker takes events again; delivery resumed");
            outages.clear();
            leases.endBackOffs(clock.getAsLong());
        }
        return batch.isMore();
    }

    private void backOff(int partition, String reason) {
        boolean first = outages.isEmpty();
        int outagesInARow = outages.merge(partition, 1, Integer::sum);
        if (first) {
            LOG.warn("Broker rejects events; delivery paused: {} {}", Publisher.ROUTE_ID, reason);
        }
        leases.release(partition, owner, clock.getAsLong() + retries.backOff(outagesInARow));
    }

    private void send(
            int partition, long until, List<PendingDelivery> batch, List<Long> sent, List<FailedAttempt> failed)
            throws InterruptedException {
        SendOrder order = new SendOrder(batch);
        BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
        // If the broker takes none, a few events show when it does again.
        int window = outages.isEmpty() ? WINDOW : KEYS_TRIED;
        boolean open = true;
        int inFlight = 0;
        int unclear = 0;
        long lease = until;
        while (true) {
            while (open && inFlight < window) {
                Optional<PendingDelivery> next = order.next();
                if (next.isEmpty()) {
                    break;
                }
                lease = leaseForSend(partition, lease);
                open = lease > 0 && !stopping;
                if (open) {
                    PendingDelivery delivery = next.get();
                    publisher
                            .send(delivery.event())
                            .thenAccept(failure -> outcomes.add(new Outcome(delivery, failure)));
                    inFlight++;
                }
            }
            if (inFlight == 0) {
                return;
            }
            Outcome outcome = outcomes.take();
            inFlight--;
            if (outcome.failure().isEmpty()) {
                sent.add(outcome.delivery().event().position());
                lastSuccess.set(clock.getAsLong());
                unclear = 0;
                window = WINDOW;
                order.sent(outcome.delivery());
            } else if (!stopping) {
                PublishFailure failure = outcome.failure().get();
                failed.add(new FailedAttempt(outcome.delivery(), failure, clock.getAsLong()));
                unclear += failure.permanent() ? 0 : 1;
                open &= unclear < KEYS_TRIED;
            }
        }
    }

    /** Until when this node has the lease: longer than a send takes; 0 if it has lost it. */
    private long leaseForSend(int partition, long until) {
        long now = clock.getAsLong();
        if (now + timing.send().toMillis() < until) {
            return until;
        }
        long renewed = now + timing.lease().toMillis();
        if (leases.renew(partition, owner, now, renewed)) {
            return renewed;
        }
        LOG.warn("Lost the lease on partition {}", partition);
        return 0;
    }

    /** @return whether the broker seems to be down */
    private boolean recordFailures(List<FailedAttempt> failed) {
        boolean outage = false;
        for (FailedAttempt attempt : failed) {
            PendingDelivery delivery = attempt.delivery();
            String reason = attempt.failure().reason();
            // An outage of the broker does not count against the event.
            boolean counts = attempt.failure().permanent()
                    || lastSuccess.get() > (delivery.failedAt() > 0 ? delivery.failedAt() : attempt.at());
            int attempts = delivery.attempts() + (counts ? 1 : 0);
            long now = clock.getAsLong();
            if (attempt.failure().permanent() || retries.isExhausted(attempts)) {
                deliveries.failed(delivery, DeliveryState.DEAD, attempts, now, reason, now);
                counters.dead();
                LOG.error("event {} is dead: {}", delivery.event().id(), reason);
            } else {
                long next = counts ? now + retries.backOff(attempts) : now;
                deliveries.failed(delivery, DeliveryState.PENDING, attempts, next, reason, now);
                counters.failed();
            }
            outage |= !counts;
        }
        return outage;
    }
}
