package io.wagateway.event.webhook;

import io.wagateway.event.log.EventDestinations;
import io.wagateway.event.log.LoggedEvent;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** The active webhooks of each event's organisation that subscribe to it. */
final class WebhookDestinations implements EventDestinations {
    private final WebhookStore store;
    private final WebhookQueueStore queues;
    private final DeliveryReplay replay;
    private final Set<WaitingWebhook> chosen = ConcurrentHashMap.newKeySet();

    WebhookDestinations(WebhookStore store, WebhookQueueStore queues, DeliveryReplay replay) {
        this.store = store;
        this.queues = queues;
        this.replay = replay;
    }

    @Override
    public void choose(Iterable<LoggedEvent> events, Selection selection) {
        Set<String> organizations = new TreeSet<>();
        events.forEach(event -> organizations.add(event.organization()));
        if (organizations.isEmpty()) {
            return;
        }
        List<Webhook> webhooks = store.active(organizations);
        Set<QueueKey> filled = new HashSet<>();
        for (LoggedEvent event : events) {
            for (Webhook webhook : webhooks) {
                if (webhook.subscribesTo(event)) {
                    selection.add(webhook.id(), event);
                    filled.add(new QueueKey(webhook.id(), event.orderKey()));
                    chosen.add(new WaitingWebhook(webhook.id(), webhook.organization()));
                }
            }
        }
        if (!filled.isEmpty()) {
            queues.fill(filled);
        }
    }

    @Override
    public int revive(LoggedEvent event) {
        List<String> revived = replay.revive(event.id());
        revived.forEach(webhook -> chosen.add(new WaitingWebhook(webhook, event.organization())));
        return revived.size();
    }

    /** The webhooks that were chosen since the last call. */
    List<WaitingWebhook> drainChosen() {
        List<WaitingWebhook> all = List.copyOf(chosen);
        all.forEach(chosen::remove);
        return all;
    }
}
