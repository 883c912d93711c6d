package io.wagateway.event.webhook;

import io.wagateway.event.log.LoggedEvent;

/**
 * The first delivery of a queue, claimed by this node.
 *
 * @param until epoch milliseconds; another node may claim it afterwards
 * @param position of the delivery
 * @param attempts before this one
 * @param event null if the log does not have it any more
 */
record Claim(QueueKey key, long until, long position, int attempts, LoggedEvent event) {}
