package io.wagateway.group.stored;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Somebody in a group as callers see them. Times are epoch milliseconds. */
record StoredMember(
        long id,
        String sessionId,
        String groupJid,
        String jid,
        String lid,
        String role,
        @JsonProperty("isCreator") boolean creator,
        String tag,
        long firstSeenAt,
        long lastSeenAt) {}
