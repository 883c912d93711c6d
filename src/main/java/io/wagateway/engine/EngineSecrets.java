package io.wagateway.engine;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * The secrets of {@code gateway.engines}, for engine routes: {@code
 * ${bean:engineSecrets?method=of(${exchangeProperty.engine})}}. A route fetches the secret for each call, so that no
 * secret becomes part of a route, an endpoint URI or a logged message.
 */
public final class EngineSecrets {
    private final Map<String, String> byEntry;

    public EngineSecrets(Map<String, EngineEntry> entries) {
        this.byEntry = entries.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey,
                        entry -> entry.getValue().secret() == null
                                ? ""
                                : entry.getValue().secret()));
    }

    /** The secret of an entry; the empty text if it has none. */
    public String of(String entry) {
        return byEntry.getOrDefault(entry, "");
    }
}
