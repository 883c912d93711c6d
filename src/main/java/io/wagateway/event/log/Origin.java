package io.wagateway.event.log;

/**
 * Who caused an event, and by which call.
 *
 * @param actor {@code person:<sub>} or {@code key:<id>}; null if the gateway observed the change by itself
 * @param requestId of the call
 * @param operationId of the contract, for example {@code promoteGroupMember}; null if the route has none
 */
public record Origin(String organization, String session, String actor, String requestId, String operationId) {}
