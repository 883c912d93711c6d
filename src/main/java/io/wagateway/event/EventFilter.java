package io.wagateway.event;

import io.wagateway.access.Caller;
import io.wagateway.engine.Jids;
import io.wagateway.event.log.EventName;
import io.wagateway.event.log.LoggedEvent;
import io.wagateway.pipeline.Query;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;

/**
 * Selects events of one organisation; null means any.
 *
 * @param group JID
 * @param event its name on the wire
 * @param since epoch milliseconds, inclusive
 * @param until epoch milliseconds, exclusive
 */
record EventFilter(String organization, String session, String group, String event, Long since, Long until) {

    /** The filter of the query, for the caller's organisation; 400 if it is invalid. */
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
        return new EventFilter(
                Caller.of(exchange).organization(),
                query.text("session"),
                group,
                event,
                query.time("since"),
                query.time("until"));
    }

    boolean matches(LoggedEvent it) {
        return it.organization().equals(organization)
                && (session == null || it.session().equals(session))
                && (group == null || group.equals(it.groupJid()))
                && (event == null || it.event().equals(event))
                && (since == null || it.timestamp() >= since)
                && (until == null || it.timestamp() < until);
    }
}
