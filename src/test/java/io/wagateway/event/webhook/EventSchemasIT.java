package io.wagateway.event.webhook;

import static io.wagateway.JsonResponses.parse;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wagateway.RunningGateway;
import io.wagateway.event.log.EventName;
import io.wagateway.openapi.DocumentSchemas;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Makes each kind of event happen by calls, and compares what a webhook gets with what the OpenAPI document says of it. */
class EventSchemasIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String[] KEY = {
        "x-api-key", "wa_all_00000000000000000000000000000000", "Content-Type", "application/json"
    };
    private static final String GROUP = "120363000000000001@g.us";
    private static final String MEMBER = "6289000000002@s.whatsapp.net";
    private static final String ADDED = "6289000000007@s.whatsapp.net";

    private final DocumentSchemas openApi = DocumentSchemas.ofOpenApi();

    @Test
    void deliveredEvent_ofEachKind_isWhatTheDocumentSays() throws Exception {
        try (RunningGateway gateway = RunningGateway.startWith(
                        "docs/world.yaml",
                        "gateway.routes-dir=src/test/resources/docs/routes",
                        "gateway.webhooks.allow-private-addresses=true");
                Receiver receiver = Receiver.answering(number -> 200)) {
            String webhook = parse(call(
                            gateway,
                            "POST",
                            "/api/v1/webhooks",
                            "{\"url\": \"" + receiver.url() + "\", \"secret\": \"geheim\"}"))
                    .get("id")
                    .asText();
            happen(gateway);
            call(gateway, "POST", "/api/v1/webhooks/" + webhook + ":test", null);
            Set<String> expected =
                    Arrays.stream(EventName.values()).map(EventName::wireName).collect(Collectors.toSet());
            expected.add(TestDelivery.EVENT);
            Awaitility.await().untilAsserted(() -> assertThat(names(receiver)).containsAll(expected));
            for (Receiver.Request request : receiver.requests()) {
                check(request);
            }
        }
    }

    private static Set<String> names(Receiver receiver) throws Exception {
        Set<String> names = new TreeSet<>();
        for (Receiver.Request request : receiver.requests()) {
            names.add(JSON.readTree(request.body()).get("event").asText());
        }
        return names;
    }

    private void happen(RunningGateway gateway) {
        String phone = RunningGateway.SESSIONS + "phone";
        String group = phone + "/groups/" + GROUP;
        is(204, call(gateway, "POST", group + "/members/" + MEMBER + "/promote", null));
        is(204, call(gateway, "POST", group + "/members/" + MEMBER + "/demote", null));
        is(204, call(gateway, "POST", group + "/members", "{\"participants\": [\"" + ADDED + "\"]}"));
        is(204, call(gateway, "DELETE", group + "/members/" + ADDED, null));
        is(204, call(gateway, "PATCH", group, "{\"announce\": true}"));
        HttpResponse<String> created =
                call(gateway, "POST", phone + "/groups", "{\"name\": \"New\", \"participants\": [\"" + MEMBER + "\"]}");
        is(201, created);
        String invite = parse(call(gateway, "GET", group + "/invite", null))
                .get("invite")
                .asText();
        String waitingRoom = phone + "/groups/120363000000000003@g.us";
        is(200, call(gateway, "GET", waitingRoom + "/join-requests", null));
        JdbcClient jdbc = gateway.context().getBean(JdbcClient.class);
        Awaitility.await().until(() -> jdbc.sql("select waiting from whatsapp_groups where waiting is not null")
                .query(String.class)
                .optional()
                .isPresent());
        is(
                204,
                call(
                        gateway,
                        "POST",
                        "/api/v1/simulator/groups/120363000000000003@g.us:act",
                        "{\"action\": \"request-join\", \"jid\": \"6289000000008@s.whatsapp.net\"}"));
        Awaitility.await()
                .until(() -> jdbc.sql("select count(*) from events where event = 'group.join.requested'")
                                .query(Long.class)
                                .single()
                        == 1);
        is(200, call(gateway, "POST", waitingRoom + "/join-requests:reject", "{\"all\": true}"));
        is(204, call(gateway, "POST", group + ":leave", null));
        is(200, call(gateway, "POST", phone + "/groups:join", "{\"invite\": \"" + invite + "\"}"));
        is(403, call(gateway, "POST", group + "/members/" + MEMBER + "/promote", null));
        is(
                429,
                call(
                        gateway,
                        "POST",
                        RunningGateway.SESSIONS + "limited/groups/" + GROUP + "/members/" + MEMBER + "/promote",
                        null));
        is(
                502,
                call(
                        gateway,
                        "POST",
                        RunningGateway.SESSIONS + "babbling/groups/" + GROUP + "/members/" + MEMBER + "/promote",
                        null));
        String waiting = parse(
                        call(gateway, "POST", "/api/v1/sessions", "{\"engine\": \"simulator\", \"start\": true}"))
                .get("id")
                .asText();
        is(200, call(gateway, "POST", "/api/v1/simulator/sessions/" + waiting + ":scan", null));
    }

    private static void is(int status, HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    }

    private static HttpResponse<String> call(RunningGateway gateway, String method, String path, String body) {
        return gateway.send(method, path, body, KEY);
    }

    private void check(Receiver.Request request) throws Exception {
        JsonNode event = JSON.readTree(request.body());
        String name = event.get("event").asText();
        JsonNode described = openApi.document().at("/webhooks/" + name + "/post");
        JsonNode schema = described.at("/requestBody/content/application~1json/schema");
        assertThat(openApi.problems(DocumentSchemas.name(schema), event))
                .as(event.toString())
                .isEmpty();
        assertThat(openApi.properties(schema)).containsExactlyInAnyOrderElementsOf(keys(event));
        JsonNode payload =
                openApi.document().at("/components/schemas/" + DocumentSchemas.name(schema) + "/properties/payload");
        assertThat(openApi.properties(payload)).as(event.toString()).containsAll(keys(event.get("payload")));
        checkHeaders(request, described.get("parameters"));
        WebhookFixture.verify("geheim", request);
    }

    private void checkHeaders(Receiver.Request request, JsonNode parameters) {
        DocumentSchemas asyncApi = DocumentSchemas.ofAsyncApi();
        Map<String, String> sent = new TreeMap<>(request.headers());
        sent.keySet().removeAll(List.of("host", "content-type", "content-length", "user-agent", "connection"));
        ObjectNode headers = JSON.createObjectNode();
        for (JsonNode reference : parameters) {
            String name = openApi.document()
                    .at(reference.get("$ref").asText().substring(1) + "/name")
                    .asText();
            headers.put(name, sent.remove(name.toLowerCase(Locale.ROOT)));
        }
        assertThat(sent).isEmpty();
        assertThat(asyncApi.problems("WebhookHeaders", headers)).isEmpty();
        assertThat(asyncApi.properties(asyncApi.document().at("/components/schemas/WebhookHeaders")))
                .containsExactlyInAnyOrderElementsOf(keys(headers));
    }

    private static Set<String> keys(JsonNode object) {
        Set<String> keys = new TreeSet<>();
        object.fieldNames().forEachRemaining(keys::add);
        return keys;
    }
}
