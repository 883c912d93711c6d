package io.wagateway.event.webhook;

import static io.wagateway.JsonResponses.fields;
import static io.wagateway.JsonResponses.parse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import io.wagateway.RunningGateway;
import io.wagateway.database.DatabaseClock;
import io.wagateway.event.log.Event;
import io.wagateway.event.log.EventLog;
import io.wagateway.event.log.EventName;
import io.wagateway.event.log.Origin;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Contract section 6, the webhooks: created, changed, delivered to and deleted over real HTTP. */
@ExtendWith(OutputCaptureExtension.class)
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
            Event event = append("org_a", "phone", EventName.PROMOTED);
            append("org_a", "phone", EventName.DEMOTED);
            append("org_b", "theirs", EventName.PROMOTED);
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
                    .containsEntry("x-webhook-hmac", WebhookFixture.hmac("geheim", request.body()))
                    .containsEntry("webhook-id", event.id())
                    .containsEntry(
                            "webhook-timestamp",
                            String.valueOf(Long.parseLong(request.headers().get("x-webhook-timestamp")) / 1_000));
            WebhookFixture.verify("geheim", request);
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
    void newWebhook_hasTheDefaultsAndTheFieldsOfTheContract() {
        HttpResponse<String> answer = call("POST", "", "{\"url\": \"https://192.88.98.1/hook\"}", MANAGER);
        assertThat(answer.statusCode()).isEqualTo(201);
        JsonNode webhook = parse(answer);
        assertThat(webhook.get("updatedAt")).isEqualTo(webhook.get("createdAt"));
        assertThat(fields(webhook))
                .containsExactly(
                        "id",
                        "organizationId",
                        "sessionId",
                        "url",
                        "events",
                        "active",
                        "customHeaders",
                        "retryPolicy",
                        "createdAt",
                        "updatedAt");
        assertThat(webhook.get("id").asText()).matches("[0-9A-HJKMNP-TV-Z]{26}");
        assertThat(webhook.get("organizationId").asText()).isEqualTo("org_a");
        assertThat(webhook.get("sessionId").isNull()).isTrue();
        assertThat(webhook.get("events").toString()).isEqualTo("[\"*\"]");
        assertThat(webhook.get("active").asBoolean()).isTrue();
        assertThat(webhook.get("customHeaders").toString()).isEqualTo("{}");
        assertThat(webhook.get("retryPolicy").toString())
                .isEqualTo("{\"policy\":\"exponential\",\"attempts\":15,\"delaySeconds\":2}");
        delete(webhook.get("id").asText());
    }

    @Test
    void change_leavesAbsentFieldsAndRemovesNullOnes() {
        JsonNode webhook = created("{\"url\": \"https://192.88.98.1/a\", \"sessionId\": \"phone\", \"active\": false,"
                + " \"secret\": \"geheim\", \"customHeaders\": {\"X-A\": \"1\"},"
                + " \"retryPolicy\": {\"attempts\": 3}}");
        String id = webhook.get("id").asText();
        JsonNode same = changed(id, "{}");
        assertThat(same.get("updatedAt").asLong())
                .isGreaterThanOrEqualTo(webhook.get("updatedAt").asLong());
        assertThat(without(same, "updatedAt")).isEqualTo(without(webhook, "updatedAt"));
        assertThat(encrypted(id, "secret")).isNotNull();
        JsonNode policy = changed(id, "{\"retryPolicy\": {\"delaySeconds\": 7}, \"events\": [\"session.status\"]}");
        assertThat(policy.get("retryPolicy").toString())
                .isEqualTo("{\"policy\":\"exponential\",\"attempts\":3,\"delaySeconds\":7}");
        assertThat(policy.get("events").toString()).isEqualTo("[\"session.status\"]");
        assertThat(policy.get("sessionId").asText()).isEqualTo("phone");
        JsonNode less = changed(id, "{\"sessionId\": null, \"secret\": null, \"customHeaders\": null}");
        assertThat(less.get("sessionId").isNull()).isTrue();
        assertThat(less.get("customHeaders").toString()).isEqualTo("{}");
        assertThat(less.get("url")).isEqualTo(webhook.get("url"));
        assertThat(encrypted(id, "secret")).isNull();
        assertThat(encrypted(id, "custom_headers")).isNull();
        delete(id);
    }

    @Test
    void secret_isInNoAnswerNoLogLineAndNoColumn(CapturedOutput output) {
        String secret = "s3cret-that-nobody-shall-read";
        String body = "{\"url\": \"http://127.0.0.1:1/\", \"secret\": \"" + secret + "\", \"customHeaders\":"
                + " {\"Authorization\": \"Bearer " + secret + "2\"}, \"retryPolicy\": {\"attempts\": 1}}";
        HttpResponse<String> answer = call("POST", "", body, MANAGER);
        String id = parse(answer).get("id").asText();
        append("org_a", "phone", EventName.PROMOTED);
        Awaitility.await().until(() -> deliveries(id, "?state=dead", MANAGER).size() == 1);
        String all = answer.body()
                + list(MANAGER)
                + changed(id, "{\"secret\": \"" + secret + "\"}")
                + deliveries(id, "", MANAGER);
        assertThat(all.replace(secret + "2", "")).doesNotContain(secret).doesNotContain("\"secret\"");
        assertThat(parse(answer).at("/customHeaders/Authorization").asText()).isEqualTo("Bearer " + secret + "2");
        Map<String, Object> row = gateway.context()
                .getBean(JdbcClient.class)
                .sql("select * from webhooks where id = ?")
                .param(id)
                .query()
                .singleRow();
        assertThat(row.toString()).doesNotContain(secret).doesNotContain("Authorization");
        assertThat(output.getAll()).contains("webhook=" + id).doesNotContain(secret);
        delete(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"geheim \u00e4", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_AA"})
    void delivery_isVerifiedByALibraryOfStandardWebhooks(String secret) throws Exception {
        try (Receiver receiver = Receiver.answering(number -> 200)) {
            String id = created(JSON.createObjectNode()
                            .put("url", receiver.url())
                            .put("secret", secret)
                            .toString())
                    .get("id")
                    .asText();
            append("org_a", "phone", EventName.PROMOTED);
            Awaitility.await().until(() -> !receiver.requests().isEmpty());
            Receiver.Request request = receiver.requests().get(0);
            WebhookFixture.verify(secret, request);
            assertThat(request.headers().get("x-webhook-hmac")).isEqualTo(WebhookFixture.hmac(secret, request.body()));
            assertThatThrownBy(() -> WebhookFixture.verify("another", request))
                    .isInstanceOf(WebhookVerificationException.class);
            delete(id);
        }
    }

    @Test
    void secret_thatIsReplaced_signsBesideTheNewOneUntilItsDayIsOver() throws Exception {
        try (Receiver receiver = Receiver.answering(number -> 200)) {
            String id = created("{\"url\": \"" + receiver.url() + "\", \"secret\": \"first\"}")
                    .get("id")
                    .asText();
            changed(id, "{\"secret\": \"second\"}");
            // As a client does that repeats its request.
            changed(id, "{\"secret\": \"second\"}");
            Receiver.Request both = tested(id, receiver);
            assertThat(both.headers().get("webhook-signature").split(" ", -1)).hasSize(2);
            WebhookFixture.verify("first", both);
            WebhookFixture.verify("second", both);
            assertThat(both.headers().get("x-webhook-hmac")).isEqualTo(WebhookFixture.hmac("second", both.body()));
            assertThat(both.headers().get("webhook-signature"))
                    .startsWith(StandardSignature.of(
                            "second",
                            both.event(),
                            Long.parseLong(both.headers().get("webhook-timestamp")),
                            both.body()));
            assertThat(encrypted(id, "retired_secret")).startsWith("v1.");
            changed(id, "{\"secret\": \"third\", \"active\": true}");
            Receiver.Request later = tested(id, receiver);
            WebhookFixture.verify("second", later);
            WebhookFixture.verify("third", later);
            assertThatThrownBy(() -> WebhookFixture.verify("first", later))
                    .isInstanceOf(WebhookVerificationException.class);
            JdbcClient jdbc = gateway.context().getBean(JdbcClient.class);
            long now = gateway.context().getBean(DatabaseClock.class).getAsLong();
            assertThat(jdbc.sql("select retired_until from webhooks where id = ?")
                            .param(id)
                            .query(Long.class)
                            .single())
                    .isBetween(now + 86_340_000, now + 86_400_000);
            jdbc.sql("update webhooks set retired_until = ? where id = ?")
                    .params(now, id)
                    .update();
            Receiver.Request last = tested(id, receiver);
            assertThat(last.headers().get("webhook-signature")).doesNotContain(" ");
            WebhookFixture.verify("third", last);
            gateway.context().getBean(WebhookStore.class).eraseRetiredSecrets(now);
            assertThat(encrypted(id, "retired_secret")).isNull();
            changed(id, "{\"secret\": \"fourth\"}");
            changed(id, "{\"secret\": null}");
            assertThat(encrypted(id, "retired_secret")).isNull();
            assertThat(tested(id, receiver).headers()).doesNotContainKeys("webhook-signature", "x-webhook-hmac");
            delete(id);
        }
    }

    private static Receiver.Request tested(String id, Receiver receiver) {
        int before = receiver.requests().size();
        HttpResponse<String> answer = call("POST", "/" + id + ":test", null, MANAGER);
        while (answer.statusCode() == 429) {
            answer = call("POST", "/" + id + ":test", null, MANAGER);
        }
        assertThat(parse(answer).at("/status").asInt()).as(answer.body()).isEqualTo(200);
        return receiver.requests().get(before);
    }

    @Test
    void test_sendsOneEventAsADelivery_andTellsWhatCameOfIt() throws Exception {
        try (Receiver receiver = Receiver.answering(number -> number == 1 ? 204 : 410)) {
            String id = created("{\"url\": \"" + receiver.url() + "\", \"secret\": \"geheim\", \"active\": false,"
                            + " \"sessionId\": \"phone\", \"customHeaders\": {\"X-A\": \"b\"}}")
                    .get("id")
                    .asText();
            HttpResponse<String> answer = call("POST", "/" + id + ":test", null, MANAGER);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(fields(parse(answer))).containsExactly("status", "durationMs");
            assertThat(parse(answer).get("status").asInt()).isEqualTo(204);
            assertThat(parse(answer).get("durationMs").asLong()).isBetween(0L, 10_000L);
            Receiver.Request request = receiver.requests().get(0);
            WebhookFixture.verify("geheim", request);
            assertThat(request.headers()).containsEntry("x-a", "b");
            JsonNode event = JSON.readTree(request.body());
            assertThat(event.get("event").asText()).isEqualTo("webhook.test");
            assertThat(event.get("id").asText()).isEqualTo(request.event()).matches("evt_[0-9A-HJKMNP-TV-Z]{26}");
            assertThat(event.get("session").asText()).isEqualTo("phone");
            assertThat(event.get("organization").asText()).isEqualTo("org_a");
            assertThat(event.at("/payload/operationId").asText()).isEqualTo("testWebhook");
            assertThat(event.at("/payload/actor").asText()).startsWith("key:");
            assertThat(event.at("/payload/requestId").asText())
                    .isEqualTo(answer.headers().firstValue("X-Request-Id").orElseThrow());
            HttpResponse<String> gone = call("POST", "/" + id + ":test", null, MANAGER);
            assertThat(parse(gone).get("status").asInt()).isEqualTo(410);
            assertThat(parse(gone).get("error").asText()).isEqualTo("the receiver answered 410");
            assertThat(deliveries(id, "", MANAGER)).isEmpty();
            assertThat(gateway.send("GET", "/api/v1/events?limit=1000", null, MANAGER)
                            .body())
                    .doesNotContain("webhook.test");
            assertThat(call("POST", "/" + id + ":test", null, OTHER).statusCode())
                    .isEqualTo(404);
            assertThat(call("POST", "/" + id + ":test", null, READER).statusCode())
                    .isEqualTo(403);
            assertThat(receiver.requests()).hasSize(2);
            delete(id);
        }
    }

    @Test
    void test_ofAReceiverThatCannotBeReached_is200WithoutAStatus() {
        String id = created("{\"url\": \"http://127.0.0.1:1/\"}").get("id").asText();
        JsonNode result = parse(call("POST", "/" + id + ":test", null, MANAGER));
        assertThat(result.get("status").isNull()).isTrue();
        assertThat(result.get("error").asText()).isEqualTo("the receiver cannot be connected to");
        delete(id);
    }

    @Test
    void tests_ofOneOrganisation_areFourAtOnce_andOtherOrganisationsDoNotWait() {
        try (Receiver silent = Receiver.silent();
                Receiver receiver = Receiver.answering(number -> 200)) {
            String id = parse(call("POST", "", "{\"url\": \"" + silent.url() + "\"}", OTHER))
                    .get("id")
                    .asText();
            HttpRequest test = HttpRequest.newBuilder(gateway.uri(WEBHOOKS + "/" + id + ":test"))
                    .headers(OTHER)
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build();
            HttpClient client = HttpClient.newHttpClient();
            List<CompletableFuture<HttpResponse<String>>> answers = Stream.generate(
                            () -> client.sendAsync(test, HttpResponse.BodyHandlers.ofString()))
                    .limit(40)
                    .toList();
            Awaitility.await()
                    .until(() ->
                            answers.stream().filter(CompletableFuture::isDone).count() == 36);
            String other =
                    created("{\"url\": \"" + receiver.url() + "\"}").get("id").asText();
            tested(other, receiver);
            List<HttpResponse<String>> ended =
                    answers.stream().map(CompletableFuture::join).toList();
            assertThat(ended.stream().filter(answer -> answer.statusCode() == 429))
                    .hasSize(36)
                    .allSatisfy(answer -> assertThat(answer.headers().firstValue("Retry-After"))
                            .hasValue("1"));
            assertThat(ended.stream().filter(answer -> answer.statusCode() == 200))
                    .hasSize(4)
                    .allSatisfy(answer ->
                            assertThat(parse(answer).get("error").asText()).isEqualTo("no answer in time"));
            assertThat(silent.requests()).hasSize(4);
            call("DELETE", "/" + id, null, OTHER);
            delete(other);
        }
    }

    @Test
    void webhookOfASession_getsNoEventOfAnotherSession() {
        try (Receiver receiver = Receiver.answering(number -> 200)) {
            JsonNode webhook = created("{\"url\": \"" + receiver.url() + "\", \"sessionId\": \"phone\"}");
            append("org_a", "slow", EventName.PROMOTED);
            Event expected = append("org_a", "phone", EventName.SESSION_STATUS);
            Awaitility.await().until(() -> receiver.events().equals(List.of(expected.id())));
            assertThat(receiver.requests().get(0).headers()).doesNotContainKeys("x-webhook-hmac");
            delete(webhook.get("id").asText());
        }
    }

    @Test
    void deadDelivery_isListedAndReplayedAloneAndWithAllOthers() {
        try (Receiver receiver = Receiver.answering(number -> number <= 2 ? 500 : 200)) {
            JsonNode webhook = created("{\"url\": \"" + receiver.url() + "\", \"retryPolicy\": {\"attempts\": 1}}");
            String id = webhook.get("id").asText();
            Event first = append("org_a", "phone", EventName.PROMOTED);
            Event second = append("org_a", "phone", EventName.DEMOTED);
            Awaitility.await()
                    .until(() -> deliveries(id, "?state=dead", MANAGER).size() == 2);
            JsonNode dead = deliveries(id, "?limit=1", MANAGER).get(0);
            assertThat(dead.get("eventId").asText()).isEqualTo(first.id());
            assertThat(dead.get("statusCode").asInt()).isEqualTo(500);
            assertThat(dead.get("error").asText()).isEqualTo("the receiver answered 500");
            JsonNode page = parse(call("GET", "/" + id + "/deliveries?limit=1", null, MANAGER));
            JsonNode next =
                    deliveries(id, "?limit=1&cursor=" + page.get("nextCursor").asText(), MANAGER);
            assertThat(next.findValuesAsText("eventId")).containsExactly(second.id());
            HttpResponse<String> replayed =
                    call("POST", "/" + id + "/deliveries/" + first.id() + ":replay", null, MANAGER);
            assertThat(replayed.statusCode()).as(replayed.body()).isEqualTo(202);
            assertThat(replayed.body()).isEmpty();
            Awaitility.await()
                    .until(() -> deliveries(id, "?state=delivered", MANAGER).size() == 1);
            HttpResponse<String> all = call("POST", "/" + id + "/deliveries:replay", null, MANAGER);
            assertThat(all.body()).isEqualTo("{\"replayed\":1}");
            Awaitility.await()
                    .until(() -> deliveries(id, "?state=delivered", MANAGER).size() == 2);
            assertThat(receiver.events()).containsExactly(first.id(), second.id(), first.id(), second.id());
            for (String event : List.of("evt_01K0M5GQWXN7B1Z6T3V9C2D4E5", "evt_%00", "'%20or%201=1", "x".repeat(300))) {
                HttpResponse<String> none = call("POST", "/" + id + "/deliveries/" + event + ":replay", null, MANAGER);
                assertThat(none.statusCode()).as(event).isIn(400, 404);
                assertThat(parse(none).at("/error/code").asText()).isIn("validation_error", "not_found");
            }
            isInvalid(call("GET", "/" + id + "/deliveries?state=lost", null, MANAGER));
            isInvalid(call("GET", "/" + id + "/deliveries?cursor=!", null, MANAGER));
            isInvalid(call("GET", "/" + id + "/deliveries?limit=0", null, MANAGER));
            delete(id);
        }
    }

    @Test
    void deadDelivery_whoseEventIsReplayed_isSentWithoutFurtherEventsOfItsGroup() {
        try (Receiver receiver = Receiver.answering(number -> number == 1 ? 500 : 200)) {
            String id = created("{\"url\": \"" + receiver.url() + "\", \"retryPolicy\": {\"attempts\": 1}}")
                    .get("id")
                    .asText();
            Event event = append("org_a", "phone", EventName.PROMOTED);
            String replay = "/api/v1/events/" + event.id() + ":replay";
            Awaitility.await()
                    .until(() -> deliveries(id, "?state=dead", MANAGER).size() == 1);
            changed(id, "{\"active\": false}");
            assertThat(gateway.post(replay, MANAGER).statusCode()).isEqualTo(409);
            assertThat(deliveries(id, "?state=dead", MANAGER)).hasSize(1);
            changed(id, "{\"active\": true}");
            assertThat(gateway.post(replay, MANAGER).statusCode()).isEqualTo(202);
            Awaitility.await()
                    .until(() -> deliveries(id, "?state=delivered", MANAGER).size() == 1);
            assertThat(receiver.events()).containsExactly(event.id(), event.id());
            assertThat(gateway.post(replay, MANAGER).statusCode()).isEqualTo(409);
            delete(id);
        }
    }

    @Test
    void headers_ofQuotesOnly_areStoredAndSent() throws Exception {
        try (Receiver receiver = Receiver.answering(number -> 200)) {
            ObjectNode headers = JSON.createObjectNode();
            for (int i = 0; i < 8; i++) {
                headers.put("X-" + i, "\"".repeat(1_020));
            }
            ObjectNode body = JSON.createObjectNode().put("url", receiver.url());
            String id = created(body.set("customHeaders", headers).toString())
                    .get("id")
                    .asText();
            append("org_a", "phone", EventName.PROMOTED);
            Awaitility.await().until(() -> !receiver.requests().isEmpty());
            assertThat(receiver.requests().get(0).headers())
                    .containsEntry("x-7", headers.get("X-7").asText());
            delete(id);
        }
    }

    @Test
    void delivery_thatIsPendingOrOfAnInactiveWebhook_isNotReplayed() {
        try (Receiver receiver = Receiver.answering(number -> 500)) {
            String id = created("{\"url\": \"" + receiver.url() + "\", \"retryPolicy\": {\"delaySeconds\": 3600}}")
                    .get("id")
                    .asText();
            Event event = append("org_a", "phone", EventName.PROMOTED);
            Awaitility.await().until(() -> deliveries(id, "?state=pending", MANAGER)
                    .findValuesAsText("attempts")
                    .equals(List.of("1")));
            String replay = "/" + id + "/deliveries/" + event.id() + ":replay";
            assertThat(call("POST", replay, null, MANAGER).statusCode()).isEqualTo(409);
            changed(id, "{\"active\": false}");
            assertThat(deliveries(id, "", MANAGER).findValuesAsText("error"))
                    .containsExactly(DeliveryCancellation.INACTIVE);
            assertThat(call("POST", replay, null, MANAGER).statusCode()).isEqualTo(409);
            assertThat(call("POST", "/" + id + "/deliveries:replay", null, MANAGER)
                            .statusCode())
                    .isEqualTo(409);
            changed(id, "{\"active\": true}");
            assertThat(call("POST", replay, null, MANAGER).statusCode()).isEqualTo(202);
            Awaitility.await().until(() -> receiver.requests().size() == 2);
            delete(id);
        }
    }

    @Test
    void webhooks_ofOneOrganisation_areAHundredAtMost() {
        List<String> ids = new ArrayList<>();
        HttpResponse<String> answer;
        do {
            answer = call("POST", "", "{\"url\": \"https://192.88.98.1/\", \"active\": false}", OTHER);
            if (answer.statusCode() == 201) {
                ids.add(parse(answer).get("id").asText());
            }
        } while (answer.statusCode() == 201 && ids.size() < 200);
        assertThat(ids).hasSize(100);
        assertThat(answer.statusCode()).isEqualTo(409);
        JsonNode page = parse(call("GET", "?limit=60", null, OTHER));
        JsonNode rest = parse(call("GET", "?cursor=" + page.get("nextCursor").asText(), null, OTHER));
        assertThat(page.get("data").findValuesAsText("id")).isEqualTo(ids.subList(0, 60));
        assertThat(rest.get("data").findValuesAsText("id")).isEqualTo(ids.subList(60, 100));
        assertThat(rest.get("nextCursor").asText()).isEmpty();
        ids.forEach(id -> call("DELETE", "/" + id, null, OTHER));
        assertThat(list(OTHER)).isEmpty();
    }

    static Stream<Arguments> wrongFields() {
        String url = "{\"url\": \"https://192.88.98.1/\", ";
        return Stream.of(
                Arguments.of("{}", "url"),
                Arguments.of("{\"url\": null}", "url"),
                Arguments.of("{\"url\": 7}", "url"),
                Arguments.of("{\"url\": \"\"}", "url"),
                Arguments.of("{\"url\": \"https://a.example/" + "x".repeat(2_048) + "\"}", "url"),
                Arguments.of("{\"url\": \"ftp://a.example/\"}", "url"),
                Arguments.of("{\"url\": \"http://u:p@a.example/\"}", "url"),
                Arguments.of("{\"url\": \"http://0x7f.1/\"}", "url"),
                Arguments.of("{\"url\": \"http://0.0.0.0/\"}", "url"),
                Arguments.of("{\"url\": \"http://[ff02::1]/\"}", "url"),
                Arguments.of("{\"url\": \"http://nothing.invalid/\"}", "url"),
                Arguments.of(url + "\"sessionId\": \"theirs\"}", "sessionId"),
                Arguments.of(url + "\"sessionId\": \"nobodys\"}", "sessionId"),
                Arguments.of(url + "\"sessionId\": \"\"}", "sessionId"),
                Arguments.of(url + "\"events\": []}", "events"),
                Arguments.of(url + "\"events\": null}", "events"),
                Arguments.of(url + "\"events\": \"*\"}", "events"),
                Arguments.of(url + "\"events\": [\"group.exploded\"]}", "events[0]"),
                Arguments.of(url + "\"events\": [\"*\", \"group.left\"]}", "events"),
                Arguments.of(url + "\"events\": [\"group.left\", \"group.left\"]}", "events"),
                Arguments.of(url + "\"active\": null}", "active"),
                Arguments.of(url + "\"active\": \"true\"}", "active"),
                Arguments.of(url + "\"secret\": \"\"}", "secret"),
                Arguments.of(url + "\"secret\": \"" + "s".repeat(257) + "\"}", "secret"),
                Arguments.of(url + "\"secret\": \"a\\u0000\"}", "secret"),
                Arguments.of(url + "\"secret\": \"whsec_\"}", "secret"),
                Arguments.of(url + "\"secret\": \"whsec_no base64\"}", "secret"),
                Arguments.of(url + "\"secret\": \"whsec_A\"}", "secret"),
                Arguments.of(url + "\"customHeaders\": []}", "customHeaders"),
                Arguments.of(url + "\"customHeaders\": {\"Webhook-ID\": \"1\"}}", "customHeaders.Webhook-ID"),
                Arguments.of(url + "\"customHeaders\": {\"X-A\": 1}}", "customHeaders.X-A"),
                Arguments.of(url + "\"customHeaders\": {\"X-A\": \"a\\r\\nHost: b\"}}", "customHeaders.X-A"),
                Arguments.of(url + "\"customHeaders\": {\"X-A\": \"a\\n\"}}", "customHeaders.X-A"),
                Arguments.of(url + "\"customHeaders\": {\"X-A\": \" a\"}}", "customHeaders.X-A"),
                Arguments.of(url + "\"customHeaders\": {\"X-A\": \"\u00e4\"}}", "customHeaders.X-A"),
                Arguments.of(url + "\"customHeaders\": {\"Host\": \"a\"}}", "customHeaders.Host"),
                Arguments.of(url + "\"customHeaders\": {\"content-LENGTH\": \"1\"}}", "customHeaders.content-LENGTH"),
                Arguments.of(url + "\"customHeaders\": {\"x-webhook-hmac\": \"1\"}}", "customHeaders.x-webhook-hmac"),
                Arguments.of(url + "\"customHeaders\": {\"X-A\": \"1\", \"x-a\": \"2\"}}", "customHeaders.x-a"),
                Arguments.of(url + "\"customHeaders\": {\"X A\": \"1\"}}", "customHeaders"),
                Arguments.of(url + "\"customHeaders\": {\"\": \"1\"}}", "customHeaders"),
                Arguments.of(url + "\"customHeaders\": {\"X-A:\": \"1\"}}", "customHeaders"),
                Arguments.of(url + "\"retryPolicy\": null}", "retryPolicy"),
                Arguments.of(url + "\"retryPolicy\": {\"policy\": \"linear\"}}", "retryPolicy.policy"),
                Arguments.of(url + "\"retryPolicy\": {\"attempts\": 0}}", "retryPolicy.attempts"),
                Arguments.of(url + "\"retryPolicy\": {\"attempts\": 16}}", "retryPolicy.attempts"),
                Arguments.of(url + "\"retryPolicy\": {\"attempts\": 1.5}}", "retryPolicy.attempts"),
                Arguments.of(url + "\"retryPolicy\": {\"delaySeconds\": 0}}", "retryPolicy.delaySeconds"),
                Arguments.of(url + "\"retryPolicy\": {\"delaySeconds\": 3601}}", "retryPolicy.delaySeconds"),
                Arguments.of(url + "\"retryPolicy\": {\"tries\": 1}}", "retryPolicy.tries"),
                Arguments.of(url + "\"organizationId\": \"org_b\"}", "organizationId"),
                Arguments.of(url + "\"id\": \"01K0M5GQWXN7B1Z6T3V9C2D4E5\"}", "id"));
    }

    @ParameterizedTest
    @MethodSource("wrongFields")
    void field_thatIsWrong_isNamed(String body, String field) {
        JsonNode error = isInvalid(call("POST", "", body, MANAGER));
        assertThat(fields(error.get("details"))).containsExactly(field);
    }

    @Test
    void session_ofAnotherOrganisation_isRejectedAsIfMissing() {
        String body = "{\"url\": \"https://192.88.98.1/\", \"sessionId\": \"%s\"}";
        assertThat(call("POST", "", body.formatted("theirs"), MANAGER).body())
                .isEqualTo(call("POST", "", body.formatted("nobodys"), MANAGER).body());
    }

    @Test
    void change_thatIsWrong_changesNothing() {
        JsonNode webhook = created("{\"url\": \"https://192.88.98.1/\", \"active\": false}");
        String id = webhook.get("id").asText();
        for (String body : List.of(
                "{\"url\": null}",
                "{\"url\": \"http://0.0.0.0/\", \"active\": true}",
                "{\"sessionId\": \"theirs\"}",
                "{\"events\": null}",
                "{\"nothing\": 1}",
                "[]",
                "{",
                "{\"active\": true, \"active\": false}")) {
            isInvalid(call("PATCH", "/" + id, body, MANAGER));
        }
        assertThat(parse(call("GET", "/" + id, null, MANAGER))).isEqualTo(webhook);
        assertThat(call("PATCH", "/" + id, " ".repeat(70_000) + "{}", MANAGER).statusCode())
                .isEqualTo(413);
        delete(id);
    }

    private static JsonNode isInvalid(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        JsonNode error = parse(answer).get("error");
        assertThat(error.get("code").asText()).isEqualTo("validation_error");
        return error;
    }

    private static JsonNode changed(String id, String body) {
        HttpResponse<String> answer = call("PATCH", "/" + id, body, MANAGER);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return parse(answer);
    }

    private static JsonNode without(JsonNode object, String field) {
        return ((ObjectNode) object.deepCopy()).without(field);
    }

    private static String encrypted(String id, String column) {
        return gateway.context()
                .getBean(JdbcClient.class)
                .sql("select coalesce(" + column + ", '') from webhooks where id = ?")
                .param(id)
                .query(String.class)
                .optional()
                .filter(text -> !text.isEmpty())
                .orElse(null);
    }

    @Test
    void webhook_ofAnotherOrganisation_is404AsIfMissing() {
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
    void operations_withoutManage_are403() {
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

    @Test
    void webhookOfGroups_needsReadBesideManage() {
        String[] json = {"Content-Type", "application/json", MANAGER[0], MANAGER[1]};
        HttpResponse<String> key =
                gateway.send("POST", "/api/v1/api-keys", "{\"name\": \"blind\", \"capabilities\": [\"manage\"]}", json);
        String[] blind = {"x-api-key", parse(key).get("secret").asText()};
        String url = "\"url\": \"http://127.0.0.1:9/\"";
        String session = parse(call("POST", "", "{" + url + ", \"events\": [\"session.status\"]}", blind))
                .get("id")
                .asText();
        String groups =
                created("{" + url + ", \"events\": [\"group.left\"]}").get("id").asText();
        String hadGroups = created("{" + url + ", \"events\": [\"group.member.promoted\"]}")
                .get("id")
                .asText();
        append("org_a", "phone", EventName.PROMOTED);
        Awaitility.await().until(() -> deliveries(hadGroups, "", MANAGER).size() == 1);
        changed(hadGroups, "{\"events\": [\"session.status\"]}");
        for (HttpResponse<String> answer : List.of(
                call("POST", "", "{" + url + "}", blind),
                call("POST", "", "{" + url + ", \"events\": [\"*\"]}", blind),
                call("POST", "", "{" + url + ", \"events\": [\"session.status\", \"group.left\"]}", blind),
                call("PATCH", "/" + session, "{\"events\": [\"group.left\"]}", blind),
                call("PATCH", "/" + groups, "{\"url\": \"http://127.0.0.1:10/\"}", blind),
                call("PATCH", "/" + groups, "{\"sessionId\": null, \"active\": true}", blind),
                call("PATCH", "/" + groups, "{" + url + ", \"events\": [\"session.status\"]}", blind),
                call("PATCH", "/" + hadGroups, "{" + url + "}", blind),
                call("PATCH", "/" + hadGroups, "{\"secret\": null}", blind))) {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(403);
            assertThat(parse(answer).at("/error/details/capability").asText()).isEqualTo("read");
        }
        assertThat(call("PATCH", "/" + groups, "{\"active\": false}", blind).statusCode())
                .isEqualTo(200);
        delete(session);
        delete(groups);
        delete(hadGroups);
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

    private static Event append(String organization, String session, EventName name) {
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
}
