package io.wagateway.event.webhook;

/**
 * The key of a queue: the deliveries of one webhook and one order key.
 *
 * @param webhook its id
 * @param orderKey see {@link io.wagateway.event.log.LoggedEvent#orderKey}
 */
record QueueKey(String webhook, String orderKey) implements Comparable<QueueKey> {
    @Override
    public int compareTo(QueueKey other) {
        int byWebhook = webhook.compareTo(other.webhook);
        return byWebhook != 0 ? byWebhook : orderKey.compareTo(other.orderKey);
    }
}
