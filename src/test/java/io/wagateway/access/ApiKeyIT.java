package io.wagateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.wagateway.RunningGateway;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Contract section 1: which API keys open the door, where they may stand, and when they stop. */
class ApiKeyIT {
    private static final String PROMOTE = RunningGateway.SESSIONS
            + "phone/groups/120363000000000001@g.us/members/6289000000003@s.whatsapp.net/promote";
    private static final String KEY = "wa_all_00000000000000000000000000000000";
    private static final SigningKey FRONTEND_KEY = SigningKey.generate("key", "EdDSA");

    private static Frontend frontend;
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        frontend = new Frontend(FRONTEND_KEY);
        gateway = RunningGateway.start("gateway.auth.jwt.jwks-uri=" + frontend.jwksUri());
    }

    @AfterAll
    static void stop() {
        gateway.close();
        frontend.close();
    }

    @ParameterizedTest
    @CsvSource({
        "Authorization,Bearer " + KEY,
        "authorization,bearer " + KEY,
        "AUTHORIZATION,BEARER   " + KEY,
        "x-api-key," + KEY,
        "X-API-Key," + KEY,
    })
    void key_whereItMayStand_isAccepted(String header, String value) {
        assertThat(gateway.post(PROMOTE, header, value).statusCode()).isEqualTo(204);
    }

    @Test
    void key_ofAnotherOrganization_isTold404() {
        assertThat(gateway.post(PROMOTE, "x-api-key", "wa_other_000000000000000000000000000000")
                        .statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"wa_reader_00000000000000000000000000000", "wa_nothing_0000000000000000000000000000"})
    void key_withoutSend_is403(String secret) {
        HttpResponse<String> answer = gateway.post(PROMOTE, "x-api-key", secret);
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("\"forbidden\"", "{\"capability\":\"send\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "x-api-key,wa_all_00000000000000000000000000000001",
        "x-api-key,wa_all_0000000000000000000000000000000",
        "x-api-key,WA_ALL_00000000000000000000000000000000",
        "x-api-key,wa_",
        "x-api-key,wa_all_00000000000000000000000000000000;",
        "x-api-key,wa_all_0000000000000000000000000000000%30",
        "x-api-key,wa_' or '1'='1' -- 00000000000000000000000000",
        "x-api-key,Bearer " + KEY,
        "x-api-key,all",
        "Authorization,Bearer wa_all_00000000000000000000000000000001",
        "Authorization,Bearer " + KEY + " " + KEY,
        "Authorization,Bearer Bearer " + KEY,
        "Authorization,Bearer \"" + KEY + "\"",
        // Of the demo, whose keys everybody can read.
        "x-api-key,wa_demo_only_not_a_secret_0123456789",
        "Authorization,Bearer wa_demo_viewer_not_a_secret_0123456789",
    })
    void key_thatIsNone_is401(String header, String value) {
        is401(gateway.post(PROMOTE, header, value), "Bearer error=\"invalid_token\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic b3BzOm9wcw==", "Bearer", "bearer ", KEY, "Token " + KEY, "Bearer:" + KEY})
    void authorization_withoutABearerToken_is401WithThePlainChallenge(String value) {
        is401(gateway.post(PROMOTE, "Authorization", value), "Bearer");
    }

    @Test
    void request_withoutCredential_is401WithThePlainChallenge() {
        is401(gateway.post(PROMOTE), "Bearer");
    }

    @Test
    void token_inTheQueryOrAForm_isNotSeen() {
        String query = "?access_token=" + KEY + "&Authorization=Bearer%20" + KEY + "&x-api-key=" + KEY;
        is401(gateway.post(PROMOTE + query), "Bearer");
        is401(
                gateway.send(
                        "POST",
                        PROMOTE,
                        "access_token=" + KEY + "&x-api-key=" + KEY,
                        "Content-Type",
                        "application/x-www-form-urlencoded"),
                "Bearer");
        is401(gateway.post(PROMOTE, "Cookie", "Authorization=Bearer " + KEY + "; x-api-key=" + KEY), "Bearer");
        is401(gateway.post(PROMOTE, "Proxy-Authorization", "Bearer " + KEY), "Bearer");
    }

    @ParameterizedTest
    @CsvSource({
        "Authorization: Bearer " + KEY + ",x-api-key: " + KEY,
        "Authorization: Bearer " + KEY + ",Authorization: Bearer " + KEY,
        "x-api-key: " + KEY + ",X-Api-Key: " + KEY,
        "Authorization: Bearer " + KEY + ",authorization:",
        "Authorization:,x-api-key: " + KEY,
        "x-api-key:,Authorization: Bearer " + KEY,
        "Authorization: Basic b3BzOm9wcw==,x-api-key: " + KEY,
    })
    void credentials_twoAtOnce_are401(String one, String other) throws IOException {
        assertThat(raw(one + "\r\n" + other))
                .startsWith("HTTP/1.1 401 ")
                .contains("WWW-Authenticate: Bearer error=\"invalid_token\"")
                .contains("more than one credential");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Authorization:", "Authorization:   ", "x-api-key:", "x-api-key: \t"})
    void header_thatIsEmpty_is401WithThePlainChallenge(String header) throws IOException {
        assertThat(raw(header))
                .startsWith("HTTP/1.1 401 ")
                .contains("WWW-Authenticate: Bearer\r\n")
                .contains("\"unauthorized\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x-api-key: wa_\u00e9\u00e8\u00ff",
                "Authorization: Bearer wa_all_\u00b5",
                "Authorization: \u00ff"
            })
    void header_thatIsNotAscii_is401(String header) throws IOException {
        assertThat(raw(header + "0".repeat(40))).startsWith("HTTP/1.1 401 ").contains("\"unauthorized\"");
    }

    @Test
    void loginToken_inTheKeysHeader_is401() {
        String token = FRONTEND_KEY.token(Frontend.claims("org_a", "owner"));
        is401(gateway.post(PROMOTE, "x-api-key", token), "Bearer error=\"invalid_token\"");
        assertThat(gateway.post(PROMOTE, "Authorization", "Bearer " + token).statusCode())
                .isEqualTo(204);
    }

    @Test
    void key_thatExpired_is401() {
        store().insert(key("expired", System.currentTimeMillis() - 1));
        is401(gateway.post(PROMOTE, "x-api-key", secret("expired")), "Bearer error=\"invalid_token\"");
    }

    @Test
    void key_thatExpiresWhileItIsRemembered_is401() {
        store().insert(key("expiring", System.currentTimeMillis() + 3_000));
        assertThat(gateway.post(PROMOTE, "x-api-key", secret("expiring")).statusCode())
                .isEqualTo(204);
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() ->
                        gateway.post(PROMOTE, "x-api-key", secret("expiring")).statusCode() == 401);
    }

    @Test
    void key_thatThisNodeRevoked_stopsAtOnce() {
        store().insert(key("revoked_here", null));
        assertThat(gateway.post(PROMOTE, "x-api-key", secret("revoked_here")).statusCode())
                .isEqualTo(204);
        revoke("revoked_here");
        gateway.context().getBean(ApiKeyAuthenticator.class).invalidate(ApiKey.sha256(secret("revoked_here")));
        is401(gateway.post(PROMOTE, "x-api-key", secret("revoked_here")), "Bearer error=\"invalid_token\"");
    }

    @Test
    void key_thatAnotherNodeRevoked_stopsWithinTenSeconds() {
        store().insert(key("revoked_there", null));
        assertThat(gateway.post(PROMOTE, "x-api-key", secret("revoked_there")).statusCode())
                .isEqualTo(204);
        revoke("revoked_there");
        Awaitility.await()
                .atMost(10, TimeUnit.SECONDS)
                .until(() -> gateway.post(PROMOTE, "x-api-key", secret("revoked_there"))
                                .statusCode()
                        == 401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"wa_demo_only_not_a_secret_0123456789", "wa_demo_viewer_not_a_secret_0123456789"})
    void demoKey_thatIsInTheDatabase_is401OutsideTheDemo(String secret) {
        ApiKey demo = key("demo", null);
        store().insert(new ApiKey(
                "demo" + secret.length(),
                demo.organization(),
                secret,
                ApiKey.sha256(secret),
                demo.capabilities(),
                demo.createdAt(),
                null,
                null,
                false,
                Scope.ALL));
        is401(gateway.post(PROMOTE, "x-api-key", secret), "Bearer error=\"invalid_token\"");
    }

    private static void is401(HttpResponse<String> answer, String challenge) {
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().allValues("WWW-Authenticate")).containsExactly(challenge);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(answer.body())
                .startsWith("{\"error\":{\"code\":\"unauthorized\",")
                .doesNotContain("wa_");
    }

    private static String raw(String headers) throws IOException {
        return gateway.raw("POST " + PROMOTE + " HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n"
                + "Content-Length: 0\r\n" + headers + "\r\n\r\n");
    }

    private static ApiKeyStore store() {
        return gateway.context().getBean(ApiKeyStore.class);
    }

    private static String secret(String name) {
        return "wa_" + name + "0".repeat(32);
    }

    private static ApiKey key(String name, Long expiresAt) {
        return new ApiKey(
                name,
                "org_a",
                name,
                ApiKey.sha256(secret(name)),
                Set.of(Capability.SEND),
                System.currentTimeMillis(),
                expiresAt,
                null,
                false,
                Scope.ALL);
    }

    /** What a node does to the row. */
    private static void revoke(String id) {
        gateway.context()
                .getBean(JdbcClient.class)
                .sql("update api_keys set revoked_at = ? where id = ?")
                .params(System.currentTimeMillis(), id)
                .update();
    }
}
