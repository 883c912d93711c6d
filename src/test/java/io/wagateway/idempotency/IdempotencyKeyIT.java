package io.wagateway.idempotency;

import static io.wagateway.JsonResponses.parse;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.wagateway.RunningGateway;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Contract section 9, Idempotency-Key: a call that is repeated has one effect and one answer. */
class IdempotencyKeyIT {
    private static final String KEY = "wa_all_00000000000000000000000000000000";
    private static final String GROUPS = RunningGateway.SESSIONS + "phone/groups";
    private static final String GROUP = GROUPS + "/120363000000000001@g.us";
    private static final String MEMBER = "6289000000002@s.whatsapp.net";

    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        gateway = RunningGateway.start("gateway.webhooks.allow-private-addresses=true");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/v1/sessions | {\"label\": \"new\", \"engine\": \"simulator\"} | 201",
                "/api/v1/sessions | {\"label\": \"started\", \"engine\": \"simulator\", \"start\": true} | 201",
                "/api/v1/webhooks | {\"url\": \"http://127.0.0.1:1/\", \"secret\": \"geheim\", \"customHeaders\": {\"X-A\": \"b\"}} | 201",
                GROUPS + " | {\"name\": \"new\", \"participants\": [\"" + MEMBER + "\"]} | 201",
                GROUP + "/members | {\"participants\": [\"6289000000031@s.whatsapp.net\"]} | 204",
                GROUP + "/members:promote | {\"participants\": [\"" + MEMBER + "\"]} | 200",
                GROUP + "/members:promote?dryRun=true | {\"participants\": [\"" + MEMBER + "\"]} | 200",
                GROUP + "/members:demote | {\"participants\": [\"" + MEMBER + "\"]} | 200",
            })
    void repetition_getsTheFirstAnswerAgain(String path, String body, int status) {
        String key = newKey();
        HttpResponse<String> first = post(path, body, key);
        HttpResponse<String> again = post(path, body, key);
        assertThat(first.statusCode()).isEqualTo(status);
        assertThat(first.headers().firstValue("Idempotency-Replayed")).isEmpty();
        assertReplayed(again, first);
        assertThat(again.body()).isEqualTo(first.body());
        // It has had one effect: without the key there is another one, or nothing left to change.
        HttpResponse<String> anew = post(path, body, newKey());
        assertThat(anew.headers().firstValue("Idempotency-Replayed")).isEmpty();
        if (status == 201) {
            assertThat(parse(anew).get("id")).isNotEqualTo(parse(first).get("id"));
        }
    }

    @Test
    void repetition_ofANewApiKey_hasNoSecret() {
        String key = newKey();
        String body = "{\"name\": \"" + key + "\", \"capabilities\": [\"read\"]}";
        HttpResponse<String> first = post("/api/v1/api-keys", body, key);
        HttpResponse<String> again = post("/api/v1/api-keys", body, key);
        assertReplayed(again, first);
        assertThat(parse(first).has("secret")).isTrue();
        assertThat(parse(again).has("secret")).isFalse();
        assertThat(parse(again).get("id")).isEqualTo(parse(first).get("id"));
        assertThat(again.body()).doesNotContain("wa_");
    }

    @Test
    void otherBody_isAConflict_andTheSameInOtherWordsIsNot() {
        String key = newKey();
        HttpResponse<String> first = post("/api/v1/sessions", "{\"label\": \"a\", \"engine\": \"simulator\"}", key);
        HttpResponse<String> other = post("/api/v1/sessions", "{\"label\": \"b\", \"engine\": \"simulator\"}", key);
        assertThat(other.statusCode()).isEqualTo(409);
        assertThat(parse(other).at("/error/code").asText()).isEqualTo("conflict");
        assertThat(other.headers().firstValue("Retry-After")).isEmpty();
        assertReplayed(post("/api/v1/sessions", "{ \"engine\":\"simulator\",  \"label\":\"a\"}", key), first);
    }

    @Test
    void key_isOfOneCallerAndOnePath() {
        String key = newKey();
        String body = "{\"participants\": [\"" + MEMBER + "\"]}";
        post(GROUP + "/members:promote?dryRun=true", body, key);
        assertThat(post(GROUP + "/members:promote", body, key).headers().firstValue("Idempotency-Replayed"))
                .isEmpty();
        assertThat(post(GROUP.replace("@", "%40") + "/members:promote", body, key)
                        .headers()
                        .firstValue("Idempotency-Replayed"))
                .hasValue("true");
        String session = "{\"engine\": \"simulator\"}";
        assertThat(post("/api/v1/sessions", session, key).statusCode()).isEqualTo(201);
        HttpResponse<String> theirs =
                send("/api/v1/sessions", session, "wa_other_000000000000000000000000000000", List.of(key));
        assertThat(theirs.statusCode()).isEqualTo(201);
        assertThat(theirs.headers().firstValue("Idempotency-Replayed")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "ä", "a/b", "\"a\"", "a,b"})
    void malformedKey_is400(String key) {
        is400(send("/api/v1/sessions", "{\"engine\": \"simulator\"}", KEY, List.of(key)));
    }

    @Test
    void keyThatIsTooLong_orComesTwice_is400() {
        is400(send("/api/v1/sessions", "{\"engine\": \"simulator\"}", KEY, List.of("k".repeat(129))));
        is400(send("/api/v1/sessions", "{\"engine\": \"simulator\"}", KEY, List.of("a", "a")));
        assertThat(send("/api/v1/sessions", "{\"engine\": \"simulator\"}", KEY, List.of("k".repeat(128)))
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void malformedKey_onAnotherOperation_isIgnored() {
        String promote = GROUP + "/members/" + MEMBER + "/promote";
        assertThat(send(promote, null, KEY, List.of("a b")).statusCode()).isEqualTo(204);
    }

    @Test
    void failure_isNotKept() {
        String key = newKey();
        String path = RunningGateway.SESSIONS + "unplugged/groups";
        String body = "{\"name\": \"new\", \"participants\": [\"" + MEMBER + "\"]}";
        for (int i = 0; i < 2; i++) {
            HttpResponse<String> answer = post(path, body, key);
            assertThat(answer.statusCode()).isEqualTo(501);
            assertThat(answer.headers().firstValue("Idempotency-Replayed")).isEmpty();
        }
        String name = "{\"name\": \"all\", \"capabilities\": []}";
        assertThat(post("/api/v1/api-keys", name, key).statusCode()).isEqualTo(409);
        assertThat(parse(post("/api/v1/api-keys", name, key))
                        .at("/error/message")
                        .asText())
                .contains("name exists");
    }

    @Test
    void requestsAtTheSameTime_haveOneEffect() throws Exception {
        String key = newKey();
        String path = RunningGateway.SESSIONS + "slow/groups";
        String body = "{\"name\": \"one of many\", \"participants\": [\"" + MEMBER + "\"]}";
        ExecutorService callers = Executors.newFixedThreadPool(8);
        List<Future<HttpResponse<String>>> calls = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            calls.add(callers.submit(() -> post(path, body, key)));
        }
        int made = 0;
        int underWay = 0;
        for (Future<HttpResponse<String>> call : calls) {
            HttpResponse<String> answer = call.get();
            if (answer.statusCode() == 409) {
                assertThat(answer.headers().firstValue("Retry-After")).hasValue("5");
                underWay++;
            } else {
                made += answer.statusCode() == 201
                                && answer.headers()
                                        .firstValue("Idempotency-Replayed")
                                        .isEmpty()
                        ? 1
                        : 0;
            }
        }
        callers.shutdown();
        assertThat(made).isEqualTo(1);
        assertThat(underWay).isPositive();
        assertThat(post(path, body, key).headers().firstValue("Idempotency-Replayed"))
                .hasValue("true");
    }

    @Test
    void whatIsStored_holdsNoSecretInClear() {
        String key = newKey();
        post("/api/v1/api-keys", "{\"name\": \"" + key + "\", \"capabilities\": []}", key);
        post(
                "/api/v1/webhooks",
                "{\"url\": \"http://127.0.0.1:1/\", \"secret\": \"geheim\", \"customHeaders\": {\"X-A\": \"offen\"}}",
                key);
        List<String> rows =
                gateway
                        .context()
                        .getBean(JdbcClient.class)
                        .sql("select * from idempotency_keys")
                        .query()
                        .listOfRows()
                        .stream()
                        .map(Object::toString)
                        .toList();
        assertThat(rows).isNotEmpty();
        assertThat(rows).noneMatch(row -> row.contains("wa_") || row.contains("geheim") || row.contains("offen"));
        assertThat(rows).noneMatch(row -> row.contains(key));
    }

    @Test
    void answerThatIsADayOld_isForgotten() {
        String key = newKey();
        String body = "{\"label\": \"old\", \"engine\": \"simulator\"}";
        JsonNode first = parse(post("/api/v1/sessions", body, key));
        JdbcClient jdbc = gateway.context().getBean(JdbcClient.class);
        jdbc.sql("update idempotency_keys set created_at = created_at - ?")
                .param(IdempotencyStore.KEPT.toMillis())
                .update();
        assertThat(parse(post("/api/v1/sessions", body, key)).get("id")).isNotEqualTo(first.get("id"));
        post("/api/v1/sessions", body, newKey());
        jdbc.sql("update idempotency_keys set created_at = created_at - ?")
                .param(IdempotencyStore.KEPT.toMillis())
                .update();
        Awaitility.await().until(() -> jdbc.sql("select id from idempotency_keys")
                .query(String.class)
                .list()
                .isEmpty());
    }

    @Test
    void createdGroups_areAsManyAsKeys() {
        Set<String> groups = new HashSet<>();
        String key = newKey();
        String body = "{\"name\": \"counted\", \"participants\": [\"" + MEMBER + "\"]}";
        for (int i = 0; i < 5; i++) {
            groups.add(parse(post(GROUPS, body, key)).get("groupJid").asText());
        }
        assertThat(groups).hasSize(1);
        HttpResponse<String> listed = gateway.send("GET", GROUPS + "?limit=1000", null, "x-api-key", KEY);
        assertThat(parse(listed).get("data").findValuesAsText("subject").stream()
                        .filter("counted"::equals))
                .hasSize(1);
    }

    private static void assertReplayed(HttpResponse<String> again, HttpResponse<String> first) {
        assertThat(again.statusCode()).isEqualTo(first.statusCode());
        assertThat(again.headers().firstValue("Idempotency-Replayed")).hasValue("true");
        assertThat(again.headers().firstValue("Content-Type"))
                .isEqualTo(first.headers().firstValue("Content-Type"));
    }

    private static void is400(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(parse(answer).at("/error/code").asText()).isEqualTo("validation_error");
        assertThat(parse(answer).at("/error/details").has("Idempotency-Key")).isTrue();
    }

    private static String newKey() {
        return UUID.randomUUID().toString();
    }

    private static HttpResponse<String> post(String path, String body, String key) {
        return send(path, body, KEY, List.of(key));
    }

    private static HttpResponse<String> send(String path, String body, String apiKey, List<String> keys) {
        List<String> headers = new ArrayList<>(List.of("x-api-key", apiKey, "Content-Type", "application/json"));
        keys.forEach(key -> headers.addAll(List.of("Idempotency-Key", key)));
        return gateway.send("POST", path, body, headers.toArray(String[]::new));
    }
}
