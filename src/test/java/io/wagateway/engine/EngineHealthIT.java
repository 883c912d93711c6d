package io.wagateway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wagateway.RunningGateway;
import io.wagateway.http.HostileWorld;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A dead engine affects only its own sessions, and only the details and metrics report it. */
@ExtendWith(HostileWorld.class)
class EngineHealthIT {
    private static final String READINESS = "/actuator/health/readiness";
    private static final String[] TOKEN = {"Authorization", "Bearer wa_all_00000000000000000000000000000000"};

    private static RunningGateway telling;

    @BeforeAll
    static void start() {
        telling = RunningGateway.startWith(
                "hostile/world.yaml",
                "gateway.routes-dir=src/test/resources/hostile/routes",
                "gateway.engines.unreachable.url=http://10.9.8.7:3000",
                "gateway.engines.unreachable.secret=hunter2",
                "management.endpoint.health.group.readiness.show-details=always");
    }

    @AfterAll
    static void stop() {
        telling.close();
    }

    @Test
    void readiness_withADeadEngine_is200WithoutDetails(RunningGateway gateway) {
        assertThat(gateway.post(HostileWorld.promote("unreachable"), TOKEN).statusCode())
                .isEqualTo(503);
        HttpResponse<String> readiness = gateway.send("GET", READINESS, null);
        assertThat(readiness.statusCode()).isEqualTo(200);
        assertThat(readiness.body()).isEqualTo("{\"status\":\"UP\"}");
    }

    @Test
    void deadEngine_isReportedInDetailsAndMetrics_andOtherSessionsWork() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertUnavailable(telling.post(HostileWorld.promote("unreachable"), TOKEN), "5");
        }
        assertUnavailable(telling.post(HostileWorld.promote("unreachable"), TOKEN), "10");
        assertThat(telling.post(HostileWorld.promote("phone"), TOKEN).statusCode())
                .isEqualTo(204);

        HttpResponse<String> readiness = telling.send("GET", READINESS, null);
        assertThat(readiness.statusCode()).isEqualTo(200);
        JsonNode engines = new ObjectMapper().readTree(readiness.body()).at("/components/engines");
        assertThat(engines.get("status").asText()).isEqualTo("UP");
        JsonNode dead = engines.at("/details/unreachable");
        assertThat(dead.get("kind").asText()).isEqualTo("unreachable");
        assertThat(dead.get("state").asText()).isEqualTo("down");
        assertThat(dead.get("circuit").asText()).isEqualTo("open");
        assertThat(dead.get("lastFailure").asText()).isEqualTo("engine_unavailable");
        assertThat(dead.get("since").asLong()).isBetween(1L, System.currentTimeMillis());
        assertThat(engines.at("/details/simulator/state").asText()).isEqualTo("up");
        assertThat(engines.at("/details/nonsense/state").asText()).isEqualTo("unknown");

        String metrics = telling.send("GET", "/actuator/prometheus", null).body();
        assertThat(metrics)
                .contains("gateway_engine_up{engine=\"unreachable\"} 0.0")
                .contains("gateway_engine_up{engine=\"simulator\"} 1.0")
                .contains("gateway_engine_up{engine=\"nonsense\"} NaN")
                .contains("gateway_engine_calls_seconds_count{engine=\"unreachable\",operation=\"status\","
                        + "outcome=\"engine_unavailable\"} 5")
                .contains("gateway_engine_rejected_total{engine=\"unreachable\",reason=\"circuit\"} 1.0")
                .contains("resilience4j_circuitbreaker_state{name=\"unreachable\",state=\"open\"} 1.0")
                .contains("resilience4j_bulkhead_available_concurrent_calls{name=\"unreachable\"} 1024.0");
        assertThat(readiness.body() + metrics).doesNotContain("10.9.8.7", "hunter2");
    }

    private static void assertUnavailable(HttpResponse<String> response, String retryAfter) {
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).contains("\"engine_unavailable\"").doesNotContain("10.9.8.7", "hunter2");
        assertThat(response.headers().firstValue("Retry-After")).contains(retryAfter);
    }
}
