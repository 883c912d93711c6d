package io.wagateway.command;

import io.wagateway.error.InvalidRequestException;
import io.wagateway.pipeline.AsyncBody;
import io.wagateway.pipeline.CallContext;
import jakarta.jms.BytesMessage;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.WrappedFile;
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
    /** Of the body: one byte more than a command may have. */
    private static final int LIMIT = AsyncBody.MAX_BYTES + 1;
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
        String correlation = in.getHeader(CORRELATION) instanceof String text ? text : null;
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

    /**
     * Never by a type converter of Camel, which would read the file or the URL that an object names. A JMS message is asked
     * for its text or its bytes alone, so that nothing in it is ever deserialised.
     */
    private static byte[] bytes(Message in) {
        try {
            Object body = in.getBody();
            if (body instanceof byte[] bytes) {
                return Arrays.copyOf(bytes, Math.min(bytes.length, LIMIT));
            }
            if (body instanceof String text) {
                return bytes(text);
            }
            if (body instanceof TextMessage message) {
                return message.getText() == null ? null : bytes(message.getText());
            }
            if (body instanceof BytesMessage message) {
                byte[] bytes = new byte[(int) Math.min(message.getBodyLength(), LIMIT)];
                return Arrays.copyOf(bytes, Math.max(message.readBytes(bytes), 0));
            }
            // Of a component that streams, or that reads files.
            return body instanceof InputStream || body instanceof WrappedFile ? streamed(in) : null;
        } catch (IOException | JMSException | RuntimeException e) {
            // The broker's client cannot read it: a text that is none, or a body with broken compression.
            LOG.debug("The body of a message cannot be read", e);
            return null;
        }
    }

    private static byte[] bytes(String text) {
        // A character takes one byte or more.
        byte[] bytes = text.substring(0, Math.min(text.length(), LIMIT)).getBytes(StandardCharsets.UTF_8);
        return Arrays.copyOf(bytes, Math.min(bytes.length, LIMIT));
    }

    private static byte[] streamed(Message in) throws IOException {
        try (InputStream stream = in.getBody(InputStream.class)) {
            return stream == null ? null : stream.readNBytes(LIMIT);
        }
    }
}
