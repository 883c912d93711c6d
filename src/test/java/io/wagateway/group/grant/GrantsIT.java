package io.wagateway.group.grant;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.wagateway.JsonResponses;
import io.wagateway.RunningGateway;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Contract section 9, rights for a time, over real HTTP on the simulator. */
class GrantsIT {
    private static final String KEY = "wa_all_00000000000000000000000000000000";
    private static final String READER = "wa_reader_00000000000000000000000000000";
    private static final String OTHER = "wa_other_000000000000000000000000000000";
    private static final String GID = "120363000000000001@g.us";
    private static final String GROUP = RunningGateway.SESSIONS + "phone/groups/" + GID;
    private static final String THEIRS = RunningGateway.SESSIONS + "theirs/groups/" + GID;
    private static final String PLAIN = "6289000000002@s.whatsapp.net";
    private static final String PLAIN_LID = "89000000002@lid";
    private static final String ADMIN = "6289000000003@s.whatsapp.net";
    private static final String HIDDEN = "89000000004@lid";
    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final String EXPECTED = "must be: 1m to 30d, a number with a unit (90m, 2h, 7d) or ISO 8601 (PT2H)";

    private static RunningGateway gateway;
    private static JdbcClient jdbc;

    @BeforeAll
    static void start() {
        gateway = RunningGateway.start();
        jdbc = gateway.context().getBean(JdbcClient.class);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    /** Nobody has rights for a time, and the plain members are plain. */
    @BeforeEach
    void begin() {
        for (String member : List.of(PLAIN, HIDDEN)) {
            assertThat(send("POST", member(member) + "/demote").statusCode()).isEqualTo(204);
        }
        jdbc.sql("delete from member_grants").update();
        jdbc.sql("delete from events").update();
    }

    private static HttpResponse<String> send(String method, String path, String body, String key) {
        return body == null
                ? gateway.send(method, path, null, "x-api-key", key)
                : gateway.send(method, path, body, "x-api-key", key, "Content-Type", "application/json");
    }

    private static HttpResponse<String> send(String method, String path) {
        return send(method, path, null, KEY);
    }

    private static String member(String jid) {
        return GROUP + "/members/" + jid;
    }

    private static void promote(String jid, String time) {
        assertThat(send("POST", member(jid) + "/promote?for=" + time).statusCode())
                .isEqualTo(204);
    }

    private static List<JsonNode> grants() {
        HttpResponse<String> answer = send("GET", GROUP + "/grants", null, READER);
        assertThat(answer.statusCode()).isEqualTo(200);
        List<JsonNode> grants = new ArrayList<>();
        JsonResponses.parse(answer).get("data").forEach(grants::add);
        return grants;
    }

    private static JsonNode onlyGrant() {
        assertThat(grants()).hasSize(1);
        return grants().get(0);
    }

    private static String state() {
        return onlyGrant().get("state").asText();
    }

    private static boolean isAdmin(String jid) {
        HttpResponse<String> answer = send("POST", member(jid) + "/promote?dryRun=true");
        return JsonResponses.parse(answer).get("outcome").asText().equals("unchanged");
    }

    /** Lets so much time pass for all grants. */
    private static void pass(Duration time) {
        jdbc.sql("update member_grants set ends_at = ends_at - :ms, due_at = due_at - :ms, asked_at = asked_at - :ms,"
                        + " created_at = created_at - :ms")
                .param("ms", time.toMillis())
                .update();
    }

    private static void awaitState(String state) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> state().equals(state));
    }

    /** Name, actor and member of each. */
    private static List<String> events() {
        return jdbc.sql("select event, payload from events where event <> 'session.status' order by number")
                .query((row, number) -> {
                    String payload = row.getString("payload");
                    return row.getString("event") + " " + field(payload, "actor") + " " + field(payload, "memberJid");
                })
                .list();
    }

    private static String field(String payload, String name) {
        return payload.replaceFirst(".*\"" + name + "\":\"([^\"]*)\".*", "$1");
    }

    @Test
    void promotion_forATime_isAGrant_andEndsByItself() {
        promote(PLAIN, "1m");
        JsonNode grant = onlyGrant();
        assertThat(JsonResponses.fields(grant))
                .containsExactly("id", "jid", "lid", "until", "grantedBy", "createdAt", "state");
        assertThat(grant.get("jid").asText()).isEqualTo(PLAIN);
        assertThat(grant.get("lid").asText()).isEqualTo(PLAIN_LID);
        assertThat(grant.get("until").asLong() - grant.get("createdAt").asLong()).isEqualTo(60_000);
        assertThat(grant.get("grantedBy").asText()).startsWith("key:");
        assertThat(grant.get("state").asText()).isEqualTo("active");
        assertThat(isAdmin(PLAIN)).isTrue();

        pass(Duration.ofMinutes(1));
        awaitState("ended");
        assertThat(isAdmin(PLAIN)).isFalse();
        assertThat(events())
                .containsExactly(
                        "group.member.promoted " + grant.get("grantedBy").asText() + " " + PLAIN,
                        "group.member.demoted grant:" + grant.get("id").asText() + " " + PLAIN);
        assertThat(jdbc.sql("select payload from events where event = 'group.member.demoted'")
                        .query(String.class)
                        .single())
                .contains("\"operationId\":\"demoteGroupMember\"")
                .contains("\"requestId\":\"");
    }
}
