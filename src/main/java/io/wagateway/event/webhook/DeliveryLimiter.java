package io.wagateway.event.webhook;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Limits the deliveries in flight: of each webhook, of each organisation and in all. A webhook that finds no capacity is
 * queued and has its turn when there is some, so that a slow receiver, which takes freed capacity at once, cannot starve
 * the others.
 */
final class DeliveryLimiter {
    private final int mostPerWebhook;
    private final int mostPerOrganization;
    private final int most;

    private final Map<String, Integer> byWebhook = new HashMap<>();
    private final Map<String, Integer> byOrganization = new HashMap<>();
    private final Map<String, Set<WaitingWebhook>> waitingByOrganization = new HashMap<>();
    private final Set<WaitingWebhook> waiting = new LinkedHashSet<>();
    private int inFlight;
    private boolean closed;

    DeliveryLimiter(int mostPerWebhook, int mostPerOrganization, int most) {
        this.mostPerWebhook = mostPerWebhook;
        this.mostPerOrganization = mostPerOrganization;
        this.most = most;
    }

    /** How many more deliveries the webhook may start. If other webhooks have used up the capacity, it is queued. */
    synchronized int capacity(WaitingWebhook webhook) {
        if (closed) {
            return 0;
        }
        int ofWebhook = mostPerWebhook - byWebhook.getOrDefault(webhook.webhook(), 0);
        int ofOrganization = mostPerOrganization - byOrganization.getOrDefault(webhook.organization(), 0);
        int inAll = most - inFlight;
        if (ofWebhook > 0 && ofOrganization <= 0) {
            waitingByOrganization
                    .computeIfAbsent(webhook.organization(), organization -> new LinkedHashSet<>())
                    .add(webhook);
        } else if (ofWebhook > 0 && inAll <= 0) {
            waiting.add(webhook);
        }
        return Math.max(0, Math.min(ofWebhook, Math.min(ofOrganization, inAll)));
    }

    /** Counts one more delivery in flight; false if there is no capacity. */
    synchronized boolean tryAcquire(WaitingWebhook webhook) {
        if (capacity(webhook) == 0) {
            return false;
        }
        inFlight++;
        byWebhook.merge(webhook.webhook(), 1, Integer::sum);
        byOrganization.merge(webhook.organization(), 1, Integer::sum);
        return true;
    }

    /** Counts one delivery in flight less, and returns the webhooks whose turn it is, this one last. */
    synchronized List<WaitingWebhook> release(WaitingWebhook webhook) {
        inFlight--;
        notifyAll();
        decrement(byWebhook, webhook.webhook());
        decrement(byOrganization, webhook.organization());
        List<WaitingWebhook> next = new ArrayList<>(3);
        Set<WaitingWebhook> sameOrganization = waitingByOrganization.get(webhook.organization());
        if (sameOrganization != null) {
            next.add(removeFirst(sameOrganization));
            if (sameOrganization.isEmpty()) {
                waitingByOrganization.remove(webhook.organization());
            }
        }
        if (!waiting.isEmpty()) {
            next.add(removeFirst(waiting));
        }
        next.add(webhook);
        return next;
    }

    synchronized int inFlight() {
        return inFlight;
    }

    /** Allows no further delivery, and waits for those in flight, at most so many milliseconds. */
    synchronized void close(long millis) {
        closed = true;
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        try {
            for (long left = millis;
                    inFlight > 0 && left > 0;
                    left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())) {
                wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static WaitingWebhook removeFirst(Set<WaitingWebhook> queue) {
        WaitingWebhook first = queue.iterator().next();
        queue.remove(first);
        return first;
    }

    private static void decrement(Map<String, Integer> counts, String key) {
        counts.computeIfPresent(key, (name, count) -> count == 1 ? null : count - 1);
    }
}
