/**
 * Groups and members in the database. The gateway fills them when it finds a session connected, and updates them with a
 * paced refresh, with what live calls read, and with each change that WhatsApp confirms. Stored reads never ask an
 * engine.
 */
package io.wagateway.group.stored;
