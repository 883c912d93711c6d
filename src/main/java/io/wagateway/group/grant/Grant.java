package io.wagateway.group.grant;

/**
 * Rights for a time, as a list shows them. Times are epoch milliseconds.
 *
 * @param id a ULID
 * @param jid user JID; null if WhatsApp hides the number
 * @param lid null if the engine does not know it
 * @param until when the gateway demotes the member
 * @param grantedBy {@code person:<sub>} or {@code key:<id>}
 * @param state active, ended, failed or revoked
 */
record Grant(String id, String jid, String lid, long until, String grantedBy, long createdAt, String state) {}
