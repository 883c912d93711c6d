package io.wagateway.event;

import io.wagateway.access.Caller;
import io.wagateway.access.Scope;
import io.wagateway.engine.Jids;
import io.wagateway.event.log.EventName;
import io.wagateway.event.log.LoggedEvent;
import io.wagateway.pipeline.Query;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;

/**
 * Selects events of one organisation; null means any.
 *
 * @param sessions ids
 * @param groups JIDs; if they are given, events that are about no group do not match
 * @param event its name on the wire
 * @param since epoch milliseconds, inclusive
 * @param until epoch milliseconds, exclusive
 */
record EventFilter(
        String organization, Set<String> sessions, Set<String> groups, String event, Long since, Long until) {

    /** The filter of the query, within what the caller may reach; 400 if it is invalid. */
    static EventFilter of(Exchange exchange) {
        Query query = Query.of(exchange);
        String group = query.text("group");
        if (group != null && !Jids.isGroup(group)) {
            throw Query.wrong("group", "must be: a group JID, for example 120363041234567890@g.us");
        }
        String event = query.text("event");
        if (event != null && EventName.of(event).isEmpty()) {
            throw Query.wrong(
                    "event",
                    "must be one of: "
                            + Arrays.stream(EventName.values())
                                    .map(EventName::wireName)
                                    .collect(Collectors.joining(", ")));
        }
        Caller caller = Caller.of(exchange);
        Scope asked = new Scope(only(query.text("session")), only(group)).and(caller.scope());
        return new EventFilter(
                caller.organization(),
                asked.sessions(),
                asked.groups(),
                event,
                query.time("since"),
                query.time("until"));
    }

    private static Set<String> only(String name) {
        return name == null ? null : Set.of(name);
    }

    /** Whether no event can match. */
    boolean isEmpty() {
        return isNothing(sessions) || isNothing(groups);
    }

    private static boolean isNothing(Set<String> names) {
        return names != null && names.isEmpty();
    }

    boolean matches(LoggedEvent it) {
        return it.organization().equals(organization)
                && (sessions == null || sessions.contains(it.session()))
                && (groups == null || (it.groupJid() != null && groups.contains(it.groupJid())))
                && (event == null || it.event().equals(event))
                && (since == null || it.timestamp() >= since)
                && (until == null || it.timestamp() < until);
    }
}
