package io.wagateway.event.webhook;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * How many deliveries are under way, bounded for each webhook, for each organisation and in all. Who finds no place is
 * called in turn when there is one again, so that a slow receiver, whose places are taken again at once, shuts out nobody.
 */
final class DeliveryLimiter {
    private final int perWebhook;
    private final int perOrganization;
    private final int inAll;

    private final Map<String, Integer> byWebhook = new HashMap<>();
    private final Map<String, Integer> byOrganization = new HashMap<>();
    private final Map<String, Set<WebhookQueueStore.Waiting>> waiting = new HashMap<>();
    private final Set<WebhookQueueStore.Waiting> waitingForAll = new LinkedHashSet<>();
    private int all;
    private boolean closed;

    DeliveryLimiter(int perWebhook, int perOrganization, int inAll) {
        this.perWebhook = perWebhook;
        this.perOrganization = perOrganization;
        this.inAll = inAll;
    }

    /** How many places a webhook could take; one that others keep from all of them is called later. */
    synchronized int room(WebhookQueueStore.Waiting webhook) {
        if (closed) {
            return 0;
        }
        int own = perWebhook - byWebhook.getOrDefault(webhook.webhook(), 0);
        int organizations = perOrganization - byOrganization.getOrDefault(webhook.organization(), 0);
        int everybodys = inAll - all;
        if (own > 0 && organizations <= 0) {
            waiting.computeIfAbsent(webhook.organization(), organization -> new LinkedHashSet<>())
                    .add(webhook);
        } else if (own > 0 && everybodys <= 0) {
            waitingForAll.add(webhook);
        }
        return Math.max(0, Math.min(own, Math.min(organizations, everybodys)));
    }

    /** Whether there was a place. */
    synchronized boolean take(WebhookQueueStore.Waiting webhook) {
        if (room(webhook) == 0) {
            return false;
        }
        all++;
        byWebhook.merge(webhook.webhook(), 1, Integer::sum);
        byOrganization.merge(webhook.organization(), 1, Integer::sum);
        return true;
    }

    /** @return whose turn it is, the webhook itself last */
    synchronized List<WebhookQueueStore.Waiting> giveBack(WebhookQueueStore.Waiting webhook) {
        all--;
        notifyAll();
        release(byWebhook, webhook.webhook());
        release(byOrganization, webhook.organization());
        List<WebhookQueueStore.Waiting> next = new ArrayList<>(3);
        Set<WebhookQueueStore.Waiting> same = waiting.get(webhook.organization());
        if (same != null) {
            next.add(first(same));
            if (same.isEmpty()) {
                waiting.remove(webhook.organization());
            }
        }
        if (!waitingForAll.isEmpty()) {
            next.add(first(waitingForAll));
        }
        next.add(webhook);
        return next;
    }

    synchronized int all() {
        return all;
    }

    /** There is no place any more; waits for those that are taken. */
    synchronized void close(long millis) {
        closed = true;
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        try {
            for (long left = millis;
                    all > 0 && left > 0;
                    left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())) {
                wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static WebhookQueueStore.Waiting first(Set<WebhookQueueStore.Waiting> queue) {
        WebhookQueueStore.Waiting first = queue.iterator().next();
        queue.remove(first);
        return first;
    }

    private static void release(Map<String, Integer> counts, String key) {
        counts.computeIfPresent(key, (name, count) -> count == 1 ? null : count - 1);
    }
}
