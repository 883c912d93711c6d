package io.wagateway.access;

import static io.wagateway.JsonResponses.fields;
import static io.wagateway.JsonResponses.parse;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wagateway.RunningGateway;
import io.wagateway.TestDatabase;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Contract section 6, the keys: listed, made and revoked over real HTTP, by keys and by people. */
class ApiKeyAuthenticatorIT {
    private static final String KEYS = "/api/v1/api-keys";
    private static final String PROMOTE = RunningGateway.SESSIONS
            + "phone/groups/120363000000000001@g.us/members/6289000000003@s.whatsapp.net/promote";
    private static final String[] MANAGER = {"x-api-key", "wa_all_00000000000000000000000000000000"};
    private static final String[] OTHER = {"x-api-key", "wa_other_000000000000000000000000000000"};
    private static final String[] READER = {"x-api-key", "wa_reader_00000000000000000000000000000"};
    private static final SigningKey FRONTEND_KEY = SigningKey.generate("key", "EdDSA");
    private static final ObjectMapper JSON = new ObjectMapper();

    private static Frontend frontend;
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        frontend = new Frontend(FRONTEND_KEY);
        gateway = RunningGateway.start(
                "gateway.auth.jwt.jwks-uri=" + frontend.jwksUri(),
                "gateway.auth.roles.owner=read,send,manage",
                "gateway.auth.roles.janitor=manage",
                "gateway.auth.roles.viewer=read");
    }

    @AfterAll
    static void stop() {
        gateway.close();
        frontend.close();
    }

    @Test
    void newKey_isToldOnceWithTheFieldsOfTheContract() {
        long before = System.currentTimeMillis();
        long expiresAt = before + 100_000;
        HttpResponse<String> answer = create(body("told once", List.of("send", "read"), expiresAt), MANAGER);
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
        JsonNode key = parse(answer);
        assertThat(fields(key)).containsExactly("id", "name", "secret", "capabilities", "createdAt", "expiresAt");
        assertThat(key.get("id").asText()).matches("[0-9A-HJKMNP-TV-Z]{26}");
        assertThat(key.get("name").asText()).isEqualTo("told once");
        assertThat(key.get("secret").asText()).matches("wa_[0-9A-Za-z]{40,}");
        assertThat(key.get("capabilities")).map(JsonNode::asText).containsExactly("read", "send");
        assertThat(key.get("createdAt").asLong()).isBetween(before, System.currentTimeMillis());
        assertThat(key.get("expiresAt").asLong()).isEqualTo(expiresAt);
    }

    @Test
    void listedKey_hasTheFieldsOfTheContractAndNothingOfASecret() {
        JsonNode created = created(body("listed", List.of("manage", "send", "read"), null), MANAGER);
        HttpResponse<String> answer = gateway.send("GET", KEYS, null, MANAGER);
        assertThat(answer.statusCode()).isEqualTo(200);
        String secret = created.get("secret").asText();
        assertThat(answer.body()).doesNotContain("wa_", secret.substring(3), ApiKey.sha256(secret), "secret", "sha256");
        JsonNode row = row(created.get("id").asText(), MANAGER);
        assertThat(fields(row)).containsExactly("id", "name", "capabilities", "createdAt", "expiresAt", "lastUsedAt");
        assertThat(row.get("name").asText()).isEqualTo("listed");
        assertThat(row.get("capabilities")).map(JsonNode::asText).containsExactly("read", "send", "manage");
        assertThat(row.get("createdAt")).isEqualTo(created.get("createdAt"));
        assertThat(row.get("expiresAt").isNull()).isTrue();
        assertThat(row.get("lastUsedAt").isNull()).isTrue();
    }

    @Test
    void secret_isStoredAsItsHashAlone() {
        JsonNode created = created(body("hashed", List.of(), null), MANAGER);
        Map<String, Object> row = gateway.context()
                .getBean(JdbcClient.class)
                .sql("select * from api_keys where id = ?")
                .param(created.get("id").asText())
                .query()
                .singleRow();
        assertThat(row.values()).contains(ApiKey.sha256(created.get("secret").asText()));
        assertThat(row.values()).doesNotContain(created.get("secret").asText());
    }

    @Test
    void newKey_mayDoWhatItWasGivenAndNoMore() {
        String[] sender = key("sender", "send");
        assertThat(gateway.post(PROMOTE, sender).statusCode()).isEqualTo(204);
        assertThat(gateway.send("GET", KEYS, null, sender).statusCode()).isEqualTo(403);
        String[] nothing = key("may do nothing");
        assertThat(gateway.post(PROMOTE, nothing).statusCode()).isEqualTo(403);
    }

    @Test
    void newKey_isOfItsCreatorsOrganization() {
        JsonNode theirs = created(body("theirs", List.of("send", "manage"), null), OTHER);
        String[] key = {"x-api-key", theirs.get("secret").asText()};
        assertThat(gateway.post(PROMOTE, key).statusCode()).isEqualTo(404);
        assertThat(ids(key)).contains(theirs.get("id").asText()).doesNotContainAnyElementsOf(ids(MANAGER));
    }

    @Test
    void person_withManage_makesTheFirstKeyOfAnOrganization() {
        String[] person = person("org_new", "owner");
        assertThat(ids(person)).isEmpty();
        JsonNode created = created(body("first", List.of("read", "manage"), null), person);
        String[] key = {"Authorization", "Bearer " + created.get("secret").asText()};
        assertThat(ids(key)).containsExactly(created.get("id").asText());
        assertThat(revoke(created.get("id").asText(), person).statusCode()).isEqualTo(204);
        assertThat(gateway.send("GET", KEYS, null, key).statusCode()).isEqualTo(401);
    }

    @Test
    void key_handsOnOnlyWhatItsCreatorHas() {
        String[] janitorKey = key("janitor", "manage");
        for (String[] janitor : List.of(janitorKey, person("org_a", "janitor"))) {
            HttpResponse<String> answer = create(body("climber", List.of("manage", "send"), null), janitor);
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(parse(answer).at("/error/code").asText()).isEqualTo("forbidden");
            assertThat(parse(answer).at("/error/details/capability").asText()).isEqualTo("send");
            assertThat(names(MANAGER)).doesNotContain("climber");
        }
        assertThat(create(body("child", List.of("manage"), null), janitorKey).statusCode())
                .isEqualTo(201);
        assertThat(create(body("grandchild", List.of(), null), person("org_a", "janitor"))
                        .statusCode())
                .isEqualTo(201);
    }

    static Stream<Arguments> callersWithoutManage() {
        return Stream.of(Arguments.of((Object) READER), Arguments.of((Object) person("org_a", "viewer")));
    }

    @ParameterizedTest
    @MethodSource("callersWithoutManage")
    void caller_withoutManage_is403BeforeAnythingElse(String[] caller) {
        for (HttpResponse<String> answer : List.of(
                gateway.send("GET", KEYS + "?limit=0", null, caller),
                create("nonsense", caller),
                revoke("nobodys", caller))) {
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.body()).contains("\"capability\":\"manage\"");
        }
    }

    @Test
    void caller_withoutAToken_is401() {
        assertThat(gateway.send("GET", KEYS, null).statusCode()).isEqualTo(401);
        assertThat(create("nonsense").statusCode()).isEqualTo(401);
        assertThat(revoke("nobodys").statusCode()).isEqualTo(401);
    }

    @Test
    void name_thatIsInUse_is409UntilItsKeyIsRevoked() {
        String body = body("twice", List.of("read"), null);
        String first = created(body, MANAGER).get("id").asText();
        HttpResponse<String> second = create(body, MANAGER);
        assertThat(second.statusCode()).isEqualTo(409);
        assertThat(parse(second).at("/error/code").asText()).isEqualTo("conflict");
        assertThat(fields(parse(second).at("/error/details"))).containsExactly("name");
        created(body, OTHER);
        assertThat(revoke(first, MANAGER).statusCode()).isEqualTo(204);
        created(body, MANAGER);
        assertThat(names(MANAGER)).containsOnlyOnce("twice");
    }

    @Test
    void name_ofAKeyOfTheConfiguration_is409() {
        assertThat(create(body("reader", List.of(), null), MANAGER).statusCode())
                .isEqualTo(409);
        assertThat(create(body("reader", List.of(), null), OTHER).statusCode()).isEqualTo(201);
    }

    @Test
    void name_askedForByManyAtOnce_isGivenOnce() {
        String body = body("race", List.of(), null);
        List<CompletableFuture<Integer>> answers = IntStream.range(0, 16)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> create(body, MANAGER).statusCode()))
                .toList();
        assertThat(answers.stream().map(CompletableFuture::join))
                .containsOnlyOnce(201)
                .containsOnly(201, 409);
        assertThat(names(MANAGER)).containsOnlyOnce("race");
    }

    @Test
    void revokedKey_stopsAtOnceAndIsGoneFromTheList() {
        JsonNode created = created(body("revoked", List.of("send"), null), MANAGER);
        String id = created.get("id").asText();
        String[] key = {"x-api-key", created.get("secret").asText()};
        assertThat(gateway.post(PROMOTE, key).statusCode()).isEqualTo(204);
        HttpResponse<String> revoked = revoke(id, MANAGER);
        assertThat(revoked.statusCode()).isEqualTo(204);
        assertThat(revoked.body()).isEmpty();
        assertThat(gateway.post(PROMOTE, key).statusCode()).isEqualTo(401);
        assertThat(ids(MANAGER)).doesNotContain(id);
        isNotFound(revoke(id, MANAGER));
    }

    @Test
    void key_thatRevokesItself_isRevoked() {
        JsonNode created = created(body("weary of life", List.of("manage"), null), MANAGER);
        String[] key = {"x-api-key", created.get("secret").asText()};
        assertThat(revoke(created.get("id").asText(), key).statusCode()).isEqualTo(204);
        assertThat(revoke(created.get("id").asText(), key).statusCode()).isEqualTo(401);
    }

    @Test
    void revoke_keyOfAnotherOrganization_isTheSame404AndChangesNothing() {
        JsonNode theirs = created(body("safe", List.of("manage"), null), OTHER);
        isNotFound(revoke(theirs.get("id").asText(), MANAGER));
        isNotFound(revoke(theirs.get("id").asText(), person("org_a", "owner")));
        assertThat(ids("x-api-key", theirs.get("secret").asText()))
                .contains(theirs.get("id").asText());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "01K0M5GQWXN7B1Z6T3V9C2D4E5",
                "reader",
                "%2e%2e",
                "wa_all_00000000000000000000000000000000",
                "'%20or%201=1%20--",
                "%F0%9F%94%91%F0%9F%94%91%F0%9F%94%91%F0%9F%94%91%F0%9F%94%91%F0%9F%94%91%F0%9F%94%91%F0%9F%94%91%F0%9F%94%91%F0%9F%94%91%F0%9F%94%91%F0%9F%94%91%F0%9F%94%91"
            })
    void revoke_idThatIsNone_is404(String id) {
        isNotFound(revoke(id, MANAGER));
    }

    @Test
    void expiredKey_isStillListedAndNoLongerAccepted() {
        JsonNode created = created(body("expiring", List.of("send"), System.currentTimeMillis() + 3_000), MANAGER);
        String[] key = {"x-api-key", created.get("secret").asText()};
        assertThat(gateway.post(PROMOTE, key).statusCode()).isEqualTo(204);
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> gateway.post(PROMOTE, key).statusCode() == 401);
        assertThat(row(created.get("id").asText(), MANAGER).get("expiresAt")).isEqualTo(created.get("expiresAt"));
        assertThat(create(body("expiring", List.of(), null), MANAGER).statusCode())
                .isEqualTo(409);
    }

    @Test
    void use_isSeenInTheListAndWrittenBehindIt() {
        JsonNode created = created(body("used", List.of(), null), MANAGER);
        String id = created.get("id").asText();
        long before = System.currentTimeMillis();
        assertThat(gateway.post(PROMOTE, "x-api-key", created.get("secret").asText())
                        .statusCode())
                .isEqualTo(403);
        long used = row(id, MANAGER).get("lastUsedAt").asLong();
        assertThat(used).isBetween(before, System.currentTimeMillis());
        gateway.context().getBean(ApiKeyUsage.class).write();
        assertThat(row(id, MANAGER).get("lastUsedAt").asLong()).isEqualTo(used);
    }

    @Test
    void use_thatIsNotWrittenYet_isWrittenAtTheShutdown() {
        String database = TestDatabase.postgresUrl();
        long before = System.currentTimeMillis();
        try (RunningGateway node = RunningGateway.start("spring.datasource.url=" + database)) {
            assertThat(node.send("GET", KEYS, null, MANAGER).statusCode()).isEqualTo(200);
        }
        assertThat(JdbcClient.create(new DriverManagerDataSource(database))
                        .sql("select last_used_at from api_keys where organization_id = 'org_a' and name = 'all'")
                        .query(Long.class)
                        .single())
                .isBetween(before, System.currentTimeMillis());
    }

    @Test
    void list_isReadPageByPageInTheOrderOfTheMaking() {
        String[] person = person("org_pages", "owner");
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            made.add(created(body("page " + i, List.of(), null), person)
                    .get("id")
                    .asText());
        }
        List<String> read = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = parse(gateway.send("GET", KEYS + "?limit=2&cursor=" + cursor, null, person));
            assertThat(page.get("data").size()).isBetween(1, 2);
            read.addAll(page.get("data").findValuesAsText("id"));
            cursor = page.get("nextCursor").asText();
        } while (!cursor.isEmpty());
        assertThat(read).isEqualTo(made);
    }

    @ParameterizedTest
    @CsvSource({"?limit=0", "?limit=1001", "?cursor=!"})
    void page_thatIsWrong_is400(String query) {
        isInvalid(gateway.send("GET", KEYS + query, null, MANAGER));
    }

    static Stream<Arguments> wrongFields() {
        String tail = ", \"capabilities\": []}";
        String head = "{\"name\": \"wrong\", \"capabilities\": ";
        return Stream.of(
                Arguments.of("{\"capabilities\": []}", "name"),
                Arguments.of("{\"name\": null" + tail, "name"),
                Arguments.of("{\"name\": 7" + tail, "name"),
                Arguments.of("{\"name\": [\"a\"]" + tail, "name"),
                Arguments.of("{\"name\": \"\"" + tail, "name"),
                Arguments.of("{\"name\": \" \\u00a0\\u2003\"" + tail, "name"),
                Arguments.of("{\"name\": \"\\u200b\"" + tail, "name"),
                Arguments.of("{\"name\": \"two\\nlines\"" + tail, "name"),
                Arguments.of("{\"name\": \"a line\\n\"" + tail, "name"),
                Arguments.of("{\"name\": \"a\\u0000\"" + tail, "name"),
                Arguments.of("{\"name\": \"a\\ud800\"" + tail, "name"),
                Arguments.of("{\"name\": \"" + "n".repeat(101) + "\"" + tail, "name"),
                Arguments.of("{\"name\": \"" + "n".repeat(10_000) + "\"" + tail, "name"),
                Arguments.of("{\"name\": \"" + " ".repeat(10_000) + "\"" + tail, "name"),
                Arguments.of("{\"name\": \"wrong\"}", "capabilities"),
                Arguments.of(head + "null}", "capabilities"),
                Arguments.of(head + "\"read\"}", "capabilities"),
                Arguments.of(head + "{\"read\": true}}", "capabilities"),
                Arguments.of(head + "[\"read\", \"read\"]}", "capabilities"),
                Arguments.of(head + "[\"READ\"]}", "capabilities[0]"),
                Arguments.of(head + "[\"read\", \"admin\"]}", "capabilities[1]"),
                Arguments.of(head + "[null]}", "capabilities[0]"),
                Arguments.of(head + "[[]]}", "capabilities[0]"),
                Arguments.of(head + "[], \"expiresAt\": 1}", "expiresAt"),
                Arguments.of(head + "[], \"expiresAt\": 0}", "expiresAt"),
                Arguments.of(head + "[], \"expiresAt\": -1}", "expiresAt"),
                Arguments.of(head + "[], \"expiresAt\": 253402300800000}", "expiresAt"),
                Arguments.of(head + "[], \"expiresAt\": 9223372036854775808}", "expiresAt"),
                Arguments.of(head + "[], \"expiresAt\": 99999999999999999999999999}", "expiresAt"),
                Arguments.of(head + "[], \"expiresAt\": 1e400}", "expiresAt"),
                Arguments.of(head + "[], \"expiresAt\": -1e400}", "expiresAt"),
                Arguments.of(head + "[], \"expiresAt\": 4102444800000.5}", "expiresAt"),
                Arguments.of(head + "[], \"expiresAt\": \"4102444800000\"}", "expiresAt"),
                Arguments.of(head + "[], \"expiresAt\": true}", "expiresAt"),
                Arguments.of(head + "[], \"expiresAt\": {}}", "expiresAt"),
                Arguments.of(head + "[], \"secret\": \"wa_" + "a".repeat(43) + "\"}", "secret"),
                Arguments.of(head + "[], \"organization\": \"org_b\"}", "organization"),
                Arguments.of(head + "[], \"id\": \"01K0M5GQWXN7B1Z6T3V9C2D4E5\"}", "id"));
    }

    @ParameterizedTest
    @MethodSource("wrongFields")
    void field_thatIsWrong_isNamed(String body, String field) {
        JsonNode error = isInvalid(create(body, MANAGER));
        assertThat(fields(error.get("details"))).containsExactly(field);
        assertThat(names(MANAGER)).doesNotContain("wrong");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "null",
                "[]",
                "\"name\"",
                "{\"name\": \"wrong\", \"name\": \"wrong\", \"capabilities\": []}",
                "{\"name\": \"wrong\", \"capabilities\": []} {}",
                "{\"name\": \"wrong\", \"capabilities\": [], \"expiresAt\": NaN}",
                "{\"name\": \"wrong\", \"capabilities\": [], \"expiresAt\": 1111111111111111111111111111111111111111}"
            })
    void body_thatIsNoKey_is400(String body) {
        isInvalid(create(body, MANAGER));
        assertThat(names(MANAGER)).doesNotContain("wrong");
    }

    @Test
    void body_thatIsANestedBomb_is400() {
        String bomb = "[".repeat(30_000) + "]".repeat(30_000);
        isInvalid(create("{\"name\": \"wrong\", \"capabilities\": " + bomb + "}", MANAGER));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "application/json;charset=UTF-16"})
    void body_ofAnotherType_is415(String type) {
        HttpResponse<String> answer = gateway.send(
                "POST", KEYS, body("wrong", List.of(), null), MANAGER[0], MANAGER[1], "Content-Type", type);
        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(parse(answer).at("/error/code").asText()).isEqualTo("unsupported_media_type");
    }

    @Test
    void body_thatIsTooLarge_is413() {
        String large = " ".repeat(70_000) + "{}";
        for (HttpResponse<String> answer : List.of(
                create(large, MANAGER), gateway.send("DELETE", KEYS + "/01K0M5GQWXN7B1Z6T3V9C2D4E5", large, MANAGER))) {
            assertThat(answer.statusCode()).isEqualTo(413);
            assertThat(parse(answer).at("/error/code").asText()).isEqualTo("payload_too_large");
        }
    }

    @Test
    void name_ofAHundredCharactersOfAnyScript_isKept() {
        String name = "\ud83d\udd11".repeat(50) + "\u00e4\u05d0".repeat(25);
        JsonNode created = created(body(name, List.of(), 253402300799999L), MANAGER);
        assertThat(row(created.get("id").asText(), MANAGER).get("name").asText())
                .isEqualTo(name);
    }

    private static String[] person(String organization, String role) {
        return new String[] {"Authorization", "Bearer " + FRONTEND_KEY.token(Frontend.claims(organization, role))};
    }

    private static String[] key(String name, String... capabilities) {
        JsonNode created = created(body(name, List.of(capabilities), null), MANAGER);
        return new String[] {"x-api-key", created.get("secret").asText()};
    }

    private static String body(String name, List<String> capabilities, Long expiresAt) {
        ObjectNode body = JSON.createObjectNode().put("name", name).put("expiresAt", expiresAt);
        capabilities.forEach(body.putArray("capabilities")::add);
        return body.toString();
    }

    private static HttpResponse<String> create(String body, String... caller) {
        List<String> headers = new ArrayList<>(List.of(caller));
        headers.addAll(List.of("Content-Type", "application/json"));
        return gateway.send("POST", KEYS, body, headers.toArray(String[]::new));
    }

    private static JsonNode created(String body, String... caller) {
        HttpResponse<String> answer = create(body, caller);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return parse(answer);
    }

    private static HttpResponse<String> revoke(String id, String... caller) {
        return gateway.send("DELETE", KEYS + "/" + id, null, caller);
    }

    private static void isNotFound(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body())
                .isEqualTo("{\"error\":{\"code\":\"not_found\",\"message\":\"API key not found\",\"details\":{}}}");
    }

    private static JsonNode isInvalid(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        JsonNode error = parse(answer).get("error");
        assertThat(error.get("code").asText()).isEqualTo("validation_error");
        return error;
    }

    private static JsonNode list(String... caller) {
        HttpResponse<String> answer = gateway.send("GET", KEYS + "?limit=1000", null, caller);
        assertThat(answer.statusCode()).isEqualTo(200);
        return parse(answer).get("data");
    }

    private static List<String> ids(String... caller) {
        return list(caller).findValuesAsText("id");
    }

    private static List<String> names(String... caller) {
        return list(caller).findValuesAsText("name");
    }

    private static JsonNode row(String id, String... caller) {
        for (JsonNode row : list(caller)) {
            if (row.get("id").asText().equals(id)) {
                return row;
            }
        }
        throw new AssertionError("not in the list: " + id);
    }
}
