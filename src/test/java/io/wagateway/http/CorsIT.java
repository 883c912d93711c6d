package io.wagateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.wagateway.RunningGateway;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A gateway that one frontend may call from a browser. (Where none may, headers.yaml has the rows.) */
class CorsIT {
    private static final String ORIGIN = "https://frontend.example";
    private static final String PROMOTE = HostileWorld.promote("phone");

    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        gateway = RunningGateway.startWith(
                "hostile/world.yaml",
                "gateway.routes-dir=src/test/resources/hostile/routes",
                "gateway.cors.allowed-origins=" + ORIGIN + ",http://127.0.0.1:5173");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void preflight_ofAnAllowedOrigin_is204WithTheAllowedHeaders() throws IOException {
        RawConnection.Response answer =
                preflight(ORIGIN, "POST", "Authorization, x-api-key, Content-Type, X-Request-Id, Idempotency-Key");
        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(ORIGIN);
        assertThat(answer.header("Access-Control-Allow-Methods")).contains("POST", "PUT", "PATCH", "DELETE");
        assertThat(answer.header("Access-Control-Allow-Headers"))
                .contains("Authorization", "x-api-key", "Content-Type", "X-Request-Id", "Idempotency-Key");
        assertThat(answer.header("Access-Control-Allow-Credentials")).isNull();
        assertThat(answer.header("Allow")).isEqualTo("POST, OPTIONS");
        assertThat(answer.header("X-Request-Id")).isNotBlank();
    }

    @Test
    void success_ofAnAllowedOrigin_canBeRead() throws IOException {
        RawConnection.Response answer = post(PROMOTE, "Origin: " + ORIGIN + "\r\n");
        assertThat(answer.status()).isEqualTo(204);
        checkReadable(answer);
    }

    @Test
    void secondOrigin_ofTheList_canBeUsed() throws IOException {
        RawConnection.Response answer = post(PROMOTE, "Origin: http://127.0.0.1:5173\r\n");
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("http://127.0.0.1:5173");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/unknown", "/actuator/nope", "/api/v1/sessions/nope/groups/x/members/y/promote"})
    void refusal_ofAnAllowedOrigin_canBeRead(String path) throws IOException {
        RawConnection.Response answer = post(path, "Origin: " + ORIGIN + "\r\n");
        assertThat(answer.status()).isEqualTo(404);
        checkReadable(answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "http://frontend.example",
                "https://frontend.example:444",
                "https://frontend.example.evil.example",
                "https://sub.frontend.example",
                "https://frontend.example@evil.example",
                "null",
                "*",
                "evil",
            })
    void anotherOrigin_isRefusedInTheEnvelope(String origin) throws IOException {
        for (RawConnection.Response answer : new RawConnection.Response[] {
            post(PROMOTE, "Origin: " + origin + "\r\n"),
            post("/unknown", "Origin: " + origin + "\r\n"),
            preflight(origin, "POST", "Authorization")
        }) {
            assertThat(answer.status()).isEqualTo(403);
            assertThat(ResponseChecks.code(answer.body())).isEqualTo("forbidden");
            assertThat(answer.header("Content-Type")).isEqualTo("application/json");
            assertThat(answer.header("X-Request-Id")).isNotBlank();
            assertThat(answer.headers().keySet()).noneMatch(name -> name.startsWith("access-control"));
        }
    }

    @Test
    void preflight_forAHeaderThatIsNotAllowed_isRefused() throws IOException {
        assertThat(preflight(ORIGIN, "POST", "X-Evil").status()).isEqualTo(403);
        assertThat(preflight(ORIGIN, "TRACE", "Authorization").status()).isEqualTo(403);
    }

    @Test
    void caller_thatIsNoBrowser_isServedAsEver() throws IOException {
        RawConnection.Response answer = post(PROMOTE, "");
        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.headers().keySet()).noneMatch(name -> name.startsWith("access-control"));
        RawConnection.Response options = RawConnection.exchange(
                gateway.port(), "OPTIONS " + PROMOTE + " HTTP/1.1\r\n" + HostileWorld.HOST + "\r\n");
        assertThat(options.status()).isEqualTo(204);
        assertThat(options.header("Allow")).isEqualTo("POST, OPTIONS");
    }

    @Test
    void halfSentBody_ofARefusedOrigin_endsTheConnection() throws IOException {
        try (RawConnection connection = new RawConnection(gateway.port())) {
            String headers = "Origin: https://evil.example\r\nContent-Length: 100\r\n";
            connection.send(HostileWorld.post(PROMOTE, headers) + "he");
            assertThat(connection.response().status()).isEqualTo(403);
            assertThat(connection.closedByServer()).isTrue();
        }
    }

    private static void checkReadable(RawConnection.Response answer) {
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(ORIGIN);
        assertThat(answer.header("Access-Control-Expose-Headers"))
                .contains(
                        "X-Request-Id",
                        "Retry-After",
                        "WWW-Authenticate",
                        "Allow",
                        "RateLimit",
                        "RateLimit-Policy",
                        "Idempotency-Replayed");
        assertThat(answer.header("Access-Control-Allow-Credentials")).isNull();
        assertThat(answer.headers().get("vary")).contains("Origin");
    }

    private static RawConnection.Response post(String path, String headers) throws IOException {
        return RawConnection.exchange(gateway.port(), HostileWorld.post(path, headers));
    }

    private static RawConnection.Response preflight(String origin, String method, String headers) throws IOException {
        return RawConnection.exchange(
                gateway.port(),
                "OPTIONS " + PROMOTE + " HTTP/1.1\r\n" + HostileWorld.HOST + "Origin: " + origin
                        + "\r\nAccess-Control-Request-Method: " + method + "\r\nAccess-Control-Request-Headers: "
                        + headers + "\r\n\r\n");
    }
}
