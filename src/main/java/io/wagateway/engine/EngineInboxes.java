package io.wagateway.engine;

import java.util.HashMap;
import java.util.Map;

/**
 * Where engines are to send their webhooks, for the scripts that set them up: {@code
 * exchange.context.registry.lookupByName('engineInboxes').of(exchangeProperty.engine)}.
 */
public final class EngineInboxes {
    private final Map<String, Map<String, String>> byEntry = new HashMap<>();

    EngineInboxes(Map<String, EngineEntry> entries, InboxProperties properties) {
        entries.forEach((name, entry) -> {
            if (properties.url() != null && entry.hasInbox()) {
                byEntry.put(name, Map.of("url", properties.url() + "/inbox/" + name, "secret", entry.inboxSecret()));
            }
        });
    }

    /** {@code {url, secret}}; null if the entry has no inbox, or if the gateway does not know its own URL. */
    public Map<String, String> of(String entry) {
        return byEntry.get(entry);
    }

    /** Whether {@link #of} is not null. */
    public boolean isKnown(String entry) {
        return byEntry.containsKey(entry);
    }
}
