package io.wagateway.event.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wagateway.RunningGateway;
import io.wagateway.event.log.Event;
import io.wagateway.event.log.EventLog;
import io.wagateway.event.log.EventName;
import io.wagateway.event.log.Origin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Contract section 6, the webhooks: made, changed, told and forgotten over real HTTP. */
class WebhooksIT {
    private static final String WEBHOOKS = "/api/v1/webhooks";
    private static final String[] MANAGER = {"x-api-key", "wa_all_00000000000000000000000000000000"};
    private static final String[] OTHER = {"x-api-key", "wa_other_000000000000000000000000000000"};
    private static final String[] READER = {"x-api-key", "wa_reader_00000000000000000000000000000"};
    private static final ObjectMapper JSON = new ObjectMapper();

    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        gateway = RunningGateway.start("gateway.webhooks.allow-private-addresses=true");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void event_isPostedWithinASecondSignedAndAsTheContractSays() throws Exception {
        try (Receiver receiver = Receiver.answering(number -> 204)) {
            JsonNode webhook = created(
                    "{\"url\": \"" + receiver.url() + "?a=%20b\", \"secret\": \"geheim\", \"events\":"
                            + " [\"group.member.promoted\"], \"customHeaders\": {\"Authorization\": \"Bearer theirs\"}}");
            long before = System.currentTimeMillis();
            Event event = happens("org_a", "phone", EventName.PROMOTED);
            happens("org_a", "phone", EventName.DEMOTED);
            happens("org_b", "theirs", EventName.PROMOTED);
            Awaitility.await().until(() -> !receiver.requests().isEmpty());
            Receiver.Request request = receiver.requests().get(0);
            assertThat(request.at() - before).isLessThan(1_000);
            assertThat(request.line()).isEqualTo("POST /hook?a=%20b HTTP/1.1");
            assertThat(request.headers())
                    .containsEntry("host", "127.0.0.1:" + receiver.port())
                    .containsEntry("content-type", "application/json")
                    .containsEntry("content-length", String.valueOf(request.body().length))
                    .containsEntry("user-agent", "whatsapp-gateway")
                    .containsEntry("authorization", "Bearer theirs")
                    .containsEntry("x-webhook-request-id", event.id())
                    .containsEntry("x-webhook-hmac-algorithm", "sha512")
                    .containsEntry("x-webhook-hmac", WebhookFixture.hmac("geheim", request.body()));
            assertThat(Long.parseLong(request.headers().get("x-webhook-timestamp")))
                    .isBetween(before, request.at());
            JsonNode envelope = JSON.readTree(request.body());
            assertThat(fields(envelope))
                    .containsExactly("schema", "id", "event", "session", "organization", "timestamp", "payload");
            assertThat(envelope.get("id").asText()).isEqualTo(event.id());
            assertThat(envelope.at("/payload/memberJid").asText()).isEqualTo("62\u00e4@s.whatsapp.net");
            String id = webhook.get("id").asText();
            Awaitility.await()
                    .until(() -> deliveries(id, "?state=delivered", MANAGER).size() == 1);
            JsonNode delivery = deliveries(id, "", MANAGER).get(0);
            assertThat(fields(delivery))
                    .containsExactly(
                            "eventId",
                            "event",
                            "state",
                            "attempts",
                            "nextAttemptAt",
                            "statusCode",
                            "error",
                            "createdAt",
                            "updatedAt");
            assertThat(delivery.get("eventId").asText()).isEqualTo(event.id());
            assertThat(delivery.get("event").asText()).isEqualTo("group.member.promoted");
            assertThat(delivery.get("attempts").asInt()).isEqualTo(1);
            assertThat(delivery.get("statusCode").asInt()).isEqualTo(204);
            assertThat(delivery.get("nextAttemptAt").isNull()).isTrue();
            assertThat(receiver.requests()).hasSize(1);
            delete(id);
        }
    }

    @Test
    void webhook_ofAnotherOrganisation_isOneThatDoesNotExist() {
        JsonNode webhook = created("{\"url\": \"https://192.88.98.1/\", \"active\": false}");
        String id = webhook.get("id").asText();
        String change = "{\"active\": true}";
        for (String path : List.of("/" + id, "/01K0M5GQWXN7B1Z6T3V9C2D4E5", "/%2e%2e", "/'%20or%201=1%20--")) {
            isNotFound(call("GET", path, null, OTHER));
            isNotFound(call("PATCH", path, change, OTHER));
            isNotFound(call("DELETE", path, null, OTHER));
            isNotFound(call("GET", path + "/deliveries", null, OTHER));
            isNotFound(call("POST", path + "/deliveries:replay", null, OTHER));
            isNotFound(call("POST", path + "/deliveries/evt_1:replay", null, OTHER));
        }
        assertThat(list(OTHER).findValuesAsText("id")).doesNotContain(id);
        assertThat(list(MANAGER).findValuesAsText("id")).contains(id);
        assertThat(parse(call("GET", "/" + id, null, MANAGER))).isEqualTo(webhook);
        delete(id);
        isNotFound(call("GET", "/" + id, null, MANAGER));
        isNotFound(call("DELETE", "/" + id, null, MANAGER));
    }

    @Test
    void operations_ofWhoMayNotManage_are403() {
        for (HttpResponse<String> answer : List.of(
                call("GET", "", null, READER),
                call("POST", "", "{}", READER),
                call("GET", "/1", null, READER),
                call("PATCH", "/1", "{}", READER),
                call("DELETE", "/1", null, READER),
                call("GET", "/1/deliveries", null, READER),
                call("POST", "/1/deliveries:replay", null, READER),
                call("POST", "/1/deliveries/1:replay", null, READER))) {
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(parse(answer).at("/error/details/capability").asText()).isEqualTo("manage");
        }
    }

    private static void isNotFound(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body())
                .isEqualTo("{\"error\":{\"code\":\"not_found\",\"message\":\"webhook not found\",\"details\":{}}}");
    }

    private static JsonNode list(String... caller) {
        HttpResponse<String> answer = call("GET", "?limit=1000", null, caller);
        assertThat(answer.statusCode()).isEqualTo(200);
        return parse(answer).get("data");
    }

    private static Event happens(String organization, String session, EventName name) {
        Event event = Event.of(
                name,
                new Origin(organization, session, "key:1", "request", "promoteGroupMember"),
                "120363000000000001@g.us",
                Map.of("memberJid", "62\u00e4@s.whatsapp.net"));
        gateway.context().getBean(EventLog.class).append(List.of(event));
        return event;
    }

    private static void delete(String id) {
        assertThat(call("DELETE", "/" + id, null, MANAGER).statusCode()).isEqualTo(204);
    }

    private static HttpResponse<String> call(String method, String path, String body, String... caller) {
        List<String> headers = new ArrayList<>(List.of(caller));
        headers.addAll(List.of("Content-Type", "application/json"));
        return gateway.send(method, WEBHOOKS + path, body, headers.toArray(String[]::new));
    }

    private static JsonNode created(String body) {
        HttpResponse<String> answer = call("POST", "", body, MANAGER);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return parse(answer);
    }

    private static JsonNode deliveries(String id, String query, String... caller) {
        HttpResponse<String> answer = call("GET", "/" + id + "/deliveries" + query, null, caller);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return parse(answer).get("data");
    }

    private static List<String> fields(JsonNode object) {
        List<String> fields = new ArrayList<>();
        object.fieldNames().forEachRemaining(fields::add);
        return fields;
    }

    private static JsonNode parse(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
