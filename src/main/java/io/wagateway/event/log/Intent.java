package io.wagateway.event.log;

/**
 * A change that WhatsApp is being asked for.
 *
 * @param id a ULID
 * @param groupJid null where the group is not known yet
 * @param intendedChange JSON, of whoever writes it
 * @param createdAt epoch milliseconds
 */
public record Intent(String id, Origin origin, String groupJid, String intendedChange, long createdAt) {}
