package io.wagateway.group.stored;

import com.fasterxml.jackson.annotation.JsonProperty;

/** A member of a group, as callers see them. Times are epoch milliseconds. */
record StoredMember(
        long id,
        String sessionId,
        String groupJid,
        String jid,
        String lid,
        MemberRole role,
        @JsonProperty("isCreator") boolean creator,
        String tag,
        long firstSeenAt,
        long lastSeenAt) {}
