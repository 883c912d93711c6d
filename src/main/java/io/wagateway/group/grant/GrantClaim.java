package io.wagateway.group.grant;

/**
 * A grant that this node has claimed: another node does not touch it before the claim expires, and this one only as long as
 * the grant is as it was claimed.
 */
final class GrantClaim {
    private final DueGrant grant;

    /** The column {@code due_at} as this node has written it: if it is another one, somebody has moved the end meanwhile. */
    private volatile long until;

    GrantClaim(DueGrant grant, long until) {
        this.grant = grant;
        this.until = until;
    }

    DueGrant grant() {
        return grant;
    }

    long until() {
        return until;
    }

    void renewed(long newUntil) {
        until = newUntil;
    }
}
