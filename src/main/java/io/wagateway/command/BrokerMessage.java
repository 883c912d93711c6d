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

/** A message of a broker, taken off the exchange: none of its headers and nothing of its body stays there. */
final class BrokerMessage {
    static final String CORRELATION = "JMSCorrelationID";
    private static final Logger LOG = LoggerFactory.getLogger(BrokerMessage.class);
    private static final String REPLY_TO = "JMSReplyTo";
    private static final String PROPERTY = "brokerMessage";
    private static final int MAX_CORRELATION_LENGTH = 255;
    /** Bytes: with a longer key a reply or a dead letter could become larger than the broker allows. */
    private static final int MAX_KEY_LENGTH = 1_024;

    private final byte[] body;
    private final Object key;
    private final String correlation;
    private final Destination replyTo;
    private final KafkaManualCommit acknowledgement;

    /** @param body the first 64 KiB and one more byte; null if it is neither text nor bytes */
    private BrokerMessage(
            byte[] body, Object key, String correlation, Destination replyTo, KafkaManualCommit acknowledgement) {
        this.body = body;
        this.key = key;
        this.correlation = correlation;
        this.replyTo = replyTo;
        this.acknowledgement = acknowledgement;
    }

    /** Takes everything off the exchange. */
    static BrokerMessage take(Exchange exchange) {
        Message in = exchange.getMessage();
        // On other brokers this is an ordinary header, which the sender controls.
        Object key = exchange.getFromEndpoint() instanceof KafkaEndpoint ? in.getHeader(KafkaConstants.KEY) : null;
        String correlation = in.getHeader(CORRELATION, String.class);
        KafkaManualCommit acknowledgement = in.getHeader(KafkaConstants.MANUAL_COMMIT, KafkaManualCommit.class);
        if (CallContext.credentials(exchange).isEmpty()) {
            CommandHeaders.collect(exchange);
        }
        BrokerMessage message = new BrokerMessage(
                bytes(in),
                isShort(key) ? key : null,
                correlation == null || correlation.length() > MAX_CORRELATION_LENGTH ? null : correlation,
                in.getHeader(REPLY_TO) instanceof Destination destination ? destination : null,
                acknowledgement);
        exchange.setProperty(PROPERTY, message);
        exchange.setMessage(new DefaultMessage(exchange));
        return message;
    }

    private static boolean isShort(Object key) {
        return !(key instanceof byte[] bytes && bytes.length > MAX_KEY_LENGTH)
                && !(key instanceof CharSequence text && text.length() > MAX_KEY_LENGTH);
    }

    static BrokerMessage of(Exchange exchange) {
        return exchange.getProperty(PROPERTY, BrokerMessage.class);
    }

    /** The body; 400 or 413 if it cannot be a command. */
    byte[] commandBody() {
        if (body == null) {
            throw InvalidRequestException.validation(
                    "the message's body is neither text nor bytes", Map.of("body", "JSON in UTF-8"));
        }
        if (body.length > AsyncBody.MAX_BYTES) {
            throw InvalidRequestException.tooLarge(AsyncBody.MAX_BYTES);
        }
        return body;
    }

    /** Kafka's key; null if there is none, or if it is too long for the JID of a group. */
    Object key() {
        return key;
    }

    /** JMS's correlation id, for the reply; null if the message has none. */
    String correlation() {
        return correlation;
    }

    /** The reply address: JMS's own field, which a header of that name cannot forge; null if the message has none. */
    Destination replyTo() {
        return replyTo;
    }

    /** Commits the offset on Kafka; other brokers get their acknowledgement when the route ends. */
    void acknowledge() {
        if (acknowledgement != null) {
            acknowledgement.commit();
        }
    }

    /** The body for a dead letter: text if it is valid UTF-8, as brokers show text better than bytes; else bytes. */
    Object deadLetterBody() {
        if (body == null) {
            return "";
        }
        byte[] bytes = Arrays.copyOf(body, Math.min(body.length, AsyncBody.MAX_BYTES));
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return bytes;
        }
    }

    private static byte[] bytes(Message in) {
        int limit = AsyncBody.MAX_BYTES + 1;
        try {
            Object body = in.getBody();
            if (body instanceof byte[] bytes) {
                return Arrays.copyOf(bytes, Math.min(bytes.length, limit));
            }
            if (body instanceof String text) {
                // A character takes one byte or more.
                byte[] bytes = text.substring(0, Math.min(text.length(), limit)).getBytes(StandardCharsets.UTF_8);
                return Arrays.copyOf(bytes, Math.min(bytes.length, limit));
            }
            try (InputStream stream = body instanceof Map ? null : in.getBody(InputStream.class)) {
                return stream == null ? null : stream.readNBytes(limit);
            }
        } catch (IOException | RuntimeException e) {
            // The broker's client cannot read it: an object, or a body with broken compression.
            LOG.debug("The body of a message cannot be read", e);
            return null;
        }
    }
}
