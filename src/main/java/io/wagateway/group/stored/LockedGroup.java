package io.wagateway.group.stored;

import java.time.Duration;

/** A stored group whose row the current transaction holds. */
public final class LockedGroup {
    /** For this long after a change, an engine that does not know the group may only be late. */
    private static final Duration ENGINE_DELAY = Duration.ofSeconds(10);

    private final StoredGroup row;
    private final long changedAt;

    /** @param changedAt when WhatsApp last confirmed a change of the gateway, epoch milliseconds; 0: never */
    LockedGroup(StoredGroup row, long changedAt) {
        this.row = row;
        this.changedAt = changedAt;
    }

    /** When the gateway first saw the group, epoch milliseconds. */
    public long firstSeenAt() {
        return row.firstSeenAt();
    }

    StoredGroup row() {
        return row;
    }

    long changedAt() {
        return changedAt;
    }

    /** Whether the row holds something newer than the response to a request of that time. */
    boolean isNewerThan(long requestedAt) {
        return changedAt >= requestedAt || (row.membersSeenAt() != null && row.membersSeenAt() > requestedAt);
    }

    /** Whether the engine may not have known of the last change yet when the gateway sent the request. */
    boolean isRecentlyChanged(long requestedAt) {
        return changedAt > 0 && requestedAt - changedAt < ENGINE_DELAY.toMillis();
    }
}
