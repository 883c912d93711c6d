package io.wagateway.event.relay;

import io.wagateway.error.Throttle;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.List;
import org.apache.qpid.proton.amqp.UnsignedLong;
import org.apache.qpid.proton.amqp.messaging.Modified;
import org.apache.qpid.proton.codec.AbstractDescribedType;
import org.apache.qpid.proton.codec.EncoderImpl;
import org.apache.qpid.proton.codec.TypeEncoding;
import org.apache.qpid.proton.engine.Transport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes {@code rejected} where the client says {@code modified} with "undeliverable here", which it does of a message that
 * it cannot decode, or that has expired; and {@code released} for any other {@code modified}. RabbitMQ 3 does not know that
 * outcome: it ends the session, and sends the same message again, for ever. A rejected message goes to the queue's dead
 * letter exchange, if it has one.
 */
final class RejectedForModified extends AbstractDescribedType<Modified, List<?>> {
    private static final Logger LOG = LoggerFactory.getLogger(RejectedForModified.class);
    private static final UnsignedLong REJECTED = UnsignedLong.valueOf(0x25);
    private static final UnsignedLong RELEASED = UnsignedLong.valueOf(0x26);
    /** Of all connections, as a new one follows one that ends. */
    private static final Throttle LINES = new Throttle(Duration.ofMinutes(1));

    private final UnsignedLong descriptor;
    /** Null for the outcome of what is delivered again. */
    private final RejectedForModified released;

    private RejectedForModified(EncoderImpl encoder, UnsignedLong descriptor, RejectedForModified released) {
        super(encoder);
        this.descriptor = descriptor;
        this.released = released;
    }

    /** The client has no option for it. */
    static void configure(Transport transport) {
        try {
            Field field = transport.getClass().getDeclaredField("_encoder");
            field.setAccessible(true);
            EncoderImpl encoder = (EncoderImpl) field.get(transport);
            encoder.register(
                    new RejectedForModified(encoder, REJECTED, new RejectedForModified(encoder, RELEASED, null)));
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.warn("On RabbitMQ 3 a message that cannot be decoded stops the later ones", e);
        }
    }

    @Override
    public Class<Modified> getTypeClass() {
        return Modified.class;
    }

    @Override
    protected UnsignedLong getDescriptor() {
        return descriptor;
    }

    @Override
    public TypeEncoding<Modified> getEncoding(Modified outcome) {
        return isReleased(outcome) ? released.getEncoding(outcome) : super.getEncoding(outcome);
    }

    @Override
    public void write(Modified outcome) {
        if (isReleased(outcome)) {
            released.write(outcome);
        } else {
            super.write(outcome);
        }
    }

    private boolean isReleased(Modified outcome) {
        return released != null && !Boolean.TRUE.equals(outcome.getUndeliverableHere());
    }

    @Override
    protected List<?> wrap(Modified outcome) {
        if (released != null) {
            logOnce();
        }
        return List.of();
    }

    private static void logOnce() {
        if (LINES.tryAcquire()) {
            LOG.warn("A message of RabbitMQ that cannot be decoded, or that has expired, is rejected"
                    + " (at most one such line a minute)");
        }
    }
}
