package io.wagateway.engine;

import io.wagateway.error.CheckedProperties;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The running engines. The default stands here and not in application.yaml, so that the map that an operator configures
 * replaces it instead of adding to it.
 *
 * @param engines one entry for each running engine, by a name of 1 to 64 letters, digits, '.', '_' and '-'; default one
 *     entry called simulator
 */
@ConfigurationProperties("gateway")
public record EngineProperties(Map<String, EngineEntry> engines) implements CheckedProperties {
    public EngineProperties {
        engines = engines == null || engines.isEmpty() ? EngineEntry.DEFAULT : Map.copyOf(engines);
    }

    @Override
    public void check() {
        engines.forEach((name, entry) -> entry.check(name));
    }
}
