package io.wagateway.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wagateway.RunningGateway;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Walks all operations of the document with narrowed keys: each must answer for what is outside of a key's scope what it
 * answers for what does not exist. An operation that is new is walked, too.
 */
class ScopeOfOperationsIT {
    private static final String[] ALL = {"x-api-key", "wa_all_00000000000000000000000000000000"};
    private static final String INSIDE = "120363000000000001@g.us";
    private static final String OUTSIDE = "6281000000001-1500000000@g.us";
    private static final String MISSING_GROUP = "120363000000000077@g.us";
    private static final String MEMBER = "6289000000002@s.whatsapp.net";
    private static final String MISSING_ULID = "01K0M5GQWXN7B1Z6T3V9C2D4E5";

    /** About a session as a whole, so not for a key that is narrowed to groups, and not listed here: 403. */
    private static final Set<String> READS_OF_A_SESSION = Set.of("listGroups", "getSession");

    /** These name neither a session nor a group; other tests show what narrowed keys get. */
    private static final Set<String> LISTS_AND_CREATIONS = Set.of(
            "listSessions",
            "createSession",
            "listApiKeys",
            "createApiKey",
            "listWebhooks",
            "createWebhook",
            "listEvents",
            "streamEvents",
            // Of engines, which have no key.
            "receiveHints");

    private static final Document DOCUMENT = Document.read();
    private static RunningGateway gateway;
    private static String[] ofASession;
    private static String[] ofAGroup;
    private static String foreignKey;
    private static String foreignWebhook;
    private static String foreignEvent;
    private static String ownEvent;

    @BeforeAll
    static void start() {
        gateway = RunningGateway.start("gateway.webhooks.allow-private-addresses=true");
        ofASession = key("of a session", "{\"sessions\": [\"phone\"]}");
        ofAGroup = key("of a group", "{\"groups\": [\"" + INSIDE + "\"]}");
        foreignKey = made("/api/v1/api-keys", "{\"name\": \"foreign\", \"capabilities\": []}");
        foreignWebhook = made("/api/v1/webhooks", "{\"url\": \"http://127.0.0.1:1/\"}");
        // Each live read stores the group.
        for (String session : List.of("phone", "slow")) {
            promote(session, INSIDE, "6289000000099@s.whatsapp.net");
        }
        promote("phone", OUTSIDE, MEMBER);
        for (String path : List.of("phone/groups/" + INSIDE, "slow/groups/" + INSIDE, "phone/groups/" + OUTSIDE)) {
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> status("GET", path) == 200);
        }
        Awaitility.await()
                .until(() -> events("slow", INSIDE).size() > 0
                        && events("phone", OUTSIDE).size() > 0);
        foreignEvent = events("slow", INSIDE).get(0).get("id").asText();
        ownEvent = events("phone", OUTSIDE).get(0).get("id").asText();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    static Stream<Document.Operation> operations() {
        return DOCUMENT.operations().stream();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void session_outsideOfTheScope_isAsOneThatDoesNotExist(Document.Operation operation) {
        if (!operation.path().contains("{session}")) {
            return;
        }
        Map<String, String> names = names("gid", INSIDE, "session", "no-such-session");
        HttpResponse<String> missing = call(operation, names, ofASession);
        names.put("session", "slow");
        assertSame(call(operation, names, ofASession), missing);
        assertThat(missing.statusCode()).isEqualTo(operation.id().equals("approveGroupMembers") ? 501 : 404);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void group_outsideOfTheScope_isAsOneThatDoesNotExist(Document.Operation operation) {
        if (!operation.path().contains("{gid}")) {
            return;
        }
        for (String session : List.of("phone", "unplugged")) {
            Map<String, String> names = names("gid", MISSING_GROUP, "session", session);
            HttpResponse<String> missing = call(operation, names, ofAGroup);
            HttpResponse<String> forEverybody = call(operation, names, ALL);
            names.put("gid", OUTSIDE);
            assertSame(call(operation, names, ofAGroup), missing);
            // At the same place in the order of the checks as for a caller whom nothing narrows.
            assertThat(missing.statusCode()).isEqualTo(forEverybody.statusCode());
            assertThat(missing.body()).isEqualTo(forEverybody.body());
            assertThat(missing.statusCode()).isGreaterThanOrEqualTo(400);
        }
    }

    @ParameterizedTest
    @MethodSource("operations")
    void wholeSession_isNothingForAKeyOfAGroup(Document.Operation operation) {
        if (!operation.path().contains("{session}")
                || operation.path().contains("{gid}")
                || READS_OF_A_SESSION.contains(operation.id())) {
            return;
        }
        HttpResponse<String> answer = call(operation, names("session", "phone"), ofAGroup);
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(Document.parse(answer.body()).at("/error/details/scope").asText())
                .isEqualTo("groups");
    }

    @ParameterizedTest
    @MethodSource("operations")
    void other_outsideOfTheScope_isAsOneThatDoesNotExist(Document.Operation operation) {
        if (operation.path().contains("{session}") || operation.path().contains("{gid}")) {
            return;
        }
        String parameter = Stream.of("id", "event")
                .filter(name -> operation.path().contains("{" + name + "}"))
                .findFirst()
                .orElse(null);
        if (parameter == null) {
            assertThat(LISTS_AND_CREATIONS)
                    .as("a test says what narrowed keys get")
                    .contains(operation.id());
            return;
        }
        for (String[] key : List.of(ofASession, ofAGroup)) {
            Map<String, String> names = names("id", MISSING_ULID, "event", "evt_" + MISSING_ULID);
            HttpResponse<String> missing = call(operation, names, key);
            assertThat(missing.statusCode()).isEqualTo(404);
            String event = key == ofASession ? foreignEvent : ownEvent;
            names.putAll(
                    Map.of("id", operation.path().contains("api-keys") ? foreignKey : foreignWebhook, "event", event));
            assertSame(call(operation, names, key), missing);
        }
    }

    @Test
    void keys_seeWhatIsInside() {
        assertThat(get("/api/v1/sessions/phone", ofASession).statusCode()).isEqualTo(200);
        assertThat(get("/api/v1/sessions/slow/groups/" + INSIDE, ofAGroup).statusCode())
                .isEqualTo(200);
        assertThat(get("/api/v1/sessions/phone/groups/" + OUTSIDE, ofASession).statusCode())
                .isEqualTo(200);
        assertThat(ids("/api/v1/sessions", "/id", ofASession)).containsExactly("phone");
        assertThat(ids("/api/v1/sessions", "/id", ofAGroup)).hasSizeGreaterThan(3);
        assertThat(ids("/api/v1/sessions/phone/groups?limit=1", "/groupJid", ofAGroup))
                .containsExactly(INSIDE);
        assertThat(Document.parse(get("/api/v1/sessions/phone/groups?limit=1", ofAGroup)
                                .body())
                        .get("nextCursor")
                        .asText())
                .isEmpty();
        assertThat(ids("/api/v1/sessions/phone/groups/" + INSIDE + "/members", "/jid", ofAGroup))
                .contains(MEMBER);
    }

    private static void assertSame(HttpResponse<String> outside, HttpResponse<String> missing) {
        assertThat(outside.statusCode()).isEqualTo(missing.statusCode());
        assertThat(outside.body()).isEqualTo(missing.body());
        assertThat(headers(outside)).isEqualTo(headers(missing));
    }

    private static Map<String, List<String>> headers(HttpResponse<String> answer) {
        Map<String, List<String>> headers = new TreeMap<>(answer.headers().map());
        headers.keySet().removeAll(Set.of("x-request-id", "date"));
        return headers;
    }

    private static Map<String, String> names(String... namesAndValues) {
        Map<String, String> names = new HashMap<>(Map.of("jid", MEMBER, "id", MISSING_ULID));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            names.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return names;
    }

    private static HttpResponse<String> call(Document.Operation operation, Map<String, String> names, String[] key) {
        String path = operation.path();
        for (Map.Entry<String, String> name : names.entrySet()) {
            path = path.replace("{" + name.getKey() + "}", name.getValue());
        }
        assertThat(path).as("this test knows a value for each parameter").doesNotContain("{");
        return gateway.send(
                operation.method().toUpperCase(Locale.ROOT),
                path,
                body(operation),
                key[0],
                key[1],
                "Content-Type",
                "application/json");
    }

    /** The document's own example of it. */
    private static String body(Document.Operation operation) {
        JsonNode schema = operation.node().at("/requestBody/content/application~1json/schema");
        return schema.isMissingNode()
                ? null
                : DOCUMENT.resolve(schema).path("examples").path(0).toString();
    }

    private static HttpResponse<String> get(String path, String[] key) {
        return gateway.send("GET", path, null, key);
    }

    private static List<String> ids(String path, String field, String[] key) {
        return Document.parse(get(path, key).body()).get("data").findValuesAsText(field.substring(1));
    }

    private static JsonNode events(String session, String group) {
        return Document.parse(get("/api/v1/events?session=" + session + "&group=" + group, ALL)
                        .body())
                .get("data");
    }

    private static int status(String method, String path) {
        return gateway.send(method, RunningGateway.SESSIONS + path, null, ALL).statusCode();
    }

    /** Which is refused, and so tells an event. */
    private static void promote(String session, String group, String member) {
        status("POST", session + "/groups/" + group + "/members/" + member + "/promote");
    }

    private static String[] key(String name, String scope) {
        ObjectNode body = (ObjectNode) Document.parse("{\"capabilities\": [\"read\", \"send\", \"manage\"]}");
        body.put("name", name);
        body.set("scope", Document.parse(scope));
        HttpResponse<String> made = gateway.send(
                "POST", "/api/v1/api-keys", body.toString(), ALL[0], ALL[1], "Content-Type", "application/json");
        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(Document.parse(made.body()).get("scope")).isEqualTo(body.get("scope"));
        return new String[] {
            "x-api-key", Document.parse(made.body()).get("secret").asText()
        };
    }

    private static String made(String path, String body) {
        HttpResponse<String> made =
                gateway.send("POST", path, body, ALL[0], ALL[1], "Content-Type", "application/json");
        assertThat(made.statusCode()).isEqualTo(201);
        return Document.parse(made.body()).get("id").asText();
    }
}
