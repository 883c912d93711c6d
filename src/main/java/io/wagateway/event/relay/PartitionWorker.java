package io.wagateway.event.relay;

import io.wagateway.event.log.DeliveryCounters;
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
 * Carries a batch of one part to the broker, under its lease: of each key in order of the positions, one at a time. Behind an event
 * that fails, its key waits; another key is tried, which tells a bad event from a broker that is down.
 */
final class PartitionWorker {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionWorker.class);
    static final int BATCH = 100;

    /** So many keys one after the other failed: nothing gets through. */
    private static final int KEYS_TRIED = 2;

    /** Milliseconds that a part rests while all that it holds waits for its next attempt. */
    private static final long REST = 1_000;

    private record Tried(Delivery delivery, PublishFailure failure, long at) {}

    private final PartitionLeases partitions;
    private final DeliveryStore deliveries;
    private final Publisher publisher;
    private final DeliveryCounters metrics;
    private final RelayTiming timing;
    private final String owner;
    private final LongSupplier clock;
    /** By the part: how often in a row nothing got through. */
    private final Map<Integer, Integer> outages = new ConcurrentHashMap<>();
    /** When something last got through on this node. */
    private final AtomicLong lastThrough = new AtomicLong();

    private volatile boolean stopping;

    /** @param owner this node, as no other calls itself */
    PartitionWorker(
            PartitionLeases partitions,
            DeliveryStore deliveries,
            Publisher publisher,
            DeliveryCounters metrics,
            RelayTiming timing,
            String owner,
            LongSupplier clock) {
        this.partitions = partitions;
        this.deliveries = deliveries;
        this.publisher = publisher;
        this.metrics = metrics;
        this.timing = timing;
        this.owner = owner;
        this.clock = clock;
    }

    void stop() {
        stopping = true;
    }

    /** @return whether there may be more to do at once */
    boolean run(int partition) throws InterruptedException {
        long now = clock.getAsLong();
        if (stopping
                || !partitions.take(partition, owner, now, now + timing.lease().toMillis())) {
            return false;
        }
        try {
            return carry(partition, now);
        } catch (RuntimeException e) {
            // The database, or a defect: the part is not kept from others until the lease is over.
            try {
                partitions.giveBack(partition, owner, clock.getAsLong() + timing.backOff(1));
            } catch (RuntimeException again) {
                e.addSuppressed(again);
            }
            throw e;
        }
    }

    private boolean carry(int partition, long now) throws InterruptedException {
        List<Delivery> batch = deliveries.pending(partition, now, BATCH);
        List<Long> sent = new ArrayList<>();
        List<Tried> failed = new ArrayList<>();
        try {
            send(partition, now + timing.lease().toMillis(), batch, sent, failed);
        } finally {
            deliveries.delivered(sent);
            metrics.delivered(sent.size());
        }
        boolean outage = settle(failed);
        if (outage) {
            boolean first = outages.isEmpty();
            int times = outages.merge(partition, 1, Integer::sum);
            if (first) {
                LOG.warn(
                        "events wait: the broker does not take them: {}",
                        failed.get(0).failure().reason());
            }
            partitions.giveBack(partition, owner, clock.getAsLong() + timing.backOff(times));
            return false;
        }
        boolean full = batch.size() == BATCH;
        boolean rest = !full && (batch.isEmpty() || !failed.isEmpty());
        partitions.giveBack(partition, owner, rest ? clock.getAsLong() + REST : 0);
        if (!sent.isEmpty() && !outages.isEmpty()) {
            LOG.info("the broker takes events again");
            outages.clear();
            partitions.wake(clock.getAsLong());
        }
        return full;
    }

    private void send(int partition, long until, List<Delivery> batch, List<Long> sent, List<Tried> failed)
            throws InterruptedException {
        Set<String> waiting = new HashSet<>();
        long lease = until;
        int unclear = 0;
        for (Delivery delivery : leastTriedFirst(batch)) {
            String key = delivery.event().orderKey();
            if (waiting.contains(key)) {
                continue;
            }
            long now = clock.getAsLong();
            if (now + timing.send().toMillis() >= lease) {
                lease = now + timing.lease().toMillis();
                if (!partitions.keep(partition, owner, now, lease)) {
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
                lastThrough.set(clock.getAsLong());
                unclear = 0;
            } else if (stopping) {
                return;
            } else {
                waiting.add(key);
                failed.add(new Tried(delivery, failure.get(), clock.getAsLong()));
                unclear += failure.get().forGood() ? 0 : 1;
                if (unclear == KEYS_TRIED) {
                    return;
                }
            }
        }
    }

    /** The keys that have not failed, then those whose failure is the longest ago: none keeps the others from their turn. */
    private static List<Delivery> leastTriedFirst(List<Delivery> batch) {
        Map<String, Long> failedAt = new HashMap<>();
        batch.forEach(delivery -> failedAt.putIfAbsent(delivery.event().orderKey(), delivery.failedAt()));
        return batch.stream()
                .sorted(Comparator.comparing(
                        delivery -> failedAt.get(delivery.event().orderKey())))
                .toList();
    }

    /** @return whether it is the broker that failed, as far as can be seen */
    private boolean settle(List<Tried> failed) {
        boolean outage = false;
        for (Tried tried : failed) {
            Delivery delivery = tried.delivery();
            String reason = tried.failure().reason();
            // Else it is the broker's state, for which no event is to blame.
            boolean counts = tried.failure().forGood()
                    || lastThrough.get() > (delivery.failedAt() > 0 ? delivery.failedAt() : tried.at());
            int attempts = delivery.attempts() + (counts ? 1 : 0);
            long now = clock.getAsLong();
            if (tried.failure().forGood() || attempts >= timing.attempts()) {
                deliveries.failed(delivery, "dead", attempts, now, reason, now);
                metrics.dead();
                LOG.error("event {} is dead: {}", delivery.event().id(), reason);
            } else {
                deliveries.failed(
                        delivery, "pending", attempts, counts ? now + timing.backOff(attempts) : now, reason, now);
                metrics.failed();
            }
            outage |= !counts;
        }
        return outage;
    }
}
