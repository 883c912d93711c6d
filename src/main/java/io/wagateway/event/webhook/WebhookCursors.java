package io.wagateway.event.webhook;

import java.util.Collection;
import java.util.List;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Table {@code webhook_cursors}: up to where each organisation's events have their deliveries to its webhooks, and how many
 * more may be written before the pending ones are counted again.
 */
final class WebhookCursors {
    private static final String INSERT = "insert into webhook_cursors (organization_id, position, room)"
            + " select ?, last, 0 from event_positions where id = 1"
            + " and not exists (select 1 from webhook_cursors where organization_id = ?)";

    /**
     * An organisation's.
     *
     * @param position of the last event whose deliveries are written
     * @param room of so many more deliveries; not negative unless there are too many
     */
    record Cursor(String organization, long position, long room) {}

    private final JdbcClient jdbc;
    private final JdbcTemplate batches;

    WebhookCursors(JdbcClient jdbc, JdbcTemplate batches) {
        this.jdbc = jdbc;
        this.batches = batches;
    }

    /** The organisation's webhooks get the events from now on, if it has had none so far. */
    void begin(String organization) {
        jdbc.sql(INSERT).params(organization, organization).update();
    }

    /** As {@link #begin}, for webhooks that a node of a previous version has created. */
    void beginMissing() {
        for (String organization : jdbc.sql("select distinct w.organization_id from webhooks w where not exists"
                        + " (select 1 from webhook_cursors c where c.organization_id = w.organization_id)")
                .query(String.class)
                .list()) {
            try {
                begin(organization);
            } catch (DuplicateKeyException anotherNode) {
                // It is there, which is what counts.
            }
        }
    }

    /** Organisations with events that have no deliveries yet; costs one index look-up for each organisation. */
    List<String> due(int most) {
        return jdbc.sql("select c.organization_id from webhook_cursors c where c.room >= 0"
                        // Sorted by all columns of the index, and no join: a database could else read all events.
                        + " and (select e.position from events e where e.organization_id = c.organization_id"
                        + " and e.position > c.position order by e.organization_id, e.position"
                        + " fetch first 1 rows only) is not null fetch first ? rows only")
                .param(most)
                .query(String.class)
                .list();
    }

    /** Organisations without room, which some node has to count. */
    List<String> withoutRoom() {
        return jdbc.sql("select organization_id from webhook_cursors where room < 0")
                .query(String.class)
                .list();
    }

    /** Locks the rows of these organisations until the transaction ends, without those that another one has or that are full. */
    List<Cursor> lock(Collection<String> organizations) {
        return jdbc.sql("select organization_id, position, room from webhook_cursors"
                        + " where organization_id in (:organizations) and room >= 0 for update skip locked")
                .param("organizations", organizations)
                .query((row, number) -> new Cursor(row.getString(1), row.getLong(2), row.getLong(3)))
                .list();
    }

    /** Writes cursors that this transaction has locked. */
    void move(Collection<Cursor> cursors) {
        batches.batchUpdate(
                "update webhook_cursors set position = ?, room = ? where organization_id = ?",
                cursors.stream()
                        .map(cursor -> new Object[] {cursor.position(), cursor.room(), cursor.organization()})
                        .toList());
    }

    void setRoom(String organization, long room) {
        jdbc.sql("update webhook_cursors set room = ? where organization_id = ?")
                .params(room, organization)
                .update();
    }
}
