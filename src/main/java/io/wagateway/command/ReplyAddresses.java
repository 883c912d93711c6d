package io.wagateway.command;

import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.Topic;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;

/**
 * Which addresses may get the reply to a command that names them. Only the name counts: whether an address is a queue, a
 * topic or a temporary one is what the sender says.
 */
final class ReplyAddresses {
    /** The address that the command names, while the reply may go there. */
    static final String CALLER_ADDRESS = "callerAddress";

    static final String CALLER_WAITS = "callerWaits";

    private static final int MAX_LENGTH = 255;

    /** What follows one of these is an option, or a second address, to some brokers. */
    private static final String ANYTHING = "[^\\s,;?]*";

    private static final Pattern ALLOWED =
            Pattern.compile("(?!(temp-)?(queue|topic):)[^\\s,;?*]*(\\*[^\\s,;?*]*){0,2}");

    private final List<Pattern> patterns;

    /** @param patterns null: every address may get a reply */
    ReplyAddresses(List<String> patterns) {
        this.patterns = patterns == null
                ? null
                : patterns.stream().map(ReplyAddresses::compiled).toList();
    }

    static boolean isPattern(String text) {
        return !text.isEmpty()
                && text.length() <= MAX_LENGTH
                && ALLOWED.matcher(text).matches();
    }

    private static Pattern compiled(String pattern) {
        return Pattern.compile(
                Arrays.stream(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(ANYTHING)));
    }

    boolean include(Destination address) {
        if (patterns == null) {
            return true;
        }
        String name = name(address);
        return name != null
                && name.length() <= MAX_LENGTH
                && patterns.stream().anyMatch(pattern -> pattern.matcher(name).matches());
    }

    /** Null if it has none. */
    private static String name(Destination address) {
        try {
            if (address instanceof Queue queue) {
                return queue.getQueueName();
            }
            return address instanceof Topic topic ? topic.getTopicName() : null;
        } catch (JMSException e) {
            return null;
        }
    }

    /** Sends the reply to the configured address only, if the command names one. */
    static void withhold(Exchange exchange) {
        if (BrokerMessage.of(exchange).replyTo() != null) {
            exchange.removeProperty(CALLER_ADDRESS);
            exchange.setProperty(CALLER_WAITS, false);
            // Otherwise the broker's own consumer may send the reply to the address that the command names.
            exchange.setPattern(ExchangePattern.InOnly);
        }
    }
}
