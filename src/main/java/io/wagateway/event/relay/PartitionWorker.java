package io.wagateway.event.relay;

import io.wagateway.event.delivery.DeliveryCounters;
import io.wagateway.event.delivery.DeliveryState;
import io.wagateway.event.delivery.RetryPolicy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes a batch of one partition to the broker, under its lease: the events of each key one at a time, in the order of
 * their positions. If an event fails, the later events of its key wait and the worker tries another key. That
 * distinguishes a bad event from a broker that is down.
 */
final class PartitionWorker {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionWorker.class);
    static final int BATCH = 100;

    /** If the events of so many keys fail in a row, the broker takes none. */
    private static final int KEYS_TRIED = 2;

    /** Milliseconds that a partition rests if all its events wait for their next attempt. */
    private static final long REST = 1_000;

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
        List<PendingDelivery> batch = deliveries.pending(partition, now, BATCH);
        List<Long> sent = new ArrayList<>();
        List<FailedAttempt> failed = new ArrayList<>();
        try {
            send(partition, now + timing.lease().toMillis(), batch, sent, failed);
        } finally {
            deliveries.delivered(sent);
            counters.delivered(sent.size());
        }
        if (recordFailures(failed)) {
            backOff(partition, failed.get(0).failure().reason());
            return false;
        }
        boolean full = batch.size() == BATCH;
        boolean rest = !full && (batch.isEmpty() || !failed.isEmpty());
        leases.release(partition, owner, rest ? clock.getAsLong() + REST : 0);
        if (!sent.isEmpty() && !outages.isEmpty()) {
            LOG.info("Broker takes events again; delivery resumed");
            outages.clear();
            leases.endBackOffs(clock.getAsLong());
        }
        return full;
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
        Set<String> waiting = new HashSet<>();
        long lease = until;
        int unclear = 0;
        for (PendingDelivery delivery : leastTriedFirst(batch)) {
            String key = delivery.event().orderKey();
            if (waiting.contains(key)) {
                continue;
            }
            long now = clock.getAsLong();
            if (now + timing.send().toMillis() >= lease) {
                lease = now + timing.lease().toMillis();
                if (!leases.renew(partition, owner, now, lease)) {
                    LOG.warn("Lost the lease on partition {}", partition);
                    return;
                }
            }
            if (stopping) {
                return;
            }
            Optional<PublishFailure> failure = publisher.send(delivery.event());
            if (failure.isEmpty()) {
                sent.add(delivery.event().position());
                lastSuccess.set(clock.getAsLong());
                unclear = 0;
            } else if (stopping) {
                return;
            } else {
                waiting.add(key);
                failed.add(new FailedAttempt(delivery, failure.get(), clock.getAsLong()));
                unclear += failure.get().permanent() ? 0 : 1;
                if (unclear == KEYS_TRIED) {
                    return;
                }
            }
        }
    }

    /** Keys without a failure first, then those whose failure is the longest ago, so that each key has its turn. */
    private static List<PendingDelivery> leastTriedFirst(List<PendingDelivery> batch) {
        Map<String, Long> failedAt = new HashMap<>();
        batch.forEach(delivery -> failedAt.putIfAbsent(delivery.event().orderKey(), delivery.failedAt()));
        return batch.stream()
                .sorted(Comparator.comparing(
                        delivery -> failedAt.get(delivery.event().orderKey())))
                .toList();
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
