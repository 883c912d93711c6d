package io.wagateway.group.stored;

import java.time.Duration;

/** A stored group whose row the current transaction holds. */
public final class LockedGroup {
    /** For this long after a change, an engine that does not know the group may only be late. */
    private static final Duration ENGINE_DELAY = Duration.ofSeconds(10);

    /** The database's time, as two nodes know it, differs by less, in milliseconds. */
    private static final long CLOCK_ERROR = 5;

    private final StoredGroup row;
    private final long changedAt;
    private final boolean membersKnown;
    private final long readEndedAt;

    /**
     * All times are epoch milliseconds.
     *
     * @param changedAt when WhatsApp last confirmed a change of the gateway; 0: never
     * @param membersKnown whether a complete list of the members is stored, of the session's account
     * @param readEndedAt when the response came that was stored last; 0: none was
     */
    LockedGroup(StoredGroup row, long changedAt, boolean membersKnown, long readEndedAt) {
        this.row = row;
        this.changedAt = changedAt;
        this.membersKnown = membersKnown;
        this.readEndedAt = readEndedAt;
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

    boolean areMembersKnown() {
        return membersKnown;
    }

    /** Whether the read that was stored last had not ended at that time: it may be newer than one that began then. */
    boolean isReadAtTheSameTime(long requestedAt) {
        return requestedAt < readEndedAt + CLOCK_ERROR;
    }

    /** When the stored group was last known to be so. */
    long knownAt() {
        long seenAt = row.membersSeenAt() == null ? row.firstSeenAt() : row.membersSeenAt();
        return Math.max(seenAt, changedAt);
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
