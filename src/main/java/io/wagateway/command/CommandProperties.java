package io.wagateway.command;

import io.wagateway.error.CheckedProperties;
import io.wagateway.error.StartupException;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where commands come from, and where their replies and the failed ones go.
 *
 * @param uri the Camel consumer URI that commands come from, for example kafka:commands?brokers=host:9092; default none
 * @param replyUri the Camel producer URI of replies to messages that name no reply address, or one that may not get the
 *     reply; default none: such a reply is dropped
 * @param replyAddresses patterns of the queues and topics that a message may name as its reply address, each 1 to 255
 *     characters with up to two {@code *}, which stand for any characters but space, comma, semicolon and question mark;
 *     default every address; an empty list: none. A reply with status 401 goes to none in any case
 * @param deadLetterUri the Camel producer URI of dead letters: messages that are no commands, and commands whose attempts
 *     are used up; default none: the gateway drops them with a warning
 * @param attempts how often the gateway tries a command that may succeed later, 1 to 20; default 5
 */
@ConfigurationProperties("gateway.commands")
public record CommandProperties(
        String uri, String replyUri, List<String> replyAddresses, String deadLetterUri, Integer attempts)
        implements CheckedProperties {
    private static final int MAX_ATTEMPTS = 20;

    public CommandProperties {
        uri = uri == null || uri.isBlank() ? null : uri.strip();
        replyUri = replyUri == null || replyUri.isBlank() ? null : replyUri.strip();
        replyAddresses = replyAddresses == null ? null : List.copyOf(replyAddresses);
        deadLetterUri = deadLetterUri == null || deadLetterUri.isBlank() ? null : deadLetterUri.strip();
        attempts = attempts == null ? 5 : attempts;
    }

    /**
     * Checks the number of attempts and the patterns of reply addresses, and that neither replies nor dead letters go back
     * to where commands come from.
     * {@link CommandEndpoints} checks the URIs themselves, with Camel.
     */
    @Override
    public void check() {
        if (attempts < 1 || attempts > MAX_ATTEMPTS) {
            throw StartupException.property("gateway.commands.attempts", attempts, "1 to " + MAX_ATTEMPTS);
        }
        for (int i = 0; replyAddresses != null && i < replyAddresses.size(); i++) {
            if (!ReplyAddresses.isPattern(replyAddresses.get(i))) {
                throw StartupException.property(
                        "gateway.commands.reply-addresses[" + i + "]",
                        replyAddresses.get(i),
                        "the name of a queue or topic without queue: or topic:, with up to two *, for example replies.*");
            }
        }
        checkNoLoop("gateway.commands.reply-uri", replyUri);
        checkNoLoop("gateway.commands.dead-letter-uri", deadLetterUri);
    }

    private void checkNoLoop(String property, String to) {
        if (uri != null && to != null && destination(to).equals(destination(uri))) {
            throw StartupException.secret(
                    property, "must differ from gateway.commands.uri: each message sent there would be a command");
        }
    }

    private static String destination(String camelUri) {
        return camelUri.replaceFirst("\\?.*", "").replace("//", "");
    }

    /** Leaves out the URIs: they may hold a broker's password. */
    @Override
    public String toString() {
        return "CommandProperties[attempts=" + attempts + "]";
    }
}
