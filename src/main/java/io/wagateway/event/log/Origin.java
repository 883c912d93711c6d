package io.wagateway.event.log;

/**
 * Whose doing an event is.
 *
 * @param actor {@code person:<sub>} or {@code key:<id>}; null: the gateway found it out by itself
 * @param requestId the call's
 * @param operationId of the contract, for example {@code promoteGroupMember}; null: none
 */
public record Origin(String organization, String session, String actor, String requestId, String operationId) {}
