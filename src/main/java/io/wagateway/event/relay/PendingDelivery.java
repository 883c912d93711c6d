package io.wagateway.event.relay;

import io.wagateway.event.log.LoggedEvent;

/**
 * An event that the broker does not have yet.
 *
 * @param attempts failed attempts that count against the event
 * @param nextAttemptAt epoch milliseconds
 * @param failedAt epoch milliseconds of the last failure; 0 if there was none
 */
record PendingDelivery(LoggedEvent event, int attempts, long nextAttemptAt, long failedAt) {}
