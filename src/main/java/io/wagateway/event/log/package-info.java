/**
 * The event log: what happened, written in the transaction of the stored rows that it tells of, numbered after the commit,
 * and handed to the destinations that want it. Everybody may write to it; who reads it and what carries it out are packages above.
 */
package io.wagateway.event.log;
