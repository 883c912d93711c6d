package io.wagateway.group;

import io.wagateway.engine.Jids;
import io.wagateway.event.log.EventLog;
import io.wagateway.event.log.EventName;
import io.wagateway.event.recovery.Intent;
import io.wagateway.event.recovery.IntentStore;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * What other calls have changed in a group since an intent was written. What the group shows may be their doing, and
 * then it proves nothing about the intent.
 */
final class LaterChanges {
    private final IntentStore intents;
    private final EventLog log;

    LaterChanges(IntentStore intents, EventLog log) {
        this.intents = intents;
        this.log = log;
    }

    /** A moment of the log: what it gets from now on may not show in a read that begins now. */
    long now() {
        return log.lastNumber();
    }

    /**
     * Later changes of one kind that the log does not have yet, as they are under way or interrupted themselves. Ask
     * for them before the events: one that ends in between is then among the events.
     */
    List<IntendedChange> underWay(Intent intent, IntendedChange.Kind kind) {
        return intents.later(intent).stream()
                .flatMap(json -> IntendedChange.ifKnown(json).stream())
                .filter(change -> change.kind() == kind)
                .toList();
    }

    /** The members that later events of that name are about, each by one spelling of the name that its caller used. */
    Set<String> members(Intent intent, EventName name) {
        return members(intent, name, written(intent));
    }

    /** @param since see {@link #now} */
    Set<String> members(Intent intent, EventName name, long since) {
        Set<String> members = new HashSet<>();
        read(intent, name, since, (session, payload) -> {
            if (payload.get("memberJid") instanceof String member) {
                members.add(Jids.spelling(member));
            }
        });
        return members;
    }

    /** The fields of the group that later calls have updated. */
    Set<Object> fields(Intent intent) {
        Set<Object> fields = new HashSet<>();
        read(intent, EventName.UPDATED, written(intent), (session, payload) -> {
            if (payload.get("changed") instanceof List<?> changed) {
                fields.addAll(changed);
            }
        });
        return fields;
    }

    /** Whether the session of the intent has later events of that name. */
    boolean has(Intent intent, EventName name) {
        return has(intent, name, written(intent));
    }

    /** @param since see {@link #now} */
    boolean has(Intent intent, EventName name, long since) {
        Set<String> sessions = new HashSet<>();
        read(intent, name, since, (session, payload) -> sessions.add(session));
        return sessions.contains(intent.origin().session());
    }

    private long written(Intent intent) {
        // If another node has recovered the intent, nothing rests on the answer.
        return intents.lastEventBefore(intent).orElse(0);
    }

    private void read(Intent intent, EventName name, long since, BiConsumer<String, Map<String, Object>> reader) {
        log.readAfter(since, intent.origin().organization(), intent.groupJid(), name, reader);
    }
}
