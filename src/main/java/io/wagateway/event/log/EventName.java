package io.wagateway.event.log;

import java.util.Arrays;
import java.util.Optional;

/** The event names of the contract. */
public enum EventName {
    PROMOTED("group.member.promoted"),
    DEMOTED("group.member.demoted"),
    ADDED("group.member.added"),
    REMOVED("group.member.removed"),
    CREATED("group.created"),
    UPDATED("group.updated"),
    LEFT("group.left"),
    JOINED("group.joined"),
    JOIN_REQUESTED("group.join.requested"),
    JOIN_REJECTED("group.join.rejected"),
    DENIED("group.action.denied"),
    FAILED("group.action.failed"),
    UNKNOWN("group.action.unknown"),
    SESSION_STATUS("session.status");

    private final String wireName;

    EventName(String wireName) {
        this.wireName = wireName;
    }

    /**
     * The event for an operation that is known to have changed nothing, by its HTTP status: 403, 404 and 501 are
     * denials, others are failures.
     */
    public static EventName ofFailure(int status) {
        return status == 403 || status == 404 || status == 501 ? DENIED : FAILED;
    }

    /** The name on the wire, for example {@code group.member.promoted}. */
    public String wireName() {
        return wireName;
    }

    /** Empty if there is no event of that name. */
    public static Optional<EventName> of(String wireName) {
        return Arrays.stream(values())
                .filter(name -> name.wireName.equals(wireName))
                .findFirst();
    }
}
