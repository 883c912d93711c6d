package io.wagateway.event.webhook;

/**
 * A queue whose first delivery is due.
 *
 * @param at epoch milliseconds: when it became due, as it was read
 */
record DueQueue(QueueKey key, long at) {}
