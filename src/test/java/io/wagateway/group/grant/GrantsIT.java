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
        assertThat(grant.get("until").asLong() - grant.get("createdAt").asLong())
                .isEqualTo(60_000);
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

    @Test
    void promotion_askedForAgain_movesTheEnd_alsoToBeSooner() {
        promote(PLAIN, "2h");
        String id = onlyGrant().get("id").asText();
        long first = onlyGrant().get("until").asLong();
        promote(PLAIN_LID, "PT5H");
        assertThat(onlyGrant().get("until").asLong() - first).isBetween(3 * HOUR, 3 * HOUR + 30_000);
        promote(PLAIN, "1h");
        assertThat(onlyGrant().get("until").asLong() - first).isBetween(-HOUR, -HOUR + 30_000);
        assertThat(onlyGrant().get("id").asText()).isEqualTo(id);
        // For good: the grant stays.
        assertThat(send("POST", member(PLAIN) + "/promote").statusCode()).isEqualTo(204);
        assertThat(state()).isEqualTo("active");
        assertThat(events()).hasSize(1);
    }

    @Test
    void member_whoIsAnAdminWithoutAGrant_getsNone() {
        promote(ADMIN, "1h");
        assertThat(grants()).isEmpty();
        assertThat(events()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"demote", "demoteMany", "remove", "demoteByAnotherSession", "leave"})
    void grant_endsWithTheDemotion_whoeverMakesIt(String how) throws Exception {
        String session = how.equals("demoteByAnotherSession") ? "slow" : "phone";
        String group = RunningGateway.SESSIONS + session + "/groups/" + GID;
        String newcomer = "6289000000077@s.whatsapp.net";
        String participants = "{\"participants\": [\"" + newcomer + "\"]}";
        assertThat(send("POST", GROUP + "/members", participants, KEY).statusCode())
                .isEqualTo(204);
        promote(newcomer, "2h");
        HttpResponse<String> answer =
                switch (how) {
                    case "demoteMany" -> send("POST", GROUP + "/members:demote", participants, KEY);
                    case "remove" -> send("DELETE", member(newcomer));
                    case "leave" -> send("POST", GROUP + ":leave");
                    default -> send("POST", group + "/members/" + newcomer + "/demote");
                };
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 204);
        assertThat(jdbc.sql("select state from member_grants")
                        .query(String.class)
                        .single())
                .isEqualTo("ended");
        if (how.equals("leave")) {
            rejoin();
        }
        send("DELETE", RunningGateway.SESSIONS + "theirs/groups/" + GID + "/members/" + newcomer, null, OTHER);
    }

    /** The account is an admin again, as in the beginning. */
    private static void rejoin() {
        String self = "6281000000001@s.whatsapp.net";
        assertThat(send("POST", THEIRS + "/members", "{\"participants\": [\"" + self + "\"]}", OTHER)
                        .statusCode())
                .isEqualTo(204);
        assertThat(send("POST", THEIRS + "/members/" + self + "/promote", null, OTHER)
                        .statusCode())
                .isEqualTo(204);
    }

    /** Another organisation's session: to this one it is as if a phone had done it. */
    @Test
    void member_whomAPhoneHasDemoted_isLeftAlone_whenTheTimeIsOver() {
        promote(PLAIN, "1h");
        assertThat(send("POST", THEIRS + "/members/" + PLAIN + "/demote", null, OTHER)
                        .statusCode())
                .isEqualTo(204);
        assertThat(state()).isEqualTo("active");
        pass(Duration.ofHours(1));
        awaitState("ended");
        assertThat(events()).filteredOn(event -> event.contains("grant:")).isEmpty();
    }

    @Test
    void member_whoIsNamedTwice_hasOneGrant() {
        HttpResponse<String> answer = send(
                "POST",
                GROUP + "/members:promote?for=1h",
                "{\"participants\": [\"" + PLAIN + "\", \"" + PLAIN_LID + "\"]}",
                KEY);
        assertThat(JsonResponses.parse(answer).get("data").findValuesAsText("outcome"))
                .containsExactly("changed", "unchanged");
        assertThat(grants()).hasSize(1);
    }

    @Test
    void grant_endsWithTheDemotion_alsoIfAPhoneMakesIt() {
        promote(PLAIN, "1h");
        String act = "{\"action\": \"demote\", \"jid\": \"" + PLAIN + "\"}";
        assertThat(send("POST", "/api/v1/simulator/groups/" + GID + ":act", act, KEY)
                        .statusCode())
                .isEqualTo(204);
        awaitState("ended");
    }

    @Test
    void member_whoIsGone_whenTheTimeIsOver_endsTheGrant() {
        promote(HIDDEN, "1h");
        assertThat(onlyGrant().get("jid").isNull()).isTrue();
        jdbc.sql("update member_grants set member = '89000000999@lid', lid = '89000000999@lid'")
                .update();
        pass(Duration.ofHours(1));
        awaitState("ended");
        assertThat(events()).filteredOn(event -> event.contains("grant:")).isEmpty();
    }

    @Test
    void group_thatIsGone_orASession_endsTheGrant() {
        promote(HIDDEN, "1h");
        for (String column : List.of("group_jid = '120363999999999999@g.us'", "session_id = 'gone'")) {
            jdbc.sql("update member_grants set state = 'active', ended_at = null, " + column)
                    .update();
            pass(Duration.ofHours(1));
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> jdbc.sql("select state from member_grants")
                    .query(String.class)
                    .single()
                    .equals("ended"));
        }
    }

    @Test
    void session_thatIsOffline_isTriedAgain_andAfterADayGivenUpWithAnEvent() {
        promote(PLAIN, "1h");
        String id = onlyGrant().get("id").asText();
        jdbc.sql("update member_grants set session_id = 'unplugged'").update();
        pass(Duration.ofHours(5));
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> jdbc.sql(
                        "select due_at > ends_at and acting_until is null from member_grants")
                .query(Boolean.class)
                .single());
        Awaitility.await()
                .during(Duration.ofSeconds(2))
                .atMost(Duration.ofSeconds(10))
                .until(() -> jdbc.sql("select state from member_grants")
                        .query(String.class)
                        .single()
                        .equals("active"));
        assertThat(events()).hasSize(1);

        jdbc.sql("update member_grants set due_at = ends_at").update();
        pass(Duration.ofHours(21));
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> jdbc.sql("select state from member_grants")
                .query(String.class)
                .single()
                .equals("failed"));
        assertThat(events().get(1)).isEqualTo("group.action.failed grant:" + id + " " + PLAIN);
        assertThat(jdbc.sql("select payload from events where event = 'group.action.failed'")
                        .query(String.class)
                        .single())
                .contains("\"code\":\"not_implemented\"")
                .contains("could not be demoted for a day")
                .contains("\"groupJid\":\"" + GID + "\"");
        assertThat(isAdmin(PLAIN)).isTrue();
    }

    @Test
    void grant_revoked_leavesTheMemberAsTheyAre_once() {
        promote(PLAIN, "1h");
        String grant = GROUP + "/grants/" + onlyGrant().get("id").asText();
        assertThat(send("DELETE", grant, null, READER).statusCode()).isEqualTo(403);
        assertThat(send("DELETE", grant, null, OTHER).statusCode()).isEqualTo(404);
        assertThat(send("DELETE", grant.replace("/phone/", "/slow/")).statusCode())
                .isEqualTo(404);
        assertThat(send("DELETE", grant).statusCode()).isEqualTo(204);
        assertThat(state()).isEqualTo("revoked");
        HttpResponse<String> again = send("DELETE", grant);
        assertThat(again.statusCode()).isEqualTo(404);
        assertThat(again.body()).contains("grant not found");
        pass(Duration.ofHours(1));
        Awaitility.await()
                .during(Duration.ofSeconds(6))
                .atMost(Duration.ofSeconds(20))
                .until(() -> isAdmin(PLAIN));
        // For good now: to ask for a time again gives none.
        promote(PLAIN, "1h");
        assertThat(onlyGrant().get("state").asText()).isEqualTo("revoked");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "01HZ0SESSION0000000000000", "01HZ0SESSION00000000000000", "%00", "..%2f"})
    void grant_thatDoesNotExist_is404(String id) {
        assertThat(send("DELETE", GROUP + "/grants/" + id).statusCode()).isIn(400, 404);
    }

    /** The gateway is asking WhatsApp to demote the member: what it would say now might be false a moment later. */
    @Test
    void grant_thatIsEndingAtThisMoment_isNeitherMovedNorRevoked() throws Exception {
        promote(PLAIN, "1h");
        jdbc.sql("update member_grants set acting_until = ends_at").update();
        HttpResponse<String> moved = send("POST", member(PLAIN) + "/promote?for=2h");
        assertThat(moved.statusCode()).isEqualTo(409);
        assertThat(moved.body()).contains("\"conflict\"").contains("ending at this moment");
        HttpResponse<String> rows =
                send("POST", GROUP + "/members:promote?for=2h", "{\"participants\": [\"" + PLAIN + "\"]}", KEY);
        assertThat(JsonResponses.parse(rows).at("/data/0/outcome").asText()).isEqualTo("failed");
        assertThat(JsonResponses.parse(rows).at("/data/0/error/code").asText()).isEqualTo("conflict");
        assertThat(send("DELETE", GROUP + "/grants/" + onlyGrant().get("id").asText())
                        .statusCode())
                .isEqualTo(409);
        assertThat(state()).isEqualTo("active");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2",
                "120",
                "2h30m",
                "59s",
                "0m",
                "-1h",
                "31d",
                "721h",
                "P31D",
                "PT59S",
                "P1Y",
                "abc",
                "2+h",
                "2%20h",
                "1e3s",
                "%2B1h%00",
                "99999999999999999999d",
                "9223372036854775807d",
                "PT",
                "2w",
                "%FF",
                "1h;2h",
                "NaNh"
            })
    void time_thatIsNone_is400_beforeAnyEngineHearsOfIt(String time) {
        for (String path : List.of("/members/" + PLAIN + "/promote", "/members:promote")) {
            HttpResponse<String> answer =
                    send("POST", GROUP + path + "?for=" + time, "{\"participants\": [\"" + PLAIN + "\"]}", KEY);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
            assertThat(answer.body()).contains("validation_error").contains("\"for\":");
        }
        assertThat(grants()).isEmpty();
        assertThat(isAdmin(PLAIN)).isFalse();
    }

    @Test
    void time_givenTwice_orWithoutAValue_is400() {
        HttpResponse<String> bare = send("POST", member(PLAIN) + "/promote?for");
        assertThat(bare.statusCode()).isEqualTo(400);
        assertThat(bare.body()).contains(EXPECTED);
        assertThat(send("POST", member(PLAIN) + "/promote?for=1h&for=2h").statusCode())
                .isEqualTo(400);
        assertThat(send("POST", member(PLAIN) + "/promote?for=1h&%66or=1h").statusCode())
                .isEqualTo(400);
        assertThat(isAdmin(PLAIN)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"for=1h", "for=", "for", "for=nonsense", "dryRun=true&for=1h"})
    void demotion_forATime_is400(String query) {
        for (String path : List.of("/members/" + PLAIN + "/demote", "/members:demote")) {
            HttpResponse<String> answer =
                    send("POST", GROUP + path + "?" + query, "{\"participants\": [\"" + PLAIN + "\"]}", KEY);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
            assertThat(answer.body()).contains("only a promotion is for a time");
        }
    }

    /** As for dryRun: after the session and the body, before the connection. */
    @Test
    void time_isCheckedInItsPlace() {
        String bad = "/promote?for=1";
        assertThat(gateway.post(member(PLAIN) + bad).statusCode()).isEqualTo(401);
        assertThat(send("POST", member(PLAIN) + bad, null, READER).statusCode()).isEqualTo(403);
        assertThat(send("POST", member(PLAIN).replace("/phone/", "/nope/") + bad)
                        .statusCode())
                .isEqualTo(404);
        assertThat(send("POST", member(PLAIN).replace("/phone/", "/unplugged/") + bad)
                        .statusCode())
                .isEqualTo(400);
        assertThat(send("POST", member(PLAIN).replace("/phone/", "/unplugged/") + "/promote?for=1h")
                        .statusCode())
                .isEqualTo(501);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1m", "60s", "60000ms", "30d", "720h", "PT1M", "P30D", "pt90m", "2H", "%32h"})
    void time_inAnyOfItsForms_isOne(String time) {
        HttpResponse<String> answer = send("POST", member(PLAIN) + "/promote?dryRun=true&for=" + time);
        assertThat(answer.body()).isEqualTo("{\"outcome\":\"changed\"}");
        assertThat(grants()).isEmpty();
        assertThat(isAdmin(PLAIN)).isFalse();
    }

    @Test
    void many_promotedForATime_haveAGrantEach_andADryRunGrantsNothing() throws Exception {
        String jids = "{\"participants\": [\"" + PLAIN + "\", \"" + ADMIN + "\", \"nonsense\", \"" + HIDDEN + "\"]}";
        String path = GROUP + "/members:promote?for=2h";
        assertThat(outcomes(send("POST", path + "&dryRun=true", jids, KEY)))
                .containsExactly("changed", "unchanged", "failed", "changed");
        assertThat(grants()).isEmpty();
        assertThat(outcomes(send("POST", path, jids, KEY)))
                .containsExactly("changed", "unchanged", "failed", "changed");
        assertThat(grants())
                .extracting(grant -> grant.get("lid").asText())
                .containsExactlyInAnyOrder(PLAIN_LID, HIDDEN);
        long until = grants().get(0).get("until").asLong();
        assertThat(outcomes(send("POST", path.replace("2h", "3h"), jids, KEY)))
                .containsExactly("unchanged", "unchanged", "failed", "unchanged");
        assertThat(grants()).hasSize(2).allSatisfy(grant -> assertThat(
                        grant.get("until").asLong() - until)
                .isBetween(HOUR - 30_000, HOUR + 30_000));
        pass(Duration.ofHours(3).plusSeconds(30));
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> grants().stream()
                .allMatch(grant -> grant.get("state").asText().equals("ended")));
        assertThat(isAdmin(PLAIN)).isFalse();
        assertThat(isAdmin(ADMIN)).isTrue();
        assertThat(events()).hasSize(5);
    }

    private static List<String> outcomes(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        List<String> outcomes = new ArrayList<>();
        JsonResponses.parse(answer)
                .get("data")
                .forEach(row -> outcomes.add(row.get("outcome").asText()));
        return outcomes;
    }

    @Test
    void list_pages_andIs404ForWhatIsNotTheCallers() {
        promote(PLAIN, "1h");
        promote(HIDDEN, "1h");
        JsonNode first = JsonResponses.parse(send("GET", GROUP + "/grants?limit=1"));
        assertThat(first.get("data")).hasSize(1);
        JsonNode second = JsonResponses.parse(send(
                "GET",
                GROUP + "/grants?limit=1&cursor=" + first.get("nextCursor").asText()));
        assertThat(second.get("data")).hasSize(1);
        assertThat(second.get("nextCursor").asText()).isEmpty();
        assertThat(second.at("/data/0/id").asText())
                .isGreaterThan(first.at("/data/0/id").asText());
        assertThat(send("GET", GROUP + "/grants?limit=0").statusCode()).isEqualTo(400);
        assertThat(send("GET", GROUP + "/grants?cursor=x").statusCode()).isEqualTo(400);
        assertThat(send("GET", GROUP + "/grants", null, OTHER).statusCode()).isEqualTo(404);
        assertThat(send("GET", GROUP.replace(GID, "120363000000000009@g.us") + "/grants")
                        .statusCode())
                .isEqualTo(404);
        assertThat(send("GET", GROUP.replace(GID, "nonsense") + "/grants").statusCode())
                .isEqualTo(404);
        assertThat(gateway.send("GET", GROUP + "/grants", null).statusCode()).isEqualTo(401);
        // Another session of the organisation is in the same group, and has granted nothing.
        assertThat(send(
                                "POST",
                                RunningGateway.SESSIONS + "slow/groups/" + GID + "/members/" + PLAIN
                                        + "/promote?for=1h")
                        .statusCode())
                .isEqualTo(204);
        assertThat(JsonResponses.parse(send("GET", RunningGateway.SESSIONS + "slow/groups/" + GID + "/grants"))
                        .get("data"))
                .isEmpty();
    }
}
