package io.wagateway.group;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wagateway.RunningGateway;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Contract section 9: who waits to be let into a group, over real HTTP, on the simulator. */
class JoinRequestsIT {
    private static final String KEY = "wa_all_00000000000000000000000000000000";
    private static final String READER = "wa_reader_00000000000000000000000000000";
    private static final String GROUP = RunningGateway.SESSIONS + "admin/groups/120363000000000001@g.us";
    private static final String REQUESTS = GROUP + "/join-requests";
    private static final String EMPTY = RunningGateway.SESSIONS + "admin/groups/120363000000000002@g.us/join-requests";
    private static final String FIRST = "6289000000001@s.whatsapp.net";
    private static final String HIDDEN = "89000000002@lid";
    private static final String THIRD = "6289000000003@s.whatsapp.net";
    private static final String ALL = "{\"all\": true}";

    private RunningGateway gateway;

    @BeforeEach
    void start() {
        gateway = RunningGateway.startWith("waiting.yaml");
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private HttpResponse<String> send(String method, String path, String body, String key) {
        return body == null
                ? gateway.send(method, path, null, "x-api-key", key)
                : gateway.send(method, path, body, "x-api-key", key, "Content-Type", "application/json");
    }

    private HttpResponse<String> post(String path, String body) {
        return send("POST", path, body, KEY);
    }

    private JsonNode get(String path) throws Exception {
        HttpResponse<String> answer = send("GET", path, null, READER);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new ObjectMapper().readTree(answer.body());
    }

    private static String participants(String... jids) {
        return "{\"participants\": [\"" + String.join("\", \"", jids) + "\"]}";
    }

    private static List<String> rows(HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        List<String> rows = new ArrayList<>();
        new ObjectMapper()
                .readTree(answer.body())
                .get("data")
                .forEach(row -> rows.add(row.get("jid").asText() + " "
                        + row.get("outcome").asText()
                        + (row.has("error") ? " " + row.at("/error/code").asText() : "")));
        return rows;
    }

    private int waiting() throws Exception {
        return get(REQUESTS).get("data").size();
    }

    private List<String> members() throws Exception {
        List<String> names = new ArrayList<>();
        get(GROUP + "/members").get("data").forEach(member -> {
            names.add(member.get("jid").asText());
            names.add(member.get("lid").asText());
        });
        return names;
    }

    /** Each event's name, member and operation. */
    private List<String> events() throws Exception {
        List<String> events = new ArrayList<>();
        get("/api/v1/events").get("data").forEach(event -> {
            JsonNode payload = event.get("payload");
            events.add(event.get("event").asText() + " "
                    + payload.path("memberJid").asText("-") + " "
                    + payload.path("operationId").asText("-"));
        });
        return events;
    }

    @Test
    void list_hasTheOldestFirstAndPages() throws Exception {
        JsonNode first = get(REQUESTS + "?limit=2");
        assertThat(first.get("data"))
                .hasToString(
                        "[{\"jid\":\"6289000000001@s.whatsapp.net\",\"lid\":\"89000000001@lid\","
                                + "\"requestedAt\":1767323045000,\"via\":\"link\"},"
                                + "{\"jid\":null,\"lid\":\"89000000002@lid\",\"requestedAt\":1767323046000,\"via\":\"member\"}]");
        JsonNode second =
                get(REQUESTS + "?limit=3&cursor=" + first.get("nextCursor").asText());
        assertThat(second.get("data").findValuesAsText("jid"))
                .containsExactly(THIRD, "6289000000004@s.whatsapp.net", "6289000000005@s.whatsapp.net");
        assertThat(second.get("nextCursor").asText()).isEmpty();
        assertThat(get(EMPTY)).hasToString("{\"data\":[],\"nextCursor\":\"\"}");
    }

    @Test
    void people_whoAreApproved_areInTheGroupAndWaitNoMore() throws Exception {
        String body = participants(FIRST, HIDDEN, "6289000000099@s.whatsapp.net", "nonsense");
        assertThat(rows(post(REQUESTS + ":approve", body)))
                .containsExactly(
                        FIRST + " changed",
                        HIDDEN + " changed",
                        "6289000000099@s.whatsapp.net unchanged",
                        "nonsense failed not_found");
        assertThat(waiting()).isEqualTo(3);
        assertThat(members()).contains(FIRST, "89000000001@lid", HIDDEN);
        assertThat(rows(post(REQUESTS + ":approve", body))).contains(FIRST + " unchanged", HIDDEN + " unchanged");
        Awaitility.await().untilAsserted(() -> assertThat(events())
                .contains(
                        "group.member.added " + FIRST + " approveJoinRequests",
                        "group.member.added " + HIDDEN + " approveJoinRequests",
                        "group.action.denied nonsense approveJoinRequests"));
        assertThat(events())
                .filteredOn(event -> event.startsWith("group.member.added"))
                .hasSize(2);
    }

    @Test
    void people_whoAreRejected_areNotInTheGroupAndWaitNoMore() throws Exception {
        // By the name that the list has beside the other.
        assertThat(rows(post(REQUESTS + ":reject", participants("89000000001@lid", THIRD))))
                .containsExactly("89000000001@lid changed", THIRD + " changed");
        assertThat(waiting()).isEqualTo(3);
        assertThat(members()).doesNotContain(FIRST, THIRD);
        Awaitility.await().untilAsserted(() -> assertThat(events())
                .contains(
                        "group.join.rejected 89000000001@lid rejectJoinRequests",
                        "group.join.rejected " + THIRD + " rejectJoinRequests"));
        assertThat(rows(post(REQUESTS + ":reject", participants(THIRD)))).containsExactly(THIRD + " unchanged");
    }

    @Test
    void all_areAnsweredTogether() throws Exception {
        assertThat(rows(post(REQUESTS + ":reject?dryRun=true", ALL)))
                .hasSize(5)
                .allMatch(row -> row.endsWith("changed"));
        assertThat(waiting()).isEqualTo(5);
        assertThat(rows(post(REQUESTS + ":approve", ALL)))
                .hasSize(5)
                .allMatch(row -> row.endsWith(" changed"))
                .contains(FIRST + " changed", HIDDEN + " changed");
        assertThat(waiting()).isZero();
        assertThat(members()).contains(FIRST, HIDDEN, THIRD);
        for (String answer : List.of(":approve", ":reject")) {
            assertThat(post(REQUESTS + answer, ALL).body()).isEqualTo("{\"data\":[]}");
        }
    }

    @Test
    void request_thatIsNew_isTold_onceAndNotOfOwnAccounts() throws Exception {
        assertThat(waiting()).isEqualTo(5);
        JdbcClient jdbc = gateway.context().getBean(JdbcClient.class);
        Awaitility.await().until(() -> jdbc.sql("select waiting from whatsapp_groups where waiting is not null")
                .query(String.class)
                .optional()
                .isPresent());
        assertThat(events()).noneMatch(event -> event.startsWith("group.join."));
        assertThat(post(RunningGateway.SESSIONS + "outside/groups:join", "{\"invite\": \"WaitingRoom00000000000\"}")
                        .statusCode())
                .isEqualTo(202);
        String act = "{\"action\": \"request-join\", \"jid\": \"6289000000055@s.whatsapp.net\"}";
        String path = "/api/v1/simulator/groups/120363000000000001@g.us:act";
        for (int i = 0; i < 2; i++) {
            assertThat(post(path, act).statusCode()).isEqualTo(204);
        }
        Awaitility.await().untilAsserted(() -> assertThat(events())
                .anyMatch(event -> event.startsWith("group.join.requested 6289000000055@s.whatsapp.net")));
        for (int i = 0; i < 3; i++) {
            assertThat(waiting()).isEqualTo(7);
        }
        assertThat(rows(post(REQUESTS + ":approve", participants("6289000000055@s.whatsapp.net"))))
                .containsExactly("6289000000055@s.whatsapp.net changed");
        assertThat(waiting()).isEqualTo(6);
        assertThat(events())
                .filteredOn(event -> event.startsWith("group.join."))
                .hasSize(1);
    }

    @Test
    void person_whoIsNamedTwice_isAnsweredOnce() throws Exception {
        assertThat(rows(post(REQUESTS + ":reject", participants("89000000001@lid", FIRST))))
                .containsExactly("89000000001@lid changed", FIRST + " unchanged");
        Awaitility.await().untilAsserted(() -> assertThat(events())
                .filteredOn(event -> event.startsWith("group.join.rejected"))
                .hasSize(1));
    }

    @Test
    void dryRun_changesNothing() throws Exception {
        assertThat(rows(post(REQUESTS + ":approve?dryRun=true", participants(FIRST, "6289000000099@s.whatsapp.net"))))
                .containsExactly(FIRST + " changed", "6289000000099@s.whatsapp.net unchanged");
        assertThat(waiting()).isEqualTo(5);
        assertThat(events()).allMatch(event -> event.startsWith("session.status"));
    }

    @Test
    void account_thatAsksToJoin_waitsAndIsLetIn() throws Exception {
        String join = RunningGateway.SESSIONS + "outside/groups:join";
        for (int i = 0; i < 2; i++) {
            HttpResponse<String> answer = post(join, "{\"invite\": \"WaitingRoom00000000000\"}");
            assertThat(answer.statusCode()).isEqualTo(202);
            assertThat(new ObjectMapper().readTree(answer.body()))
                    .isEqualTo(new ObjectMapper()
                            .readTree("{\"groupJid\":\"120363000000000001@g.us\",\"state\":\"pending\"}"));
        }
        String theirs = RunningGateway.SESSIONS + "outside/groups/120363000000000001@g.us";
        assertThat(send("GET", theirs, null, READER).statusCode()).isEqualTo(404);
        assertThat(waiting()).isEqualTo(6);
        assertThat(events()).noneMatch(event -> event.startsWith("group.joined"));
        assertThat(rows(post(REQUESTS + ":approve", participants("81000000003@lid"))))
                .containsExactly("81000000003@lid changed");
        HttpResponse<String> again = post(join, "{\"invite\": \"WaitingRoom00000000000\"}");
        assertThat(again.statusCode()).isEqualTo(200);
    }

    @Test
    void invite_thatIsPreviewed_isDescribedAndJoinsNothing() throws Exception {
        for (String session : List.of("admin", "outside")) {
            HttpResponse<String> answer = send(
                    "POST",
                    RunningGateway.SESSIONS + session + "/groups:preview",
                    "{\"invite\": \"chat.WhatsApp.com/WaitingRoom00000000000?mode=x#y\"}",
                    READER);
            assertThat(answer.body())
                    .isEqualTo("{\"groupJid\":\"120363000000000001@g.us\",\"subject\":\"Waiting room\","
                            + "\"description\":null,\"participantCount\":2,\"joinApproval\":true,\"isMember\":"
                            + session.equals("admin") + "}");
        }
        assertThat(waiting()).isEqualTo(5);
        HttpResponse<String> dead = send(
                "POST", RunningGateway.SESSIONS + "admin/groups:preview", "{\"invite\": \"AAAAAAAAAAAAAAAA\"}", READER);
        assertThat(dead.statusCode()).isEqualTo(400);
        assertThat(dead.body()).contains("\"invite\":\"must be a valid invite\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET ", "POST :approve", "POST :reject"})
    void account_thatIsNoAdmin_is403(String operation) {
        String[] parts = operation.split(" ", 2);
        String path = RunningGateway.SESSIONS + "plain/groups/120363000000000001@g.us/join-requests" + parts[1];
        HttpResponse<String> answer = send(parts[0], path, parts[0].equals("GET") ? null : ALL, KEY);
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("not an admin of the group");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                               | body",
                "{\"participants\": [\"1@lid\"], \"all\": true}   | body",
                "{\"all\": false}                                 | all",
                "{\"all\": null}                                  | all",
                "{\"all\": \"true\"}                              | all",
                "{\"participants\": []}                           | participants",
                "{\"participants\": null}                         | participants",
                "{\"participants\": [7]}                          | participants[0]",
                "{\"participants\": [\"1@lid\", \"1@lid\"]}       | participants",
                "{\"everybody\": true}                            | everybody",
            })
    void body_thatIsWrong_is400AndNamesTheField(String body, String field) throws Exception {
        for (String answer : List.of(":approve", ":reject")) {
            HttpResponse<String> refused = post(REQUESTS + answer, body);
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
            assertThat(new ObjectMapper()
                            .readTree(refused.body())
                            .at("/error/details")
                            .has(field))
                    .as(refused.body())
                    .isTrue();
        }
        assertThat(waiting()).isEqualTo(5);
    }

    @Test
    void list_ofOneTooMany_is400() {
        String jids =
                IntStream.range(0, 1_025).mapToObj(i -> "\"" + i + "@lid\"").collect(Collectors.joining(","));
        assertThat(post(REQUESTS + ":approve", "{\"participants\": [" + jids + "]}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(send("GET", REQUESTS + "?limit=0", null, KEY).statusCode()).isEqualTo(400);
        assertThat(send("GET", REQUESTS + "?cursor=x", null, KEY).statusCode()).isEqualTo(400);
    }

    @Test
    void reservedOperation_is501AlsoWhereSomebodyWaits() throws Exception {
        HttpResponse<String> answer = post(GROUP + "/members:approve", participants(FIRST));
        assertThat(answer.statusCode()).isEqualTo(501);
        assertThat(waiting()).isEqualTo(5);
    }
}
