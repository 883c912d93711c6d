package io.wagateway.group.grant;

import io.wagateway.event.log.Origin;
import java.util.Map;

/**
 * An active grant whose time is over.
 *
 * @param member the name by which the gateway demotes them: the one that the call used
 * @param endsAt epoch milliseconds
 * @param dueAt when the next attempt was to come, epoch milliseconds
 */
record DueGrant(String id, String organization, String session, String group, String member, long endsAt, long dueAt) {
    /** Who demotes the member, for events. */
    String actor() {
        return "grant:" + id;
    }

    Map<String, String> parameters() {
        return Map.of("session", session, "gid", group, "jid", member);
    }

    Origin origin(String requestId, String operationId) {
        return new Origin(organization, session, actor(), requestId, operationId);
    }
}
