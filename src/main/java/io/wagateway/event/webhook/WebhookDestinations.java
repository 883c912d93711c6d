package io.wagateway.event.webhook;

import io.wagateway.event.log.EventDestinations;
import io.wagateway.event.log.LoggedEvent;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** The active webhooks of each event's organisation. */
final class WebhookDestinations implements EventDestinations {
    private final WebhookStore store;
    private final WebhookQueueStore queueStore;
    private final Set<WebhookQueueStore.Waiting> chosen = ConcurrentHashMap.newKeySet();

    WebhookDestinations(WebhookStore store, WebhookQueueStore queueStore) {
        this.store = store;
        this.queueStore = queueStore;
    }

    @Override
    public void choose(Iterable<LoggedEvent> events, Selection selection) {
        Set<String> organizations = new TreeSet<>();
        events.forEach(event -> organizations.add(event.organization()));
        if (organizations.isEmpty()) {
            return;
        }
        List<Webhook> webhooks = store.active(organizations);
        Set<WebhookQueueStore.Key> filled = new HashSet<>();
        for (LoggedEvent event : events) {
            for (Webhook webhook : webhooks) {
                if (webhook.wants(event)) {
                    selection.add(webhook.id(), event);
                    filled.add(new WebhookQueueStore.Key(webhook.id(), event.orderKey()));
                    chosen.add(new WebhookQueueStore.Waiting(webhook.id(), webhook.organization()));
                }
            }
        }
        if (!filled.isEmpty()) {
            queueStore.fill(filled);
        }
    }

    @Override
    public int revive(LoggedEvent event) {
        List<String> revived = queueStore.revive(event.id());
        revived.forEach(webhook -> chosen.add(new WebhookQueueStore.Waiting(webhook, event.organization())));
        return revived.size();
    }

    /** Which webhooks were chosen since this was last asked. */
    List<WebhookQueueStore.Waiting> chosen() {
        List<WebhookQueueStore.Waiting> all = List.copyOf(chosen);
        all.forEach(chosen::remove);
        return all;
    }
}
