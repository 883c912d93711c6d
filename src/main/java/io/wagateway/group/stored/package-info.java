/**
 * Groups and members kept in the database: filled when a session is found connected, kept true by a paced refresh, by
 * what live calls read, and by each change that WhatsApp confirmed. Stored reads never ask an engine.
 */
package io.wagateway.group.stored;
