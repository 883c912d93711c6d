package io.wagateway.command;

import io.wagateway.error.StartupException;

/**
 * Where commands come from, and what becomes of them.
 *
 * @param uri a Camel consumer URI, for example kafka:commands?brokers=host:9092; empty: none
 * @param replyUri a Camel producer URI that answers go to where the message itself names no reply address; empty: nowhere
 * @param deadLetterUri a Camel producer URI that takes messages that are no commands, and commands that were given up;
 *     empty: they are dropped with a warning
 * @param attempts how often a command is tried that may succeed later, 1 to 20; default 5
 */
public record CommandProperties(String uri, String replyUri, String deadLetterUri, Integer attempts) {
    /** No broker. */
    public static final CommandProperties NONE = new CommandProperties(null, null, null, null);

    private static final int MOST_ATTEMPTS = 20;

    public CommandProperties {
        uri = uri == null || uri.isBlank() ? null : uri.strip();
        replyUri = replyUri == null || replyUri.isBlank() ? null : replyUri.strip();
        deadLetterUri = deadLetterUri == null || deadLetterUri.isBlank() ? null : deadLetterUri.strip();
        attempts = attempts == null ? 5 : attempts;
    }

    /**
     * Refuses to start with a number of attempts that makes no sense, and where commands would come from their own answers;
     * else URIs are checked where Camel can read them.
     */
    public void check() {
        if (attempts < 1 || attempts > MOST_ATTEMPTS) {
            throw StartupException.property("gateway.commands.attempts", attempts, "1 to " + MOST_ATTEMPTS);
        }
        checkElsewhere("gateway.commands.reply-uri", replyUri);
        checkElsewhere("gateway.commands.dead-letter-uri", deadLetterUri);
    }

    private void checkElsewhere(String property, String to) {
        if (uri != null && to != null && destination(to).equals(destination(uri))) {
            throw StartupException.secret(
                    property, "another than gateway.commands.uri: each answer would be a command");
        }
    }

    private static String destination(String camelUri) {
        return camelUri.replaceFirst("\\?.*", "").replace("//", "");
    }

    /** Without the URIs, which may hold a broker's password. */
    @Override
    public String toString() {
        return "CommandProperties[attempts=" + attempts + "]";
    }
}
