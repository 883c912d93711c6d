package io.wagateway.group.stored;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A group as callers see it. Times are epoch milliseconds; null is what no engine has said.
 *
 * @param membersSeenAt when the members were last read; null: never
 */
record StoredGroup(
        long id,
        String groupJid,
        String subject,
        String description,
        String ownerJid,
        Integer participantCount,
        @JsonProperty("isAnnounce") Boolean announce,
        @JsonProperty("isLocked") Boolean locked,
        Long createdAtWa,
        long firstSeenAt,
        long updatedAt,
        @JsonIgnore Long membersSeenAt) {

    /** When somebody was last seen who is in it and was first seen then. */
    long lastSeen(long memberFirstSeenAt) {
        return membersSeenAt == null ? memberFirstSeenAt : Math.max(membersSeenAt, memberFirstSeenAt);
    }
}
