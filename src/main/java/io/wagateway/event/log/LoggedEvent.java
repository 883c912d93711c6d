package io.wagateway.event.log;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.wagateway.event.delivery.DeliveryWriter.NewDelivery;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * An event in the log; its JSON is the contract's envelope.
 *
 * @param position its place in the log, from 1; no event is ever inserted before it. 0: it has none yet
 * @param schema {@code v1}
 * @param timestamp epoch milliseconds of the database
 * @param payload a JSON object
 */
public record LoggedEvent(
        @JsonIgnore long position,
        String schema,
        String id,
        String event,
        String session,
        String organization,
        long timestamp,
        @JsonRawValue String payload,
        @JsonIgnore String groupJid) {
    /** The columns that {@link #row} reads. */
    public static final String COLUMNS =
            "e.position, e.id, e.event, e.session_id, e.organization_id, e.created_at, e.payload, e.group_jid";

    private static final String SCHEMA = "v1";

    /** An event that has no position yet. */
    static LoggedEvent of(Event event, long timestamp) {
        return new LoggedEvent(
                0,
                SCHEMA,
                event.id(),
                event.name().wireName(),
                event.session(),
                event.organization(),
                timestamp,
                EventLog.json(event),
                event.groupJid());
    }

    /** Reads a row of a query whose alias for the table {@code events} is {@code e}. */
    public static LoggedEvent row(ResultSet row, int number) throws SQLException {
        return new LoggedEvent(
                row.getLong("position"),
                SCHEMA,
                row.getString("id"),
                row.getString("event"),
                row.getString("session_id"),
                row.getString("organization_id"),
                row.getLong("created_at"),
                row.getString("payload"),
                row.getString("group_jid"));
    }

    LoggedEvent at(long assigned) {
        return new LoggedEvent(assigned, schema, id, event, session, organization, timestamp, payload, groupJid);
    }

    /** The row of its delivery to a destination. */
    public NewDelivery deliveryTo(String destination) {
        return new NewDelivery(destination, position, id, orderKey());
    }

    /**
     * Destinations receive the events of one key in order; brokers get it as the message key. The group JID, or the
     * session's id if the event is not about a group.
     */
    public String orderKey() {
        return groupJid != null ? groupJid : session;
    }
}
