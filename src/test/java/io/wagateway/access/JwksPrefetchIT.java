package io.wagateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wagateway.RunningGateway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The key set is fetched when the gateway starts, so that the first person who comes does not wait for it. */
class JwksPrefetchIT {
    private static final SigningKey KEY = SigningKey.generate("key", "EdDSA");
    private static final String SESSIONS = "/api/v1/sessions";

    private final Frontend frontend = new Frontend(KEY);

    @AfterEach
    void close() {
        frontend.close();
    }

    private RunningGateway start() {
        return RunningGateway.start("gateway.auth.jwt.jwks-uri=" + frontend.jwksUri());
    }

    private static int sessions(RunningGateway gateway) {
        String token = KEY.token(Frontend.claims("org_a", "owner"));
        return gateway.send("GET", SESSIONS, null, "Authorization", "Bearer " + token)
                .statusCode();
    }

    @Test
    void keySet_isFetchedBeforeTheFirstToken_andNotAgainForIt() {
        try (RunningGateway gateway = start()) {
            await().until(() -> frontend.fetches() == 1);
            assertThat(sessions(gateway)).isEqualTo(200);
            assertThat(frontend.fetches()).isOne();
        }
    }

    @Test
    void frontendThatHangs_neitherDelaysTheStartNorMakesTheGatewayUnready() {
        frontend.hang();
        try (RunningGateway gateway = start()) {
            assertThat(frontend.fetches()).isOne();
            assertThat(gateway.send("GET", "/actuator/health/readiness", null).statusCode())
                    .isEqualTo(200);
            frontend.recover();
            await().until(() -> sessions(gateway) == 200);
        }
    }

    @Test
    void frontendThatIsOff_neitherFailsTheStartNorMakesTheGatewayUnready() {
        frontend.switchOff();
        try (RunningGateway gateway = start()) {
            assertThat(gateway.send("GET", "/actuator/health/readiness", null).statusCode())
                    .isEqualTo(200);
            assertThat(sessions(gateway)).isEqualTo(503);
        } finally {
            frontend.switchOn();
        }
    }
}
