package io.wagateway.event.log;

import io.wagateway.pipeline.ActiveCall;

/**
 * Who caused an event, and by which call.
 *
 * @param actor {@code person:<sub>} or {@code key:<id>}, or {@code whatsapp} for what others did; null if the gateway observed the change by itself
 * @param call that caused it; its id is null if none did
 * @param operationId of the contract, for example {@code promoteGroupMember}; null if the route has none
 */
public record Origin(String organization, String session, String actor, ActiveCall call, String operationId) {
    /** Of a change that the gateway observed by itself. */
    public static Origin observed(String organization, String session) {
        return new Origin(organization, session, null, new ActiveCall(null, organization), null);
    }

    /** Of a change that somebody has made on WhatsApp, not through the gateway. */
    static Origin whatsApp(String organization, String session) {
        return new Origin(organization, session, "whatsapp", new ActiveCall(null, organization), null);
    }

    /** Of a call that is known by its id only. */
    public Origin(String organization, String session, String actor, String requestId, String operationId) {
        this(organization, session, actor, new ActiveCall(requestId, organization), operationId);
    }

    /** The id of the call; null if no call caused it. */
    public String requestId() {
        return call.requestId();
    }
}
