/**
 * What a crash must not lose: the changes that WhatsApp is being asked for, and the processes that work on this database.
 * Another process recovers the intents of a process that died.
 */
package io.wagateway.event.recovery;
