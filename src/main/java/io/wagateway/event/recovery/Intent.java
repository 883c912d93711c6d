package io.wagateway.event.recovery;

import io.wagateway.event.log.Origin;

/**
 * A change that WhatsApp is being asked for.
 *
 * @param id a ULID
 * @param groupJid null if the group is not known yet
 * @param intendedChange JSON; its writer defines the shape
 * @param createdAt epoch milliseconds of the database
 */
public record Intent(String id, Origin origin, String groupJid, String intendedChange, long createdAt) {}
