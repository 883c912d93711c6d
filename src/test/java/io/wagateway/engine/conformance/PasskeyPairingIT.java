package io.wagateway.engine.conformance;

import static io.wagateway.JsonResponses.fields;
import static io.wagateway.JsonResponses.parse;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.wagateway.RunningGateway;
import io.wagateway.engine.conformance.FakeWhatsApp.Account;
import io.wagateway.engine.conformance.FakeWhatsApp.State;
import io.wagateway.openapi.DocumentSchemas;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Accounts that WhatsApp asks for a passkey: from the scan to the connection, or the honest 501. */
class PasskeyPairingIT {
    private static final List<Column> COLUMNS =
            List.of(Column.WAHA_GOWS, Column.GOWA, Column.WAHA_NOWEB, Column.EVOLUTION, Column.WUZAPI);
    private static final String[] KEY = {
        "x-api-key", "wa_all_00000000000000000000000000000000", "Content-Type", "application/json"
    };

    private static final Map<Column, FakeEngine> FAKES = new EnumMap<>(Column.class);
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        List<String> properties = new ArrayList<>();
        for (Column column : COLUMNS) {
            FakeEngine fake = column.fake(new FakeWhatsApp());
            FAKES.put(column, fake);
            fake.whatsApp().add(new Account("main", "", "", State.UNPAIRED));
            String at = "gateway.engines." + column.label() + ".";
            properties.add(at + "kind=" + column.kind());
            properties.add(at + "url=" + fake.url());
            properties.add(at + "secret=" + column.secret("main"));
            int i = properties.size() / 7;
            String session = "gateway.provision.sessions[" + i + "].";
            properties.add(session + "id=" + column.label());
            properties.add(session + "organization=org_a");
            properties.add(session + "engine=" + column.label());
            properties.add(session + "engine-session=main");
        }
        properties.add("gateway.engines.simulator.kind=simulator");
        gateway = RunningGateway.startWith("conformance/world.yaml", properties.toArray(String[]::new));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        FAKES.values().forEach(FakeServer::close);
    }

    private static HttpResponse<String> call(String method, String path, String body) {
        return gateway.send(method, path, body, KEY);
    }

    private static String session(Column column) {
        return RunningGateway.SESSIONS + column.label();
    }

    private static JsonNode is(int status, HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return parse(answer);
    }

    /** As a browser writes it. */
    private static String credential(String challenge) {
        String signed = "{\"type\":\"webauthn.get\",\"challenge\":\"" + challenge + "\"}";
        String clientData =
                Base64.getUrlEncoder().withoutPadding().encodeToString(signed.getBytes(StandardCharsets.UTF_8));
        return "{\"id\": \"aWQ\", \"rawId\": \"aWQ\", \"type\": \"public-key\", \"authenticatorAttachment\": \"platform\","
                + " \"clientExtensionResults\": {}, \"response\": {\"clientDataJSON\": \"" + clientData
                + "\", \"authenticatorData\": \"YQ\", \"signature\": \"cw\", \"userHandle\": null}}";
    }

    @ParameterizedTest
    @EnumSource(
            value = Column.class,
            names = {"WAHA_GOWS", "GOWA"})
    void accountWithAPasskey_isPairedStepByStep(Column column) {
        FakeWhatsApp whatsApp = FAKES.get(column).whatsApp();
        String session = session(column);
        assertThat(is(200, call("POST", session + ":start", null)).get("status").asText())
                .isEqualTo("scan_qr_code");
        assertThat(is(409, call("GET", session + "/passkey", null))
                        .at("/error/message")
                        .asText())
                .isEqualTo("the session waits for no passkey");
        is(409, call("POST", session + "/passkey", credential("Y2hhbGxlbmdl")));

        whatsApp.requirePasskey("main");
        JsonNode passkey = is(200, call("GET", session + "/passkey", null));
        assertThat(DocumentSchemas.ofOpenApi().problems("Passkey", passkey)).isEmpty();
        assertThat(passkey.get("step").asText()).isEqualTo("answer");
        assertThat(passkey.at("/publicKey/challenge").asText()).isEqualTo("Y2hhbGxlbmdl");
        JsonNode waiting = is(200, call("GET", session, null));
        assertThat(waiting.get("status").asText()).isEqualTo("passkey_required");
        assertThat(fields(waiting.get("details"))).containsExactly("step", "publicKey");
        assertThat(DocumentSchemas.ofOpenApi().problems("Session", waiting)).isEmpty();
        JsonNode early = is(409, call("POST", session + "/passkey:confirm", null));
        assertThat(early.at("/error/details/step").asText()).isEqualTo("answer");
        is(400, call("POST", session + "/passkey", "{\"id\": \"aWQ\"}"));

        JsonNode answered = is(200, call("POST", session + "/passkey", credential("Y2hhbGxlbmdl")));
        assertThat(answered.get("status").asText()).isEqualTo("passkey_required");
        assertThat(answered.get("details").toString()).isEqualTo("{\"step\":\"confirm\",\"code\":\"ABCD-EFGH\"}");
        is(409, call("POST", session + "/passkey", credential("Y2hhbGxlbmdl")));

        JsonNode paired = is(200, call("POST", session + "/passkey:confirm", null));
        assertThat(paired.get("status").asText()).isEqualTo("working");
        assertThat(paired.get("details").isNull()).isTrue();
        assertThat(paired.get("waJid").asText()).isEqualTo("6281000000077@s.whatsapp.net");
        is(409, call("GET", session + "/passkey", null));
        assertThat(FAKES.get(column).requests().stream()
                        .filter(request ->
                                request.body() != null && request.body().contains("clientDataJSON")))
                .hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Column.class,
            names = {"EVOLUTION", "WUZAPI"})
    void engineWithoutPasskeys_is501WithItsName(Column column) {
        String session = session(column);
        JsonNode read = is(501, call("GET", session + "/passkey", null));
        assertThat(read.at("/error/details/engine").asText()).isEqualTo(column.kind());
        assertThat(read.at("/error/details/operation").asText()).isEqualTo("sessionPasskey");
        JsonNode answer = is(501, call("POST", session + "/passkey", credential("YQ")));
        assertThat(answer.at("/error/details/operation").asText()).isEqualTo("answerSessionPasskey");
        is(501, call("POST", session + "/passkey:confirm", null));
    }

    /** NOWEB cannot pair such an account, and does not say so: the phone does. */
    @Test
    void engineBehindWaha_thatNeverAsks_is409() {
        FAKES.get(Column.WAHA_NOWEB).whatsApp().requirePasskey("main");
        is(409, call("GET", session(Column.WAHA_NOWEB) + "/passkey", null));
    }

    @Test
    void simulatedAccount_withAPasskey_isPairedStepByStep() {
        String id = is(201, call("POST", "/api/v1/sessions", "{\"engine\": \"simulator\", \"start\": true}"))
                .get("id")
                .asText();
        String session = RunningGateway.SESSIONS + id;
        JsonNode scanned = is(
                200,
                call(
                        "POST",
                        "/api/v1/simulator/sessions/" + id + ":scan",
                        "{\"phone\": \"6281000000088\", \"passkey\": true}"));
        assertThat(scanned.get("status").asText()).isEqualTo("passkey_required");
        String challenge = scanned.at("/details/publicKey/challenge").asText();
        assertThat(challenge).matches("[A-Za-z0-9_-]{43}");
        JsonNode wrong = is(400, call("POST", session + "/passkey", credential("YW5vdGhlcg")));
        assertThat(wrong.at("/error/code").asText()).isEqualTo("validation_error");
        JsonNode answered = is(200, call("POST", session + "/passkey", credential(challenge)));
        assertThat(answered.at("/details/code").asText()).matches("[A-Z0-9]{4}-[A-Z0-9]{4}");
        JsonNode paired = is(200, call("POST", session + "/passkey:confirm", null));
        assertThat(paired.get("status").asText()).isEqualTo("working");
        assertThat(paired.get("waJid").asText()).isEqualTo("6281000000088@s.whatsapp.net");
        Awaitility.await().untilAsserted(() -> assertThat(
                        parse(call("GET", "/api/v1/events?event=session.status&session=" + id, null))
                                .get("data")
                                .findValuesAsText("status"))
                .endsWith("passkey_required", "working")
                .doesNotHaveDuplicates());
    }
}
