package io.wagateway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.wagateway.error.ErrorCode;
import io.wagateway.error.UnavailableException;
import io.wagateway.pipeline.AsyncStep;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The back-off of an account whose rate is limited, and of no other account. */
class RateLimitBackoffTest {
    private final ScriptedEngines world = ScriptedEngines.of(Duration.ofSeconds(30), 1_024);

    @AfterEach
    void stop() {
        world.close();
    }

    @ParameterizedTest
    @EnumSource(EngineOperation.class)
    void rateLimitedResponse_toAnyOperation_backsOffAllButTheStatus(EngineOperation first) {
        limited(first, Map.of("refusal", "rate_limited", "retryAfter", 17), 17);
        world.reply = ScriptedEngines.DONE;
        for (EngineOperation operation : EngineOperation.values()) {
            if (operation == EngineOperation.STATUS) {
                assertThat(world.ask("eu", operation, "phone")).isCompleted();
            } else {
                assertThat(wait(world.ask("eu", operation, "phone"))).isEqualTo(17);
            }
        }
        assertThat(world.asked).hasValue(2);
    }

    @Test
    void backoff_returnsTheSecondsLeft_andEndsWhenTheEngineSaid() {
        limited(EngineOperation.PROMOTE, Map.of("refusal", "rate_limited", "retryAfter", 17), 17);
        world.reply = ScriptedEngines.DONE;
        world.later(Duration.ofMillis(4_300));
        assertThat(wait(world.promote())).isEqualTo(13);
        world.later(Duration.ofMillis(12_699));
        assertThat(wait(world.promote())).isOne();
        assertThat(world.asked).hasValue(1);
        world.later(Duration.ofMillis(1));
        assertThat(world.promote()).isCompleted();
    }

    @Test
    void backoff_isOfOneAccountOfOneEngine() {
        limited(EngineOperation.PROMOTE, Map.of("refusal", "rate_limited"), UnavailableException.DEFAULT_RETRY_AFTER);
        world.reply = ScriptedEngines.DONE;
        assertThat(world.ask("eu", EngineOperation.PROMOTE, "other")).isCompleted();
        assertThat(world.ask("us", EngineOperation.PROMOTE, "phone")).isCompleted();
        assertThat(wait(world.promote())).isEqualTo(UnavailableException.DEFAULT_RETRY_AFTER);
    }

    @Test
    void backoff_ofMoreThanAnHour_isAnHour() {
        limited(EngineOperation.PROMOTE, Map.of("refusal", "rate_limited", "retryAfter", 86_400), 86_400);
        assertThat(wait(world.promote())).isEqualTo(3_600);
        world.later(Duration.ofHours(1));
        world.reply = ScriptedEngines.DONE;
        assertThat(world.promote()).isCompleted();
    }

    @Test
    void laterEnd_ofTwoThatTheEngineNamed_counts() {
        world.reply = null;
        world.promote();
        world.promote();
        world.waiting.remove().respond(Map.of("refusal", "rate_limited", "retryAfter", 60));
        world.later(Duration.ofSeconds(1));
        world.waiting.remove().respond(Map.of("refusal", "rate_limited", "retryAfter", 0.5));
        assertThat(wait(world.promote())).isEqualTo(59);
        world.later(Duration.ofSeconds(59));
        world.reply = ScriptedEngines.DONE;
        assertThat(world.promote()).isCompleted();
    }

    @Test
    void sessionWithoutAnAccount_hasABackoffToo() {
        world.reply = Map.of("refusal", "rate_limited");
        for (int i = 0; i < 2; i++) {
            assertThat(wait(world.engines.ask(ScriptedEngines.call(), "eu", EngineOperation.PROMOTE, Map.of())))
                    .isEqualTo(UnavailableException.DEFAULT_RETRY_AFTER);
        }
        assertThat(world.asked).hasValue(1);
    }

    @Test
    void metrics_countSentAndRejectedRequestsSeparately() {
        limited(EngineOperation.PROMOTE, Map.of("refusal", "rate_limited"), UnavailableException.DEFAULT_RETRY_AFTER);
        world.promote();
        world.promote();
        assertThat(world.registry.get("gateway.engine.calls").timers())
                .singleElement()
                .satisfies(timer -> {
                    assertThat(timer.count()).isOne();
                    assertThat(timer.getId().getTag("outcome")).isEqualTo("rate_limited");
                });
        assertThat(world.registry
                        .get("gateway.engine.rejected")
                        .tags("engine", "eu", "reason", "hold")
                        .counter()
                        .count())
                .isEqualTo(2);
    }

    private void limited(EngineOperation operation, Object refusal, int seconds) {
        world.reply = refusal;
        assertThat(wait(world.ask("eu", operation, "phone"))).isEqualTo(seconds);
    }

    private static int wait(CompletableFuture<?> call) {
        UnavailableException later = (UnavailableException)
                AsyncStep.cause(call.handle((response, failure) -> failure).join());
        assertThat(later.code()).isEqualTo(ErrorCode.RATE_LIMITED);
        return later.retryAfter();
    }
}
