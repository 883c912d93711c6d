package io.wagateway.event.relay;

import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TemporaryTopic;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open producers of one session, those that were used last. Senders of commands choose addresses, so that Spring's own
 * cache, which has no limit, would grow with each of them.
 */
final class ProducerCache {
    static final int MAX_PRODUCERS = 32;
    private static final Logger LOG = LoggerFactory.getLogger(ProducerCache.class);

    private record Entry(MessageProducer guarded, MessageProducer real) {}

    private final Map<Destination, Entry> producers = new LinkedHashMap<>(16, 0.75f, true);

    /** Null if there is none. */
    MessageProducer get(Destination destination) {
        Entry entry = producers.get(destination);
        return entry == null ? null : entry.guarded();
    }

    /** Closes the one that was not used for the longest time, if there are too many. */
    void put(Destination destination, MessageProducer guarded, MessageProducer real) {
        if (destination instanceof TemporaryQueue || destination instanceof TemporaryTopic) {
            return;
        }
        producers.put(destination, new Entry(guarded, real));
        if (producers.size() > MAX_PRODUCERS) {
            close(producers.remove(producers.keySet().iterator().next()).real());
        }
    }

    void remove(Destination destination) {
        producers.remove(destination);
    }

    private static void close(MessageProducer producer) {
        try {
            producer.close();
        } catch (JMSException e) {
            LOG.debug("The producer was closed already", e);
        }
    }
}
