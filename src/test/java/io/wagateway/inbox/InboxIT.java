package io.wagateway.inbox;

import static io.wagateway.JsonResponses.parse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wagateway.RunningGateway;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract section 9, the inbox: over real HTTP, with the simulator in the place of an engine. */
class InboxIT {
    private static final String SECRET = "inbox-secret-0123456789";
    private static final String[] KEY = {
        "x-api-key", "wa_all_00000000000000000000000000000000", "Content-Type", "application/json"
    };
    private static final String GROUP = "120363000000000001@g.us";
    private static final String MEMBER = "6289000000002@s.whatsapp.net";
    private static final String HINT = "{\"session\":\"6281000000001@s.whatsapp.net\",\"group\":\"" + GROUP + "\"}";

    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        gateway = RunningGateway.start(
                "gateway.engines.simulator.kind=simulator",
                "gateway.engines.simulator.inbox-secret=" + SECRET,
                "gateway.group-refresh=15m",
                "gateway.group-refresh-rate=1000");
        gateway.post(
                RunningGateway.SESSIONS + "phone/groups/" + GROUP + "/members/" + MEMBER + "/promote?dryRun=true", KEY);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> parse(gateway.send("GET", RunningGateway.SESSIONS + "phone", null, KEY))
                        .at("/sync/state")
                        .asText()
                        .equals("done"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static String signature(String body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA512");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA512"));
            return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static HttpResponse<String> send(String body) {
        return gateway.send(
                "POST",
                "/inbox/simulator",
                body,
                "X-Webhook-Hmac",
                signature(body),
                "Content-Type",
                "application/json",
                // WAHA's own webhooks have it.
                "X-Webhook-Request-Id",
                "01");
    }

    private static long observed() {
        long count = 0;
        for (var event : parse(gateway.send("GET", "/api/v1/events?session=phone&limit=1000", null, KEY))
                .get("data")) {
            count += event.at("/payload/observed").asBoolean() ? 1 : 0;
        }
        return count;
    }

    @Test
    void hint_isReadAtOnce_andNeverBelieved() {
        assertThat(send(HINT).statusCode()).isEqualTo(204);
        assertThat(gateway.send(
                                "POST",
                                "/api/v1/simulator/groups/" + GROUP + ":act",
                                "{\"action\":\"promote\",\"jid\":\"" + MEMBER + "\"}",
                                KEY)
                        .statusCode())
                .isEqualTo(204);
        for (int i = 0; i < 300; i++) {
            assertThat(send(HINT).statusCode()).isEqualTo(204);
        }
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(observed()).isOne());
        assertThat(gateway.send(
                                "POST",
                                "/api/v1/simulator/groups/" + GROUP + ":act",
                                "{\"action\":\"subject\",\"subject\":\"Renamed\"}",
                                KEY)
                        .statusCode())
                .isEqualTo(204);
        send(HINT);
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(observed()).isEqualTo(2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "no json",
                "{\"session\":{\"a\":1},\"group\":[]}",
                "{\"session\":\"nobody\",\"group\":\"120363000000000001@g.us\"}",
                "{\"session\":\"6281000000001@s.whatsapp.net\",\"group\":\"../../etc\"}",
                "{\"session\":\"6281000000001@s.whatsapp.net\"}"
            })
    void whatTheGatewayDoesNotKnow_isNoError(String body) {
        assertThat(send(body).statusCode()).isEqualTo(204);
    }

    @Test
    void request_thatIsNoWebhookOfTheEngine_isRefused() {
        assertThat(gateway.send("POST", "/inbox/simulator", HINT).statusCode()).isEqualTo(401);
        assertThat(gateway.send("POST", "/inbox/simulator", HINT, "X-Webhook-Hmac", "")
                        .statusCode())
                .isEqualTo(401);
        assertThat(gateway.send("POST", "/inbox/simulator", HINT + " ", "X-Webhook-Hmac", signature(HINT))
                        .statusCode())
                .isEqualTo(401);
        HttpResponse<String> unknown = gateway.send("POST", "/inbox/nowhere", HINT, "X-Webhook-Hmac", signature(HINT));
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body())
                .isEqualTo(gateway.send("POST", "/nowhere", null).body());
        assertThat(gateway.send("GET", "/inbox/simulator", null).statusCode()).isEqualTo(405);
        String large = " ".repeat(1024 * 1024 + 1);
        assertThat(send(large).statusCode()).isEqualTo(413);
        String largest = "{" + " ".repeat(1024 * 1024 - 2) + "}";
        assertThat(send(largest).statusCode()).isEqualTo(204);
    }
}
