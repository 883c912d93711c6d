package io.wagateway.event.relay;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;

/**
 * The order in which the events of a batch may be sent: of each key one at a time, in the order of their positions. Keys
 * without a failure come first, then those whose failure is the longest ago, so that each key has its turn.
 */
final class SendOrder {
    /** @param failedAt see {@link PendingDelivery#failedAt()}, of the first event */
    private record Key(long failedAt, Queue<PendingDelivery> events) {
        long position() {
            return events.element().event().position();
        }
    }

    private final Map<String, Key> keys = new HashMap<>();
    private final PriorityQueue<Key> ready =
            new PriorityQueue<>(Comparator.comparing(Key::failedAt).thenComparing(Key::position));

    /** @param batch in the order of the positions */
    SendOrder(Collection<PendingDelivery> batch) {
        for (PendingDelivery delivery : batch) {
            keys.computeIfAbsent(delivery.event().orderKey(), key -> new Key(delivery.failedAt(), new ArrayDeque<>()))
                    .events()
                    .add(delivery);
        }
        ready.addAll(keys.values());
    }

    /** The event to send now; empty if each that is left waits for an earlier one of its key. */
    Optional<PendingDelivery> next() {
        return Optional.ofNullable(ready.poll()).map(key -> key.events().remove());
    }

    /** The broker has this event: the next one of its key may follow. */
    void sent(PendingDelivery delivery) {
        Key key = keys.get(delivery.event().orderKey());
        if (!key.events().isEmpty()) {
            ready.add(key);
        }
    }
}
