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
    private final Queues queues;
    private final Set<Queues.Waiting> chosen = ConcurrentHashMap.newKeySet();

    WebhookDestinations(WebhookStore store, Queues queues) {
        this.store = store;
        this.queues = queues;
    }

    @Override
    public void choose(Iterable<LoggedEvent> events, Wanted wanted) {
        Set<String> organizations = new TreeSet<>();
        events.forEach(event -> organizations.add(event.organization()));
        if (organizations.isEmpty()) {
            return;
        }
        List<Webhook> webhooks = store.active(organizations);
        Set<Queues.Key> filled = new HashSet<>();
        for (LoggedEvent event : events) {
            for (Webhook webhook : webhooks) {
                if (webhook.wants(event)) {
                    wanted.by(webhook.id(), event);
                    filled.add(new Queues.Key(webhook.id(), event.orderKey()));
                    chosen.add(new Queues.Waiting(webhook.id(), webhook.organization()));
                }
            }
        }
        if (!filled.isEmpty()) {
            queues.fill(filled);
        }
    }

    @Override
    public int revive(LoggedEvent event) {
        List<String> revived = queues.revive(event.id());
        revived.forEach(webhook -> chosen.add(new Queues.Waiting(webhook, event.organization())));
        return revived.size();
    }

    /** Which webhooks were chosen since this was last asked. */
    List<Queues.Waiting> chosen() {
        List<Queues.Waiting> all = List.copyOf(chosen);
        all.forEach(chosen::remove);
        return all;
    }
}
