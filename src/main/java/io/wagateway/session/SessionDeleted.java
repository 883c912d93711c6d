package io.wagateway.session;

/** Published in the transaction that deletes a session, for whoever else has stored something of it. */
public record SessionDeleted(String id) {}
