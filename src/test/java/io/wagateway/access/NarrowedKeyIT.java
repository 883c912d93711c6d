package io.wagateway.access;

import static io.wagateway.JsonResponses.parse;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.wagateway.RunningGateway;
import io.wagateway.event.log.Event;
import io.wagateway.event.log.EventLog;
import io.wagateway.event.log.EventName;
import io.wagateway.event.log.Origin;
import io.wagateway.pipeline.CallContext;
import io.wagateway.pipeline.Credential;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contract section 1: what a narrowed key sees of keys, events and webhooks, and what it makes of them. */
class NarrowedKeyIT {
    private static final String ALL = "wa_all_00000000000000000000000000000000";
    private static final String G1 = "120363000000000001@g.us";
    private static final String G2 = "120363000000000002@g.us";
    private static final String CAPABILITIES = "\"capabilities\": [\"read\", \"send\", \"manage\"]";
    private static final String KEYS = "/api/v1/api-keys";
    private static final String WEBHOOKS = "/api/v1/webhooks";

    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        gateway = RunningGateway.start(
                "gateway.webhooks.allow-private-addresses=true",
                "gateway.provision.api-keys[4].name=narrow",
                "gateway.provision.api-keys[4].organization=org_a",
                "gateway.provision.api-keys[4].secret=wa_narrow_00000000000000000000000000000",
                "gateway.provision.api-keys[4].capabilities=read,manage",
                "gateway.provision.api-keys[4].scope.sessions=phone,slow",
                // A list in a higher source replaces the whole list below it.
                "gateway.provision.api-keys[0].name=all",
                "gateway.provision.api-keys[0].organization=org_a",
                "gateway.provision.api-keys[0].secret=" + ALL,
                "gateway.provision.api-keys[0].capabilities=read,send,manage",
                "gateway.provision.api-keys[1].name=reader",
                "gateway.provision.api-keys[1].organization=org_a",
                "gateway.provision.api-keys[1].secret=wa_reader_00000000000000000000000000000",
                "gateway.provision.api-keys[1].capabilities=read",
                "gateway.provision.api-keys[2].name=nothing",
                "gateway.provision.api-keys[2].organization=org_a",
                "gateway.provision.api-keys[2].secret=wa_nothing_0000000000000000000000000000",
                "gateway.provision.api-keys[3].name=all",
                "gateway.provision.api-keys[3].organization=org_b",
                "gateway.provision.api-keys[3].secret=wa_other_000000000000000000000000000000",
                "gateway.provision.api-keys[3].capabilities=read,send,manage");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{} | scope",
                "[] | scope",
                "\"phone\" | scope",
                "1 | scope",
                "{\"session\": [\"phone\"]} | scope.session",
                "{\"sessions\": []} | scope.sessions",
                "{\"sessions\": null} | scope.sessions",
                "{\"sessions\": \"phone\"} | scope.sessions",
                "{\"sessions\": [\"\"]} | scope.sessions[0]",
                "{\"sessions\": [1]} | scope.sessions[0]",
                "{\"sessions\": [\"phone\", \"phone\"]} | scope.sessions",
                "{\"sessions\": [\"a,b\"]} | scope.sessions[0]",
                "{\"sessions\": [\"phone\\n\"]} | scope.sessions[0]",
                "{\"groups\": []} | scope.groups",
                "{\"groups\": [\"phone\"]} | scope.groups[0]",
                "{\"groups\": [\"1@s.whatsapp.net\"]} | scope.groups[0]",
                "{\"groups\": [\"1@g.us\", \"x\"]} | scope.groups[1]",
                "{\"groups\": [\"1@g.us\"], \"members\": []} | scope.members",
            })
    void malformedScope_is400AndNamed(String scope, String field) {
        HttpResponse<String> answer =
                send("POST", KEYS, "{\"name\": \"bad\", \"capabilities\": [], \"scope\": " + scope + "}", ALL);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(parse(answer).at("/error/details").has(field))
                .as(answer.body())
                .isTrue();
    }

    @Test
    void scope_ofAHundredIsTaken_andOfOneMoreIsNot() {
        for (int names : List.of(100, 101)) {
            String groups = IntStream.range(0, names)
                    .mapToObj(i -> "\"" + i + "@g.us\"")
                    .collect(Collectors.joining(","));
            assertThat(send("POST", KEYS, body("{\"groups\": [" + groups + "]}"), ALL)
                            .statusCode())
                    .isEqualTo(names == 100 ? 201 : 400);
        }
    }

    @Test
    void provisionedKey_isNarrowed() {
        String secret = "wa_narrow_00000000000000000000000000000";
        assertThat(ids("/api/v1/sessions", secret)).containsExactly("phone", "slow");
        JsonNode row = list(KEYS, ALL).stream()
                .filter(key -> key.get("name").asText().equals("narrow"))
                .findFirst()
                .orElseThrow();
        assertThat(row.get("scope").toString()).isEqualTo("{\"sessions\":[\"phone\",\"slow\"]}");
    }

    @Test
    void narrowedKey_makesAndSeesOnlyKeysThatAreAsNarrow() {
        JsonNode narrow = key("{\"sessions\": [\"phone\", \"slow\"]}", ALL);
        String secret = narrow.get("secret").asText();
        for (String scope :
                List.of("null", "{\"groups\": [\"" + G1 + "\"]}", "{\"sessions\": [\"phone\", \"limited\"]}")) {
            HttpResponse<String> wider = send("POST", KEYS, body(scope), secret);
            assertThat(wider.statusCode()).as(scope).isEqualTo(403);
            assertThat(parse(wider).at("/error/details/scope")).isEqualTo(narrow.get("scope"));
        }
        JsonNode child = key("{\"sessions\": [\"phone\"], \"groups\": [\"" + G1 + "\"]}", secret);
        JsonNode other = key("{\"sessions\": [\"limited\"]}", ALL);
        List<String> seen = ids(KEYS, secret);
        assertThat(seen).contains(narrow.get("id").asText(), child.get("id").asText());
        assertThat(seen).doesNotContain(other.get("id").asText());
        assertThat(list(KEYS + "?limit=1000", secret)).allMatch(row -> row.has("scope"));
        // Page by page, the same rows.
        List<String> paged = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = parse(send("GET", KEYS + "?limit=1" + cursor, null, secret));
            page.get("data").forEach(row -> paged.add(row.get("id").asText()));
            cursor = page.get("nextCursor").asText().isEmpty()
                    ? null
                    : "&cursor=" + page.get("nextCursor").asText();
        } while (cursor != null);
        assertThat(paged).isEqualTo(ids(KEYS + "?limit=1000", secret));
        assertThat(send("DELETE", KEYS + "/" + other.get("id").asText(), null, secret)
                        .statusCode())
                .isEqualTo(404);
        assertThat(send("DELETE", KEYS + "/" + child.get("id").asText(), null, secret)
                        .statusCode())
                .isEqualTo(204);
        assertThat(send("DELETE", KEYS + "/" + narrow.get("id").asText(), null, secret)
                        .statusCode())
                .isEqualTo(204);
    }

    @Test
    void nameOfAKeyBeyondTheScope_isNoConflict() {
        String secret = key("{\"sessions\": [\"phone\"]}", ALL).get("secret").asText();
        String named = "{\"name\": \"reader\", \"capabilities\": [], \"scope\": {\"sessions\": [\"phone\"]}}";
        assertThat(send("POST", KEYS, named, secret).statusCode()).isEqualTo(201);
        assertThat(send("POST", KEYS, named, secret).statusCode()).isEqualTo(409);
    }

    @Test
    void keyThatExpires_makesNoneThatLivesLonger() {
        long expiry = 4_102_444_800_000L;
        JsonNode key = parse(send(
                "POST",
                KEYS,
                "{\"name\": \"" + UUID.randomUUID() + "\", " + CAPABILITIES + ", \"expiresAt\": " + expiry + "}",
                ALL));
        String secret = key.get("secret").asText();
        for (String asked : List.of("", ", \"expiresAt\": null", ", \"expiresAt\": " + expiry)) {
            HttpResponse<String> made = send(
                    "POST",
                    KEYS,
                    "{\"name\": \"" + UUID.randomUUID() + "\", \"capabilities\": []" + asked + "}",
                    secret);
            assertThat(parse(made).get("expiresAt").asLong()).isEqualTo(expiry);
        }
        HttpResponse<String> later = send(
                "POST",
                KEYS,
                "{\"name\": \"later\", \"capabilities\": [], \"expiresAt\": " + (expiry + 1) + "}",
                secret);
        assertThat(later.statusCode()).isEqualTo(400);
        assertThat(parse(later).at("/error/details").has("expiresAt")).isTrue();
    }

    @Test
    void createSession_isNothingForANarrowedKey() {
        for (String scope : List.of("{\"sessions\": [\"phone\"]}", "{\"groups\": [\"" + G1 + "\"]}")) {
            String secret = key(scope, ALL).get("secret").asText();
            assertThat(send("POST", "/api/v1/sessions", "{\"engine\": \"simulator\"}", secret)
                            .statusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void events_areThoseOfTheScope_inListsPagesAndStreams() throws Exception {
        String ofGroups = key("{\"groups\": [\"" + G1 + "\", \"" + G2 + "\"]}", ALL)
                .get("secret")
                .asText();
        String ofSession =
                key("{\"sessions\": [\"limited\"]}", ALL).get("secret").asText();
        String ofBoth = key("{\"sessions\": [\"limited\"], \"groups\": [\"" + G2 + "\"]}", ALL)
                .get("secret")
                .asText();
        String marker = UUID.randomUUID().toString();
        HttpResponse<InputStream> stream = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(gateway.uri("/api/v1/events:stream"))
                                .header("x-api-key", ofBoth)
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        BufferedReader lines = new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8));
        // The first sign of life.
        lines.readLine();
        String a = append(marker, "phone", G1, EventName.PROMOTED);
        String b = append(marker, "limited", "9@g.us", EventName.PROMOTED);
        String c = append(marker, "limited", null, EventName.SESSION_STATUS);
        String d = append(marker, "limited", G2, EventName.PROMOTED);
        String e = append(marker, "phone", G2, EventName.DEMOTED);
        Awaitility.await().until(() -> mine(ALL, marker, "").size() == 5);
        assertThat(mine(ofGroups, marker, "")).containsExactly(a, d, e);
        assertThat(mine(ofGroups, marker, "&session=limited")).containsExactly(d);
        assertThat(mine(ofGroups, marker, "&group=9@g.us")).isEmpty();
        assertThat(mine(ofGroups, marker, "&event=session.status")).isEmpty();
        assertThat(mine(ofGroups, marker, "&event=group.member.promoted")).containsExactly(a, d);
        assertThat(mine(ofSession, marker, "")).containsExactly(b, c, d);
        assertThat(mine(ofSession, marker, "&session=phone")).isEmpty();
        assertThat(mine(ofBoth, marker, "")).containsExactly(d);
        assertThat(paged(ofGroups, marker)).containsExactly(a, d, e);
        String line = lines.readLine();
        while (!line.startsWith("id: ")) {
            line = lines.readLine();
        }
        assertThat(line).isEqualTo("id: " + d);
        stream.body().close();
        for (String hidden : List.of(a, b, c)) {
            HttpResponse<String> answer =
                    gateway.send("GET", "/api/v1/events:stream", null, "x-api-key", ofBoth, "Last-Event-ID", hidden);
            assertThat(answer.statusCode()).isEqualTo(400);
        }
        assertThat(send("POST", "/api/v1/events/" + a + ":replay", null, ofBoth).statusCode())
                .isEqualTo(404);
    }

    @Test
    void command_fromABroker_isNarrowedAsARequestIs() {
        String secret = key("{\"sessions\": [\"phone\"], \"groups\": [\"" + G2 + "\"]}", ALL)
                .get("secret")
                .asText();
        assertThat(command(secret, "phone", G1)).isEqualTo("group not found");
        assertThat(command(secret, "slow", G2)).isEqualTo("session not found");
        assertThat(command(ALL, "phone", G1)).isEqualTo("member not found");
    }

    /** Of a command that promotes somebody who is in no group: why it fails. */
    private static String command(String secret, String session, String group) {
        Exchange answer = gateway.context()
                .getBean(ProducerTemplate.class)
                .send(
                        "direct:promoteGroupMember",
                        exchange -> CallContext.initialize(
                                exchange,
                                "r-command",
                                "promoteGroupMember",
                                List.of(new Credential(Credential.Source.AUTHORIZATION, "Bearer " + secret)),
                                Map.of("session", session, "gid", group, "jid", "6289000000077@s.whatsapp.net"),
                                null));
        return answer.getMessage().getBody(String.class).replaceFirst(".*\"message\":\"([^\"]+)\".*", "$1");
    }

    @Test
    void webhook_ofANarrowedKey_keepsItsScope() {
        JsonNode key = key("{\"sessions\": [\"phone\"], \"groups\": [\"" + G1 + "\"]}", ALL);
        String secret = key.get("secret").asText();
        JsonNode own = parse(send("POST", WEBHOOKS, "{\"url\": \"http://127.0.0.1:1/\"}", secret));
        assertThat(own.get("scope")).isEqualTo(key.get("scope"));
        HttpResponse<String> foreign =
                send("POST", WEBHOOKS, "{\"url\": \"http://127.0.0.1:1/\", \"sessionId\": \"slow\"}", secret);
        HttpResponse<String> missing =
                send("POST", WEBHOOKS, "{\"url\": \"http://127.0.0.1:1/\", \"sessionId\": \"nobodys\"}", secret);
        assertThat(foreign.statusCode()).isEqualTo(400);
        assertThat(foreign.body()).isEqualTo(missing.body());
        assertThat(send("DELETE", KEYS + "/" + key.get("id").asText(), null, ALL)
                        .statusCode())
                .isEqualTo(204);
        String marker = UUID.randomUUID().toString();
        append(marker, "phone", "9@g.us", EventName.PROMOTED);
        append(marker, "slow", G1, EventName.PROMOTED);
        append(marker, "phone", null, EventName.SESSION_STATUS);
        String inside = append(marker, "phone", G1, EventName.PROMOTED);
        String deliveries = WEBHOOKS + "/" + own.get("id").asText() + "/deliveries";
        Awaitility.await().until(() -> !list(deliveries, ALL).isEmpty());
        assertThat(list(deliveries, ALL))
                .extracting(row -> row.get("eventId").asText())
                .containsExactly(inside);
        // Not even a caller whom nothing narrows makes it tell more.
        JsonNode changed =
                parse(send("PATCH", WEBHOOKS + "/" + own.get("id").asText(), "{\"sessionId\": \"slow\"}", ALL));
        assertThat(changed.get("scope")).isEqualTo(key.get("scope"));
    }

    @Test
    void webhookOfASession_isWithinTheScopeOfThatSession_untilItIsWidened() {
        String secret = key("{\"sessions\": [\"limited\"]}", ALL).get("secret").asText();
        String groups = key("{\"groups\": [\"" + G1 + "\"]}", ALL).get("secret").asText();
        JsonNode wide = parse(send("POST", WEBHOOKS, "{\"url\": \"http://127.0.0.1:1/\"}", ALL));
        JsonNode narrow =
                parse(send("POST", WEBHOOKS, "{\"url\": \"http://127.0.0.1:1/\", \"sessionId\": \"limited\"}", ALL));
        assertThat(narrow.has("scope")).isFalse();
        assertThat(ids(WEBHOOKS, secret))
                .contains(narrow.get("id").asText())
                .doesNotContain(wide.get("id").asText());
        assertThat(ids(WEBHOOKS, groups)).doesNotContain(narrow.get("id").asText());
        // Events from before it was narrowed wait for it.
        String old = parse(send("POST", WEBHOOKS, "{\"url\": \"http://127.0.0.1:1/\", \"sessionId\": \"phone\"}", ALL))
                .get("id")
                .asText();
        String marker = UUID.randomUUID().toString();
        String waiting = append(marker, "phone", G1, EventName.PROMOTED);
        Awaitility.await().until(() -> list(WEBHOOKS + "/" + old + "/deliveries", ALL).stream()
                .anyMatch(row -> row.get("eventId").asText().equals(waiting)));
        send("PATCH", WEBHOOKS + "/" + old, "{\"sessionId\": \"limited\"}", ALL);
        assertThat(list(WEBHOOKS + "/" + old + "/deliveries", secret)).isEmpty();
        HttpResponse<String> taken = send(
                "PATCH",
                WEBHOOKS + "/" + old,
                "{\"sessionId\": null, \"url\": \"http://127.0.0.1:2/\", \"retryPolicy\": {\"delaySeconds\": 1}}",
                secret);
        assertThat(parse(taken).at("/scope/sessions/0").asText()).isEqualTo("limited");
        // The waiting delivery is not for the key that has taken the webhook.
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> list(WEBHOOKS + "/" + old + "/deliveries?state=dead", ALL).stream()
                        .filter(row -> row.get("eventId").asText().equals(waiting))
                        .anyMatch(row -> row.get("error").asText().contains("scope")));
        assertThat(parse(send("POST", WEBHOOKS + "/" + old + "/deliveries:replay", null, secret))
                        .get("replayed")
                        .asInt())
                .isZero();
    }

    private static List<String> paged(String secret, String marker) {
        List<String> found = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = parse(send("GET", "/api/v1/events?limit=1" + cursor, null, secret));
            page.get("data").forEach(event -> {
                if (event.at("/payload/requestId").asText().equals(marker)) {
                    found.add(event.get("id").asText());
                }
            });
            cursor = page.get("nextCursor").asText().isEmpty()
                    ? null
                    : "&cursor=" + page.get("nextCursor").asText();
        } while (cursor != null);
        return found;
    }

    private static List<String> mine(String secret, String marker, String filter) {
        return list("/api/v1/events?limit=1000" + filter, secret).stream()
                .filter(event -> event.at("/payload/requestId").asText().equals(marker))
                .map(event -> event.get("id").asText())
                .toList();
    }

    private static String append(String marker, String session, String group, EventName name) {
        Event event =
                Event.of(name, new Origin("org_a", session, "key:x", marker, "promoteGroupMember"), group, Map.of());
        gateway.context().getBean(EventLog.class).append(List.of(event));
        return event.id();
    }

    private static JsonNode key(String scope, String secret) {
        HttpResponse<String> made = send("POST", KEYS, body(scope), secret);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return parse(made);
    }

    private static String body(String scope) {
        return "{\"name\": \"" + UUID.randomUUID() + "\", " + CAPABILITIES + ", \"scope\": " + scope + "}";
    }

    private static List<String> ids(String path, String secret) {
        return list(path, secret).stream().map(row -> row.get("id").asText()).toList();
    }

    private static List<JsonNode> list(String path, String secret) {
        List<JsonNode> rows = new ArrayList<>();
        HttpResponse<String> answer = send("GET", path, null, secret);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        parse(answer).get("data").forEach(rows::add);
        return rows;
    }

    private static HttpResponse<String> send(String method, String path, String body, String secret) {
        return gateway.send(method, path, body, "x-api-key", secret, "Content-Type", "application/json");
    }
}
