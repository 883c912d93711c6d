package io.wagateway.command;

import jakarta.jms.Message;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * The JMS messages that listeners have and that have not ended, and whether the route has read them: what fails after that
 * is not the message's fault. By identity: a message's equals reads its id, which may be unreadable.
 */
final class MessagesInWork {
    private final Map<Message, Boolean> read = Collections.synchronizedMap(new IdentityHashMap<>());

    void begin(Message message) {
        read.put(message, false);
    }

    /** Nothing if no listener has begun it. */
    void setRead(Message message) {
        read.replace(message, true);
    }

    boolean isRead(Message message) {
        return read.getOrDefault(message, false);
    }

    void end(Message message) {
        read.remove(message);
    }
}
