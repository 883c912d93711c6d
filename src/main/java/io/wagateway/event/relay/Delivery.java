package io.wagateway.event.relay;

import io.wagateway.event.log.LoggedEvent;

/**
 * An event on its way to the broker.
 *
 * @param attempts that counted
 * @param failedAt epoch milliseconds; 0: never yet
 */
record Delivery(LoggedEvent event, int attempts, long failedAt) {}
