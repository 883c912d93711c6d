package io.wagateway.command;

import io.wagateway.error.InvalidRequestException;
import io.wagateway.pipeline.AsyncBody;
import io.wagateway.pipeline.CallContext;
import jakarta.jms.Destination;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.KafkaEndpoint;
import org.apache.camel.component.kafka.consumer.KafkaManualCommit;
import org.apache.camel.support.DefaultMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A message as the broker brought it, of which no header and no body stays on the exchange. */
final class BrokerMessage {
    static final String CORRELATION = "JMSCorrelationID";
    private static final Logger LOG = LoggerFactory.getLogger(BrokerMessage.class);
    private static final String REPLY_TO = "JMSReplyTo";
    private static final String PROPERTY = "brokerMessage";
    private static final int LONGEST_CORRELATION = 255;
    /** Bytes: with a longer one an answer or a dead letter could become larger than any broker takes. */
    private static final int LONGEST_KEY = 1_024;

    private final byte[] body;
    private final Object key;
    private final String correlation;
    private final Destination address;
    private final KafkaManualCommit acknowledgement;

    /** @param body its first 64 KiB and one byte more; null where it is neither text nor bytes */
    private BrokerMessage(
            byte[] body, Object key, String correlation, Destination address, KafkaManualCommit acknowledgement) {
        this.body = body;
        this.key = key;
        this.correlation = correlation;
        this.address = address;
        this.acknowledgement = acknowledgement;
    }

    /** Takes everything off the exchange. */
    static BrokerMessage take(Exchange exchange) {
        Message in = exchange.getMessage();
        // Elsewhere it is a header as any other, which a stranger has chosen.
        Object key = exchange.getFromEndpoint() instanceof KafkaEndpoint ? in.getHeader(KafkaConstants.KEY) : null;
        String correlation = in.getHeader(CORRELATION, String.class);
        KafkaManualCommit acknowledgement = in.getHeader(KafkaConstants.MANUAL_COMMIT, KafkaManualCommit.class);
        if (CallContext.credentials(exchange).isEmpty()) {
            CommandHeaders.collect(exchange);
        }
        BrokerMessage message = new BrokerMessage(
                bytes(in),
                isShort(key) ? key : null,
                correlation == null || correlation.length() > LONGEST_CORRELATION ? null : correlation,
                in.getHeader(REPLY_TO) instanceof Destination destination ? destination : null,
                acknowledgement);
        exchange.setProperty(PROPERTY, message);
        exchange.setMessage(new DefaultMessage(exchange));
        return message;
    }

    private static boolean isShort(Object key) {
        return !(key instanceof byte[] bytes && bytes.length > LONGEST_KEY)
                && !(key instanceof CharSequence text && text.length() > LONGEST_KEY);
    }

    static BrokerMessage of(Exchange exchange) {
        return exchange.getProperty(PROPERTY, BrokerMessage.class);
    }

    /** The body, if it can be that of a command. */
    byte[] text() {
        if (body == null) {
            throw InvalidRequestException.validation(
                    "the message's body is neither text nor bytes", Map.of("body", "JSON in UTF-8"));
        }
        if (body.length > AsyncBody.MAX_BYTES) {
            throw InvalidRequestException.tooLarge(AsyncBody.MAX_BYTES);
        }
        return body;
    }

    /** Kafka's, null where there is none, or one that is too long for the JID of a group. */
    Object key() {
        return key;
    }

    /** What an answer is known by: JMS's correlation id, null where the message has none. */
    String correlation() {
        return correlation;
    }

    /** Where the message wants its answer: JMS's field, which no header of that name can feign; null where it names none. */
    Destination address() {
        return address;
    }

    /** Tells Kafka that the message is done with; other brokers are told when the route has ended. */
    void acknowledge() {
        if (acknowledgement != null) {
            acknowledgement.commit();
        }
    }

    /** What is kept of it: a text where it is one, as brokers show texts better than bytes. */
    Object kept() {
        if (body == null) {
            return "";
        }
        byte[] kept = Arrays.copyOf(body, Math.min(body.length, AsyncBody.MAX_BYTES));
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(kept))
                    .toString();
        } catch (CharacterCodingException e) {
            return kept;
        }
    }

    private static byte[] bytes(Message in) {
        int most = AsyncBody.MAX_BYTES + 1;
        try {
            Object body = in.getBody();
            if (body instanceof byte[] bytes) {
                return Arrays.copyOf(bytes, Math.min(bytes.length, most));
            }
            if (body instanceof String text) {
                // A character is a byte or more.
                byte[] bytes = text.substring(0, Math.min(text.length(), most)).getBytes(StandardCharsets.UTF_8);
                return Arrays.copyOf(bytes, Math.min(bytes.length, most));
            }
            try (InputStream stream = body instanceof Map ? null : in.getBody(InputStream.class)) {
                return stream == null ? null : stream.readNBytes(most);
            }
        } catch (IOException | RuntimeException e) {
            // Of a kind that the broker's client does not read: an object, a body that is compressed wrongly.
            LOG.debug("A message's body cannot be read", e);
            return null;
        }
    }
}
