package io.wagateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.wagateway.RunningGateway;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Contract section 2, 503: a gateway that never had the frontend's keys, until it does. */
class IdentityOutageIT {
    private static final String PROMOTE = RunningGateway.SESSIONS
            + "phone/groups/120363000000000001@g.us/members/6289000000003@s.whatsapp.net/promote";
    private static final SigningKey KEY = SigningKey.generate("key", "EdDSA");

    private static Frontend frontend;
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        frontend = new Frontend(KEY);
        frontend.switchOff();
        gateway = RunningGateway.start("gateway.auth.jwt.jwks-uri=" + frontend.jwksUri());
    }

    @AfterAll
    static void stop() {
        gateway.close();
        frontend.close();
    }

    @Test
    void token_whileTheFrontendIsOffAndHangsAndComesBack_isUnavailableAndThenAccepted() {
        isUnavailable(promote());

        frontend.hang();
        frontend.switchOn();
        Awaitility.await().atMost(Duration.ofSeconds(15)).until(IdentityOutageIT::isAskedByATokenThatWaits);
        isUnavailable(promote());

        frontend.recover();
        Awaitility.await().atMost(Duration.ofSeconds(15)).until(() -> promote().statusCode() == 204);

        frontend.switchOff();
        assertThat(promote().statusCode()).isEqualTo(204);
    }

    /** While it waits, everybody else is served; and the frontend's silence ends the wait. */
    private static boolean isAskedByATokenThatWaits() {
        int before = frontend.fetches();
        CompletableFuture<HttpResponse<String>> waiting = CompletableFuture.supplyAsync(IdentityOutageIT::promote);
        assertThat(bearer("wa_all_00000000000000000000000000000000").statusCode())
                .isEqualTo(204);
        assertThat(bearer("garbage").statusCode()).isEqualTo(401);
        isUnavailable(waiting.orTimeout(10, TimeUnit.SECONDS).join());
        return frontend.fetches() > before;
    }

    private static void isUnavailable(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).contains("5");
        assertThat(answer.headers().firstValue("WWW-Authenticate")).isEmpty();
        assertThat(answer.body()).contains("\"identity_unavailable\"").doesNotContain("127.0.0.1");
    }

    /** Each time another token, so that none is remembered. */
    private static HttpResponse<String> promote() {
        return bearer(KEY.token(Frontend.claims("org_a", "owner")));
    }

    private static HttpResponse<String> bearer(String token) {
        return gateway.post(PROMOTE, "Authorization", "Bearer " + token);
    }
}
