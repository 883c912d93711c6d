package io.wagateway.event.relay;

import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.camel.NoTypeConversionAvailableException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Why an event did not get through.
 *
 * @param forGood by its kind it will not be otherwise the next time: the event's own fault, and not the broker's state
 * @param reason for the operator: no secret, no address, bounded
 */
record PublishFailure(boolean forGood, String reason) {
    private static final int LONGEST = 300;
    private static final Set<Class<?>> FOR_GOOD = Set.of(
            RecordTooLargeException.class,
            RecordBatchTooLargeException.class,
            SerializationException.class,
            NoTypeConversionAvailableException.class,
            jakarta.jms.MessageFormatException.class);

    /** An AMQP broker's own word, which its client has no class for. */
    private static final String TOO_LARGE = "amqp:link:message-size-exceeded";

    /** Whose messages are about the message or the right to send it. Others' hold URIs, or whatever an integrator wrote. */
    private static final Set<Class<?>> TOLD = Set.of(ApiException.class, jakarta.jms.JMSException.class);

    private static final Map<Pattern, String> HIDDEN =
            Map.of(Pattern.compile("\\S*://\\S*|\\S*@\\S*"), "***", Pattern.compile("[\\s\\p{Cntrl}]+"), " ");

    static PublishFailure of(Throwable failure) {
        Throwable root = failure;
        boolean forGood = false;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            root = cause;
            forGood |= FOR_GOOD.contains(cause.getClass())
                    || String.valueOf(cause.getMessage()).contains(TOO_LARGE);
        }
        return new PublishFailure(forGood, reason(root));
    }

    private static String reason(Throwable root) {
        String reason = root.getClass().getSimpleName();
        if (root.getMessage() != null && TOLD.stream().anyMatch(told -> told.isInstance(root))) {
            String message = root.getMessage();
            for (Map.Entry<Pattern, String> hidden : HIDDEN.entrySet()) {
                message = hidden.getKey().matcher(message).replaceAll(hidden.getValue());
            }
            reason += ": " + message;
        }
        return reason.length() > LONGEST ? reason.substring(0, LONGEST) : reason;
    }
}
