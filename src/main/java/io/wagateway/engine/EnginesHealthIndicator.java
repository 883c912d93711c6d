package io.wagateway.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * The health component {@code engines}: always UP, as a gateway whose engines are down still does its work. Its details
 * hold for each entry {@code {kind, state: up|down|unknown, since: <epoch ms>, circuit: closed|open|half_open,
 * lastFailure: engine_error|engine_unavailable|engine_timeout}}, the last one only where a call has failed.
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
        EngineHealth.Seen seen = guard.health().seen();
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("kind", guard.engine().kind());
        details.put("state", seen.state().wireName());
        details.put("since", seen.since());
        details.put("circuit", guard.circuitState());
        if (seen.lastFailure() != null) {
            details.put("lastFailure", seen.lastFailure().code());
        }
        return details;
    }
}
