package io.wagateway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.Status;

/** The health details of engines, as the gateway's calls found them. */
class EnginesHealthIndicatorTest {
    private final ScriptedEngines world = ScriptedEngines.of(Duration.ofSeconds(30), 1_024);
    private final EnginesHealthIndicator indicator = new EnginesHealthIndicator(world.engines);
    private final long started = System.currentTimeMillis();

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void engine_withoutACall_isUnknown() {
        assertThat(details())
                .containsEntry("kind", "tiny")
                .containsEntry("state", "unknown")
                .containsEntry("circuit", "closed")
                .containsOnlyKeys("kind", "state", "since", "circuit");
        assertThat(up()).isNaN();
    }

    @Test
    void engine_hasTheStateOfItsLastCall() {
        world.reply = new ConnectException();
        world.promote();
        assertThat(details()).containsEntry("state", "down").containsEntry("lastFailure", "engine_unavailable");
        assertThat((Long) details().get("since")).isBetween(started - 1_000, System.currentTimeMillis());
        assertThat(up()).isZero();
        world.reply = new TimeoutException();
        world.promote();
        assertThat(details()).containsEntry("state", "down").containsEntry("lastFailure", "engine_timeout");
        world.reply = Map.of("refusal", "bad_credentials");
        world.promote();
        assertThat(details()).containsEntry("state", "up").containsEntry("lastFailure", "engine_timeout");
        assertThat(up()).isOne();
    }

    @Test
    void engine_whoseCircuitIsOpen_isDown_andTheGatewayIsUp() {
        world.reply = new ConnectException();
        for (int i = 0; i < 5; i++) {
            world.promote();
        }
        world.reply = ScriptedEngines.DONE;
        world.promote();
        assertThat(details()).containsEntry("state", "down").containsEntry("circuit", "open");
        world.later(Duration.ofMillis(10_001));
        world.promote();
        assertThat(details()).containsEntry("state", "up").containsEntry("circuit", "closed");
        Health health = indicator.health();
        assertThat(health.getStatus()).isEqualTo(Status.UP);
        assertThat(health.toString()).doesNotContain("10.0.0.7", "hunter2", "http");
        assertThat(health.getDetails()).containsOnlyKeys("eu", "us");
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> details() {
        return (Map<String, Object>) indicator.health().getDetails().get("eu");
    }

    private double up() {
        return world.registry
                .get("gateway.engine.up")
                .tag("engine", "eu")
                .gauge()
                .value();
    }
}
