package io.wagateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wagateway.RunningGateway;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract section 5, what changes sessions, over real HTTP and on the simulator. */
class SessionLifecycleIT {
    private static final String OURS = "wa_all_00000000000000000000000000000000";
    private static final String THEIRS = "wa_other_000000000000000000000000000000";
    private static final String READER = "wa_reader_00000000000000000000000000000";
    private static final String SESSIONS = "/api/v1/sessions";

    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        gateway = RunningGateway.start(
                "gateway.routes-dir=src/test/resources/docs/routes",
                "gateway.engines.simulator.kind=simulator",
                "gateway.engines.private.kind=simulator",
                "gateway.engines.private.organizations=org_b",
                "gateway.engines.faulty.kind=faulty",
                "gateway.session-watch=1s");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static HttpResponse<String> send(String method, String path, String key, String body) {
        return gateway.send(method, path, body, "x-api-key", key, "Content-Type", "application/json");
    }

    private static JsonNode json(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        try {
            return new ObjectMapper().readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static String created(String body) {
        return json(send("POST", SESSIONS, OURS, body), 201).get("id").asText();
    }

    private static JsonNode done(String id, String verb) {
        return json(send("POST", SESSIONS + "/" + id + ":" + verb, OURS, null), 200);
    }

    private static JsonNode scanned(String id, String body) {
        return json(send("POST", "/api/v1/simulator/sessions/" + id + ":scan", OURS, body), 200);
    }

    private static JsonNode session(String id) {
        return json(send("GET", SESSIONS + "/" + id, OURS, null), 200);
    }

    private static String code(HttpResponse<String> answer) {
        return answer.statusCode() + " " + answer.body().replaceFirst("(?s).*\"code\":\"(\\w+)\".*", "$1");
    }

    @Test
    void session_fromNothingToLinkedAndBack() throws Exception {
        JsonNode made = json(
                send("POST", SESSIONS, OURS, "{\"label\":\"Front desk\",\"engine\":\"simulator\",\"start\":true}"),
                201);
        String id = made.get("id").asText();
        assertThat(id).matches("[0-9A-HJKMNP-TV-Z]{26}");
        assertThat(made.get("engineSession").asText()).matches("[0-9a-hjkmnp-tv-z]{26}");
        assertThat(made.get("label").asText()).isEqualTo("Front desk");
        assertThat(made.get("organizationId").asText()).isEqualTo("org_a");
        assertThat(made.get("status").asText()).isEqualTo("scan_qr_code");
        assertThat(made.get("waJid").isNull()).isTrue();

        long before = System.currentTimeMillis();
        JsonNode qr = json(send("GET", SESSIONS + "/" + id + "/qr", OURS, null), 200);
        assertThat(qr.get("expiresAt").asLong()).isBetween(before, System.currentTimeMillis() + 20_000);
        HttpResponse<byte[]> picture = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(gateway.uri(SESSIONS + "/" + id + "/qr"))
                                .headers("x-api-key", OURS, "Accept", "image/png")
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
        assertThat(picture.statusCode()).isEqualTo(200);
        assertThat(picture.headers().firstValue("Content-Type")).hasValue("image/png");
        assertThat(QrPicture.read(picture.body())).contains(qr.get("code").asText());

        JsonNode linked = scanned(id, "{\"phone\":\"6281777777777\"}");
        assertThat(linked.get("status").asText()).isEqualTo("working");
        assertThat(linked.get("waJid").asText()).isEqualTo("6281777777777@s.whatsapp.net");
        assertThat(linked.get("phoneNumber").asText()).isEqualTo("6281777777777");
        assertThat(session(id).get("lastConnectedAt").asLong()).isGreaterThanOrEqualTo(before);
        assertThat(code(send("GET", SESSIONS + "/" + id + "/qr", OURS, null))).isEqualTo("409 conflict");
        assertThat(code(send("POST", SESSIONS + "/" + id + "/pairing-code", OURS, "{\"phone\":\"62811\"}")))
                .isEqualTo("409 conflict");
        assertThat(code(send("POST", "/api/v1/simulator/sessions/" + id + ":scan", OURS, null)))
                .isEqualTo("409 conflict");

        for (int i = 0; i < 2; i++) {
            JsonNode unpaired = done(id, "logout");
            assertThat(unpaired.get("status").asText()).isEqualTo("stopped");
            for (String field : List.of("phoneNumber", "waJid", "waLid")) {
                assertThat(unpaired.get(field).isNull()).as(field).isTrue();
                assertThat(session(id).get(field).isNull()).as(field).isTrue();
            }
        }
        assertThat(done(id, "start").get("status").asText()).isEqualTo("scan_qr_code");

        HttpResponse<String> deleted = send("DELETE", SESSIONS + "/" + id, OURS, null);
        assertThat(deleted.statusCode()).isEqualTo(204);
        assertThat(deleted.body()).isEmpty();
        assertThat(code(send("DELETE", SESSIONS + "/" + id, OURS, null))).isEqualTo("404 not_found");
        assertThat(code(send("GET", SESSIONS + "/" + id, OURS, null))).isEqualTo("404 not_found");
        assertThat(send("GET", SESSIONS, OURS, null).body()).doesNotContain(id);
    }

    @Test
    void pairingCode_linksThePhoneThatAskedForIt() {
        String id = created("{\"engine\":\"simulator\",\"start\":true}");
        JsonNode code =
                json(send("POST", SESSIONS + "/" + id + "/pairing-code", OURS, "{\"phone\":\"6281666666666\"}"), 200);
        assertThat(code.get("code").asText()).matches("[A-Z1-9]{4}-[A-Z1-9]{4}");
        assertThat(scanned(id, null).get("phoneNumber").asText()).isEqualTo("6281666666666");
    }

    @Test
    void number_thatAnotherAccountHas_isAConflictThatDoesNotSayWhose() {
        String ours = created("{\"engine\":\"simulator\",\"start\":true}");
        scanned(ours, "{\"phone\":\"6281555555555\"}");
        String theirs = json(send("POST", SESSIONS, THEIRS, "{\"engine\":\"simulator\",\"start\":true}"), 201)
                .get("id")
                .asText();
        // Ours, and two of the configuration: of org_a and of org_b.
        List<JsonNode> answers = new ArrayList<>();
        for (String phone : List.of("6281555555555", "6281000000001", "6281000000005")) {
            String scan = "/api/v1/simulator/sessions/" + theirs + ":scan";
            answers.add(json(send("POST", scan, THEIRS, "{\"phone\":\"" + phone + "\"}"), 409));
        }
        assertThat(answers).containsOnly(answers.get(0));
        assertThat(answers.get(0).toString())
                .isEqualTo("{\"error\":{\"code\":\"conflict\",\"message\":\"this number is in use\","
                        + "\"details\":{\"phone\":\"must be: a number that no other account has\"}}}");
        JsonNode unchanged = json(send("GET", SESSIONS + "/" + theirs, THEIRS, null), 200);
        assertThat(unchanged.get("status").asText()).isEqualTo("scan_qr_code");
        assertThat(unchanged.get("waJid").isNull()).isTrue();
        assertThat(session(ours).get("waJid").asText()).isEqualTo("6281555555555@s.whatsapp.net");
    }

    @Test
    void session_thatIsNotStarted_hasNoCode() {
        JsonNode made = json(send("POST", SESSIONS, OURS, "{\"engine\":\"simulator\"}"), 201);
        assertThat(made.get("status").asText()).isEqualTo("stopped");
        assertThat(made.get("label").isNull()).isTrue();
        String id = made.get("id").asText();
        assertThat(code(send("GET", SESSIONS + "/" + id + "/qr", OURS, null))).isEqualTo("404 not_found");
        assertThat(code(send("POST", SESSIONS + "/" + id + "/pairing-code", OURS, "{\"phone\":\"62811\"}")))
                .isEqualTo("404 not_found");
        assertThat(code(send("POST", "/api/v1/simulator/sessions/" + id + ":scan", OURS, "{}")))
                .isEqualTo("404 not_found");
        assertThat(done(id, "stop").get("status").asText()).isEqualTo("stopped");
        assertThat(done(id, "restart").get("status").asText()).isEqualTo("scan_qr_code");
    }

    @Test
    void configuredAccount_isStoppedAndStartedAgain() {
        for (String verb : List.of("stop", "stop", "start", "start", "stop", "restart")) {
            JsonNode after = done("slow", verb);
            assertThat(after.get("status").asText()).isEqualTo(verb.equals("stop") ? "stopped" : "working");
            assertThat(after.get("waJid").asText("6281000000003@s.whatsapp.net"))
                    .isEqualTo("6281000000003@s.whatsapp.net");
        }
    }

    @Test
    void accountThatIsSwitchedOff_failsToStart() {
        assertThat(done("unplugged", "start").get("status").asText()).isEqualTo("failed");
        assertThat(done("unplugged", "stop").get("status").asText()).isEqualTo("stopped");
    }

    @Test
    void status_followsTheEngineWithoutACall() {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() ->
                        assertThat(session("phone").get("status").asText()).isEqualTo("working"));
        assertThat(session("phone").get("waLid").asText()).isEqualTo("81000000001@lid");
        long before = session("phone").get("lastConnectedAt").asLong();
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(
                        session("phone").get("lastConnectedAt").asLong())
                .isGreaterThan(before));
    }

    @Test
    void account_ofAnotherOrganization_looksLikeANameThatIsWrong() {
        String mine = created("{\"engine\":\"simulator\",\"start\":true}");
        String account = session(mine).get("engineSession").asText();
        HttpResponse<String> wrong = send("POST", SESSIONS, THEIRS, naming("no/name"));
        assertThat(code(wrong)).isEqualTo("400 validation_error");
        List<String> taken = new ArrayList<>(List.of(
                "6281000000001@s.whatsapp.net", "6281000000099@s.whatsapp.net", "nobodys", account, " ", "a b"));
        for (String name : taken) {
            HttpResponse<String> answer = send("POST", SESSIONS, THEIRS, naming(name));
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).isEqualTo(wrong.body());
        }
        assertThat(send("POST", SESSIONS, THEIRS, naming(account).replace("simulator", "private"))
                        .body())
                .as("by another entry of the same engine")
                .isEqualTo(wrong.body());

        JsonNode own = json(send("POST", SESSIONS, OURS, naming(account)), 409);
        assertThat(own.at("/error/details/session").asText()).isEqualTo(mine);

        assertThat(send("DELETE", SESSIONS + "/" + mine, OURS, null).statusCode())
                .isEqualTo(204);
        assertThat(send("POST", SESSIONS, THEIRS, naming(account)).body()).isEqualTo(wrong.body());
    }

    @Test
    void engineOfOneAccount_isNotShared() {
        String body = "{\"engine\":\"faulty\"}";
        HttpResponse<String> first = send("POST", SESSIONS, OURS, body);
        assertThat(json(first, 201).get("engineSession").isNull()).isTrue();
        assertThat(code(send("POST", SESSIONS, OURS, body))).isEqualTo("409 conflict");
        HttpResponse<String> theirs = send("POST", SESSIONS, THEIRS, body);
        assertThat(code(theirs)).isEqualTo("400 validation_error");
        assertThat(theirs.body()).contains("\"engineSession\"");
        assertThat(code(send("POST", SESSIONS, THEIRS, "{\"engine\":\"faulty\",\"engineSession\":\"another\"}")))
                .isEqualTo("400 validation_error");
        String id = json(first, 201).get("id").asText();
        HttpResponse<String> cannot = send("POST", SESSIONS + "/" + id + ":start", OURS, null);
        assertThat(cannot.body())
                .contains("the engine 'faulty' cannot do startSession", "\"operation\":\"startSession\"");
        assertThat(cannot.statusCode()).isEqualTo(501);
        assertThat(code(send("POST", "/api/v1/simulator/sessions/" + id + ":scan", OURS, null)))
                .isEqualTo("501 not_implemented");
    }

    @Test
    void engineOfAnotherOrganization_isUnknown() {
        JsonNode ours = json(send("POST", SESSIONS, OURS, "{\"engine\":\"private\"}"), 400);
        assertThat(ours.at("/error/details/engine").asText()).isEqualTo("must be: one of faulty, simulator");
        assertThat(json(send("POST", SESSIONS, OURS, "{\"engine\":\"nosuch\"}"), 400))
                .isEqualTo(ours);
        assertThat(json(send("POST", SESSIONS, OURS, null), 400)).isEqualTo(ours);
        json(send("POST", SESSIONS, THEIRS, "{\"engine\":\"private\"}"), 201);
    }

    private static String naming(String account) {
        return "{\"engine\":\"simulator\",\"engineSession\":\"" + account + "\"}";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]                          | body",
                "{\"nosuch\":1}              | nosuch",
                "{\"label\":\"\"}            | label",
                "{\"label\":7}               | label",
                "{\"label\":\"a\\u0000b\"}   | label",
                "{\"engine\":null}           | engine",
                "{\"engine\":\"\"}           | engine",
                "{\"engineSession\":null}    | engineSession",
                "{\"engineSession\":[\"a\"]} | engineSession",
                "{\"engineSession\":\"\"}    | engineSession",
                "{\"start\":\"true\"}        | start",
                "{\"start\":1}               | start",
                "{\"start\":null}            | start",
            })
    void newSession_thatIsWrong_isToldByItsField(String body, String field) {
        JsonNode answer = json(send("POST", SESSIONS, OURS, body), 400);
        assertThat(answer.at("/error/code").asText()).isEqualTo("validation_error");
        assertThat(answer.at("/error/details").has(field)).as(answer.toString()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {255, 256, 10_000})
    void label_isOfAtMost255Characters(int length) {
        String body = "{\"engine\":\"simulator\",\"label\":\"" + "x".repeat(length) + "\"}";
        assertThat(send("POST", SESSIONS, OURS, body).statusCode()).isEqualTo(length > 255 ? 400 : 201);
        String wide = body.replace("x".repeat(length), "\uD83D\uDCF1".repeat(Math.min(length, 200)));
        assertThat(send("POST", SESSIONS, OURS, wide).statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{\"label\":\"a\",\"label\":\"b\"}", "{} {}", "nonsense"})
    void newSession_thatIsNoJson_is400(String body) {
        assertThat(code(send("POST", SESSIONS, OURS, body))).isEqualTo("400 validation_error");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"phone\":null}",
                "{\"phone\":6281}",
                "{\"phone\":\"+6281234567\"}",
                "{\"phone\":\"6281\"}",
                "{\"phone\":\"62812345678901234567890\"}",
                "{\"phone\":\"6281234567\\n\"}",
                "{\"phone\":\"6281234567\",\"more\":1}"
            })
    void phone_thatIsNone_is400(String body) {
        assertThat(code(send("POST", SESSIONS + "/phone/pairing-code", OURS, body)))
                .isEqualTo("400 validation_error");
    }

    @Test
    void pairingCode_withoutABody_is400() {
        assertThat(code(send("POST", SESSIONS + "/phone/pairing-code", OURS, null)))
                .isEqualTo("400 validation_error");
    }

    static Stream<String> operations() {
        return Stream.of(
                "POST /api/v1/sessions",
                "DELETE /api/v1/sessions/phone",
                "POST /api/v1/sessions/phone:start",
                "POST /api/v1/sessions/phone:stop",
                "POST /api/v1/sessions/phone:restart",
                "POST /api/v1/sessions/phone:logout",
                "GET /api/v1/sessions/phone/qr",
                "POST /api/v1/sessions/phone/pairing-code",
                "GET /api/v1/sessions/phone/passkey",
                "POST /api/v1/sessions/phone/passkey",
                "POST /api/v1/sessions/phone/passkey:confirm",
                "POST /api/v1/simulator/sessions/phone:scan");
    }

    /** A body that is too large is refused last: whoever is refused before never got as far. */
    @ParameterizedTest
    @MethodSource("operations")
    void checks_areMadeInTheOrderOfTheContract(String operation) {
        String method = operation.substring(0, operation.indexOf(' '));
        String path = operation.substring(operation.indexOf(' ') + 1);
        String huge = "\"" + "x".repeat(65_536) + "\"";
        assertThat(code(send(method, path, "wa_nobody_00000000000000000000000000000", huge)))
                .isEqualTo("401 unauthorized");
        HttpResponse<String> reader = send(method, path, READER, huge);
        assertThat(code(reader)).isEqualTo("403 forbidden");
        assertThat(reader.body()).contains("\"capability\":\"manage\"");
        if (path.contains("phone")) {
            for (String other : List.of("theirs", "nobodys")) {
                HttpResponse<String> answer = send(method, path.replace("phone", other), OURS, huge);
                assertThat(answer.statusCode()).isEqualTo(404);
                assertThat(answer.body())
                        .isEqualTo(
                                "{\"error\":{\"code\":\"not_found\",\"message\":\"session not found\",\"details\":{}}}");
            }
        }
        assertThat(code(send(method, path, OURS, huge))).isEqualTo("413 payload_too_large");
    }
}
