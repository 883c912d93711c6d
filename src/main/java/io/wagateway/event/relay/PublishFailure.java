package io.wagateway.event.relay;

import io.wagateway.error.FailureReason;
import java.util.Set;
import org.apache.camel.NoTypeConversionAvailableException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Why the broker did not take an event.
 *
 * @param permanent true if another attempt would fail, too: the event is at fault, and not the state of the broker
 * @param reason for the operator: without secrets and addresses, at most 300 characters
 */
record PublishFailure(boolean permanent, String reason) {
    private static final Set<Class<?>> PERMANENT = Set.of(
            RecordTooLargeException.class,
            RecordBatchTooLargeException.class,
            SerializationException.class,
            NoTypeConversionAvailableException.class,
            jakarta.jms.MessageFormatException.class);

    /** The error condition of an AMQP broker that its client has no exception class for. */
    private static final String TOO_LARGE = "amqp:link:message-size-exceeded";

    /** Their messages describe the event or the permission to send it. Other messages may contain URIs or secrets. */
    private static final Set<Class<?>> REPORTED = Set.of(ApiException.class, jakarta.jms.JMSException.class);

    static PublishFailure of(Throwable failure) {
        Throwable root = failure;
        boolean permanent = false;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            root = cause;
            permanent |= PERMANENT.contains(cause.getClass())
                    || String.valueOf(cause.getMessage()).contains(TOO_LARGE);
        }
        return new PublishFailure(permanent, reason(root));
    }

    private static String reason(Throwable root) {
        return REPORTED.stream().anyMatch(reported -> reported.isInstance(root))
                ? FailureReason.of(root)
                : root.getClass().getSimpleName();
    }
}
