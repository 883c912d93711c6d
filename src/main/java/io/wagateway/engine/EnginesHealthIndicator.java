package io.wagateway.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * The health component {@code engines}. It is always UP: a gateway whose engines are down still works. Its details have
 * for each entry {@code {kind, state: up|down|unknown, since: <epoch ms>, circuit: closed|open|half_open,
 * lastFailure: engine_error|engine_unavailable|engine_timeout}}, the last one only if a call has failed.
 */
@Component("enginesHealthIndicator")
final class EnginesHealthIndicator implements HealthIndicator {
    private final EngineClient engines;

    EnginesHealthIndicator(EngineClient engines) {
        this.engines = engines;
    }

    @Override
    public Health health() {
        Health.Builder health = Health.up();
        new TreeMap<>(engines.guards()).forEach((entry, guard) -> health.withDetail(entry, details(guard)));
        return health.build();
    }

    private static Map<String, Object> details(EngineGuard guard) {
        EngineHealth.Snapshot health = guard.health().snapshot();
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("kind", guard.engine().kind());
        details.put("state", health.state().wireName());
        details.put("since", health.since());
        details.put("circuit", guard.circuitState());
        if (health.lastFailure() != null) {
            details.put("lastFailure", health.lastFailure().code());
        }
        return details;
    }
}
