package io.wagateway.group.stored;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;

/**
 * A group as callers see it. Times are epoch milliseconds; a field is null if no engine has reported it.
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
        @JsonUnwrapped Admission admission,
        @JsonIgnore Long membersSeenAt) {

    /** When an engine last reported a member, given when one first did; both epoch milliseconds. */
    long lastSeen(long memberFirstSeenAt) {
        return membersSeenAt == null ? memberFirstSeenAt : Math.max(membersSeenAt, memberFirstSeenAt);
    }
}
