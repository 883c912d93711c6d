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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Contract section 4 without promote and demote of one member: each live operation on groups over real HTTP, on the simulator. */
class GroupsIT {
    private static final String KEY = "wa_all_00000000000000000000000000000000";
    private static final String READER = "wa_reader_00000000000000000000000000000";
    private static final String OTHER = "wa_other_000000000000000000000000000000";
    private static final String GROUPS = RunningGateway.SESSIONS + "phone/groups";
    private static final String GROUP = GROUPS + "/120363000000000001@g.us";
    private static final String PLAIN_IN = GROUPS + "/6281000000001-1500000000@g.us";
    private static final String PLAIN = "6289000000002@s.whatsapp.net";
    private static final String ADMIN = "6289000000003@s.whatsapp.net";
    private static final String CREATOR = "6289000000001@s.whatsapp.net";

    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        gateway = RunningGateway.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static HttpResponse<String> send(String method, String path, String body, String key) {
        return body == null
                ? gateway.send(method, path, null, "x-api-key", key)
                : gateway.send(method, path, body, "x-api-key", key, "Content-Type", "application/json");
    }

    private static HttpResponse<String> send(String method, String path, String body) {
        return send(method, path, body, KEY);
    }

    private static JsonNode json(HttpResponse<String> answer) throws Exception {
        return new ObjectMapper().readTree(answer.body());
    }

    private static String participants(String... jids) {
        return "{\"participants\": [\"" + String.join("\", \"", jids) + "\"]}";
    }

    private static List<String> outcomes(HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        List<String> outcomes = new ArrayList<>();
        json(answer)
                .get("data")
                .forEach(row -> outcomes.add(row.get("outcome").asText()
                        + (row.has("error") ? " " + row.at("/error/code").asText() : "")));
        return outcomes;
    }

    /** Finds the role of a member without changing it. */
    private static boolean isAdmin(String jid) throws Exception {
        HttpResponse<String> answer = send("POST", GROUP + "/members/" + jid + "/promote?dryRun=true", null);
        return json(answer).get("outcome").asText().equals("unchanged");
    }

    @Test
    void members_promotedAndDemotedTogether_areEachReported() throws Exception {
        String jids =
                participants(PLAIN, ADMIN, CREATOR, "6289000000099@s.whatsapp.net", "nonsense", "89000000004@lid");
        assertThat(outcomes(send("POST", GROUP + "/members:promote", jids)))
                .containsExactly(
                        "changed", "unchanged", "unchanged", "failed not_found", "failed not_found", "changed");
        assertThat(isAdmin(PLAIN)).isTrue();
        assertThat(outcomes(send("POST", GROUP + "/members:demote", jids)))
                .containsExactly(
                        "changed", "changed", "failed forbidden", "failed not_found", "failed not_found", "changed");
        assertThat(isAdmin(PLAIN)).isFalse();
        assertThat(send("POST", GROUP + "/members/" + ADMIN + "/promote", null).statusCode())
                .isEqualTo(204);
    }

    @Test
    void dryRun_reportsWhatWouldHappenAndChangesNothing() throws Exception {
        assertThat(outcomes(send("POST", GROUP + "/members:promote?dryRun=true", participants(PLAIN, ADMIN, "x"))))
                .containsExactly("changed", "unchanged", "failed not_found");
        HttpResponse<String> single = send("POST", GROUP + "/members/" + PLAIN + "/promote?dryRun=true", null);
        assertThat(single.statusCode()).isEqualTo(200);
        assertThat(single.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(single.body()).isEqualTo("{\"outcome\":\"changed\"}");
        assertThat(send("POST", GROUP + "/members/" + PLAIN + "/demote?dryRun=true", null)
                        .body())
                .isEqualTo("{\"outcome\":\"unchanged\"}");
        assertThat(send("POST", GROUP + "/members/" + CREATOR + "/demote?dryRun=true", null)
                        .statusCode())
                .isEqualTo(403);
        assertThat(send("POST", PLAIN_IN + "/members/" + PLAIN + "/promote?dryRun=true", null)
                        .statusCode())
                .isEqualTo(403);
        assertThat(isAdmin(PLAIN)).isFalse();
    }

    @Test
    void members_addedAndRemoved_areInTheGroupAndNot() throws Exception {
        String newcomer = "6289000000050@s.whatsapp.net";
        String member = GROUP + "/members/" + newcomer;
        assertThat(send("POST", member + "/promote", null).statusCode()).isEqualTo(404);
        assertThat(send("POST", GROUP + "/members", participants(newcomer, PLAIN))
                        .statusCode())
                .isEqualTo(204);
        assertThat(send("POST", member + "/promote", null).statusCode()).isEqualTo(204);
        assertThat(send("DELETE", member, null).statusCode()).isEqualTo(204);
        assertThat(send("POST", member + "/promote", null).statusCode()).isEqualTo(404);
        assertThat(send("DELETE", member, null).statusCode()).isEqualTo(204);
    }

    @Test
    void group_whoseSettingsAreChanged_isDone() {
        String all = "{\"subject\": \"New\", \"description\": \"d\", \"announce\": true, \"locked\": true}";
        assertThat(send("PATCH", GROUP, all).statusCode()).isEqualTo(204);
        assertThat(send("PATCH", GROUP, "{\"description\": \"\"}").statusCode()).isEqualTo(204);
        assertThat(send("PATCH", GROUP, "{\"subject\": \"" + "ä".repeat(100) + "\"}")
                        .statusCode())
                .isEqualTo(204);
    }

    @Test
    void invite_thatIsRevoked_isAnotherAndTheOldOneIsDead() throws Exception {
        String old =
                json(send("GET", GROUP + "/invite", null, KEY)).get("invite").asText();
        assertThat(old).matches("https://chat\\.whatsapp\\.com/[A-Za-z0-9_-]{22}");
        String renewed =
                json(send("DELETE", GROUP + "/invite", null)).get("invite").asText();
        assertThat(renewed).isNotEqualTo(old);
        assertThat(json(send("GET", GROUP + "/invite", null, READER))
                        .get("invite")
                        .asText())
                .isEqualTo(renewed);
        assertThat(send("POST", GROUPS + ":join", "{\"invite\": \"" + old + "\"}")
                        .statusCode())
                .isEqualTo(400);
        HttpResponse<String> joined = send("POST", GROUPS + ":join", "{\"invite\": \"" + renewed + "\"}");
        assertThat(joined.statusCode()).isEqualTo(200);
        assertThat(joined.body()).isEqualTo("{\"groupJid\":\"120363000000000001@g.us\"}");
    }

    @Test
    void group_thatIsLeft_is404AndCanBeJoinedAgainByItsInvite() throws Exception {
        String theirs = RunningGateway.SESSIONS + "theirs/groups";
        String group = theirs + "/120363000000000001@g.us";
        String invite =
                json(send("GET", group + "/invite", null, OTHER)).get("invite").asText();
        assertThat(send("POST", group + ":leave", null, OTHER).statusCode()).isEqualTo(204);
        assertThat(send("POST", group + ":leave", null, OTHER).statusCode()).isEqualTo(404);
        String code = invite.substring(invite.lastIndexOf('/') + 1);
        for (String way : List.of(
                invite,
                code,
                invite + "?mode=x",
                "http://chat.whatsapp.com/invite/" + code + "/",
                "Chat.WhatsApp.COM/" + code,
                invite + "?a=b#c",
                code + "#c")) {
            assertThat(send("POST", theirs + ":join", "{\"invite\": \"" + way + "\"}", OTHER)
                            .statusCode())
                    .as(way)
                    .isEqualTo(200);
        }
        assertThat(send("POST", group + "/members/" + PLAIN + "/promote", null, OTHER)
                        .statusCode())
                .isEqualTo(403);
        assertThat(send("POST", GROUP + "/members/6281000000005@s.whatsapp.net/promote", null)
                        .statusCode())
                .isEqualTo(204);
    }

    @Test
    void group_thatIsMade_isStoredAtOnceAndTheAccountsOwn() throws Exception {
        HttpResponse<String> made = send(
                "POST",
                GROUPS,
                "{\"name\": \"Brand new\", \"participants\": [\"" + PLAIN
                        + "\", \"89000000009@lid\", \"6281000000001@s.whatsapp.net\"]}");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        JsonNode group = json(made);
        assertThat(group.get("subject").asText()).isEqualTo("Brand new");
        assertThat(group.get("id").isIntegralNumber()).isTrue();
        assertThat(group.get("participantCount").asInt()).isEqualTo(3);
        String path = GROUPS + "/" + group.get("groupJid").asText();
        assertThat(send("GET", path, null, READER).statusCode()).isEqualTo(200);
        Awaitility.await().untilAsserted(() -> assertThat(json(send("GET", path + "/members", null, READER))
                        .get("data")
                        .findValuesAsText("jid"))
                .contains(PLAIN, "6281000000001@s.whatsapp.net"));
        assertThat(send("POST", path + "/members/" + PLAIN + "/promote", null).statusCode())
                .isEqualTo(204);
        assertThat(json(send("GET", path + "/members", null, READER)).toString())
                .contains("\"jid\":\"" + PLAIN + "\",\"lid\":null,\"role\":\"admin\"");
        assertThat(send("PATCH", path, "{\"subject\": \"Renamed\", \"locked\": true}")
                        .statusCode())
                .isEqualTo(204);
        JsonNode renamed = json(send("GET", path, null, READER));
        assertThat(renamed.get("subject").asText()).isEqualTo("Renamed");
        assertThat(renamed.get("isLocked").asBoolean()).isTrue();
        assertThat(send("PATCH", path, "{\"joinApproval\": true, \"memberAdd\": \"admins\"}")
                        .statusCode())
                .isEqualTo(204);
        JsonNode closed = json(send("GET", path, null, READER));
        assertThat(closed.get("joinApproval").asBoolean()).isTrue();
        assertThat(closed.get("memberAdd").asText()).isEqualTo("admins");
        assertThat(closed.get("isCommunity").isBoolean()).isTrue();
        assertThat(json(send("GET", "/api/v1/events?event=group.updated", null, READER))
                        .get("data")
                        .findValues("changed"))
                .anyMatch(changed -> changed.toString().equals("[\"joinApproval\",\"memberAdd\"]"));
        assertThat(send("POST", path + ":leave", null).statusCode()).isEqualTo(204);
        assertThat(send("GET", path, null, READER).statusCode()).isEqualTo(404);
    }

    @Test
    void members_andOneRefused_areEachReportedWithWhatHappened() throws Exception {
        String many = IntStream.range(0, 1_023)
                .mapToObj(i -> "\"62895" + i + "@s.whatsapp.net\"")
                .collect(Collectors.joining(","));
        HttpResponse<String> made = send("POST", GROUPS, "{\"name\": \"Full\", \"participants\": [" + many + "]}");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        String members = GROUPS + "/" + json(made).get("groupJid").asText() + "/members";
        HttpResponse<String> answer =
                send("POST", members, participants("628950@s.whatsapp.net", "6289000000060@s.whatsapp.net"));
        assertThat(answer.statusCode()).isEqualTo(403);
        JsonNode rows = json(answer).at("/error/details/participants");
        assertThat(rows.findValuesAsText("outcome")).containsExactly("unchanged", "failed");
        assertThat(rows.get(1).at("/error/message").asText()).isEqualTo("the group is full");
    }

    static List<Arguments> operations() {
        return List.of(
                Arguments.of("POST", "", "{\"name\": \"x\", \"participants\": [\"1@lid\"]}", "send", false),
                Arguments.of("POST", "/{g}/members:promote", participants(PLAIN), "send", true),
                Arguments.of("POST", "/{g}/members:demote", participants(ADMIN), "send", true),
                Arguments.of("POST", "/{g}/members", participants("6289000000077@s.whatsapp.net"), "send", true),
                Arguments.of("DELETE", "/{g}/members/6289000000078@s.whatsapp.net", null, "send", true),
                Arguments.of("PATCH", "/{g}", "{\"subject\": \"x\"}", "send", true),
                Arguments.of("GET", "/{g}/invite", null, "read", true),
                Arguments.of("DELETE", "/{g}/invite", null, "send", true),
                Arguments.of("POST", "/{g}:leave", null, "send", false),
                Arguments.of("GET", "/{g}/join-requests", null, "read", true),
                Arguments.of("POST", "/{g}/join-requests:approve", participants(PLAIN), "send", true),
                Arguments.of("POST", "/{g}/join-requests:reject", participants(PLAIN), "send", true),
                Arguments.of("POST", ":preview", "{\"invite\": \"AAAAAAAAAAAAAAAAAAAAAA\"}", "read", false),
                Arguments.of("POST", ":join", "{\"invite\": \"AAAAAAAAAAAAAAAAAAAAAA\"}", "send", false));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("operations")
    void operation_isCheckedInTheOrderOfTheContract(
            String method, String path, String body, String capability, boolean admin) {
        String there = path.replace("{g}", "120363000000000001@g.us");
        String base = RunningGateway.SESSIONS;
        assertThat(gateway.send(method, base + "phone/groups" + there, null).statusCode())
                .isEqualTo(401);
        String powerless = capability.equals("read") ? "wa_nothing_0000000000000000000000000000" : READER;
        HttpResponse<String> refused = send(method, base + "nobodys/groups" + there, body, powerless);
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("\"capability\":\"" + capability + "\"");
        for (String session : List.of("nobodys", "theirs")) {
            assertThat(send(method, base + session + "/groups" + there, body == null ? null : "{")
                            .body())
                    .isEqualTo("{\"error\":{\"code\":\"not_found\",\"message\":\"session not found\",\"details\":{}}}");
        }
        if (body != null) {
            assertThat(send(method, base + "unplugged/groups" + there, "{").statusCode())
                    .isEqualTo(400);
            assertThat(gateway.send(
                                    method,
                                    base + "unplugged/groups" + there,
                                    body,
                                    "x-api-key",
                                    KEY,
                                    "Content-Type",
                                    "text/plain")
                            .statusCode())
                    .isEqualTo(415);
        }
        assertThat(send(method, base + "unplugged/groups" + there, "x".repeat(70_000))
                        .statusCode())
                .isEqualTo(413);
        assertThat(send(method, base + "unplugged/groups" + there, body).statusCode())
                .isEqualTo(501);
        assertThat(send(method, base + "limited/groups" + there, body).statusCode())
                .isEqualTo(429);
        if (path.contains("{g}")) {
            for (String gid :
                    List.of("120363000000000003@g.us", "120363000000000099@g.us", "nonsense", "1@g.us@g.us")) {
                HttpResponse<String> answer = send(method, base + "phone/groups" + path.replace("{g}", gid), body);
                assertThat(answer.statusCode()).as(gid).isEqualTo(404);
                assertThat(answer.body()).contains("group not found");
            }
        }
        if (admin) {
            HttpResponse<String> plain =
                    send(method, base + "phone/groups" + path.replace("{g}", "6281000000001-1500000000@g.us"), body);
            assertThat(plain.statusCode()).isEqualTo(403);
            assertThat(plain.body()).contains("not an admin of the group");
        }
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "POST  | ''                     | {}                                   | name",
                "POST  | ''                     | {\"name\": \"x\"}                    | participants",
                "POST  | ''                     | {\"name\": null, \"participants\": [\"1@lid\"]} | name",
                "POST  | ''                     | {\"name\": \"x\", \"participants\": [\"1@c.us\"]} | participants[0]",
                "POST  | ''                     | {\"name\": \"x\", \"participants\": [\"1@lid\"], \"subject\": \"y\"} | subject",
                "POST  | /{g}/members           | {}                                   | participants",
                "POST  | /{g}/members           | {\"participants\": []}               | participants",
                "POST  | /{g}/members           | {\"participants\": null}             | participants",
                "POST  | /{g}/members           | {\"participants\": \"x\"}            | participants",
                "POST  | /{g}/members           | {\"participants\": [null]}           | participants[0]",
                "POST  | /{g}/members           | {\"participants\": [\"1@g.us\"]}     | participants[0]",
                "POST  | /{g}/members           | {\"participants\": [\"1@lid\", \"1@lid\"]} | participants",
                "POST  | /{g}/members           | {\"participant\": [\"1@lid\"]}       | participant",
                "POST  | /{g}/members:promote   | {\"participants\": []}               | participants",
                "POST  | /{g}/members:demote    | {\"participants\": [7]}              | participants[0]",
                "PATCH | /{g}                   | {}                                   | body",
                "PATCH | /{g}                   | {\"subject\": null}                  | subject",
                "PATCH | /{g}                   | {\"subject\": \"\"}                  | subject",
                "PATCH | /{g}                   | {\"subject\": \"   \"}               | subject",
                "PATCH | /{g}                   | {\"announce\": \"true\"}             | announce",
                "PATCH | /{g}                   | {\"locked\": 1}                      | locked",
                "PATCH | /{g}                   | {\"joinApproval\": null}             | joinApproval",
                "PATCH | /{g}                   | {\"memberAdd\": \"ADMINS\"}          | memberAdd",
                "PATCH | /{g}                   | {\"isCommunity\": true}              | isCommunity",
                "PATCH | /{g}                   | {\"subject\": \"a\", \"topic\": \"b\"} | topic",
                "POST  | :join                  | {}                                   | invite",
                "POST  | :join                  | {\"invite\": \"https://elsewhere.example/AAAAAAAAAAAAAAAAAAAAAA\"} | invite",
                "POST  | :join                  | {\"invite\": \"a b\"}                | invite",
                "POST  | :join                  | {\"invite\": \"chat.whatsapp.com.evil.example/AAAAAAAAAAAAAAAAAAAAAA\"} | invite",
                "POST  | :preview               | {\"invite\": \"\"}                   | invite",
            })
    void body_thatIsWrong_namesTheFieldBeforeAnythingIsAsked(String method, String path, String body, String field)
            throws Exception {
        // The gateway checks this before the connection, hence the phone that is switched off.
        String there = RunningGateway.SESSIONS + "unplugged/groups" + path.replace("{g}", "120363000000000001@g.us");
        HttpResponse<String> answer = send(method, there, body);
        assertThat(answer.statusCode()).isEqualTo(400);
        JsonNode error = json(answer).get("error");
        assertThat(error.get("code").asText()).isEqualTo("validation_error");
        List<String> named = new ArrayList<>();
        error.get("details").fieldNames().forEachRemaining(named::add);
        assertThat(named).contains(field);
    }

    @Test
    void list_ofOneTooMany_is400AndNamesTheLimit() throws Exception {
        String jids =
                IntStream.range(0, 1_025).mapToObj(i -> "\"" + i + "@lid\"").collect(Collectors.joining(","));
        for (String path : List.of("/members", "/members:promote", "/members:demote")) {
            HttpResponse<String> answer = send("POST", GROUP + path, "{\"participants\": [" + jids + "]}");
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(json(answer).at("/error/details/participants").asText()).contains("1,024");
        }
        assertThat(send("PATCH", GROUP, "{\"subject\": \"" + "x".repeat(10_000) + "\"}")
                        .statusCode())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({"DELETE,/members/nonsense", "DELETE,/members/120363000000000001@g.us"})
    void member_thatIsMalformed_is404(String method, String path) {
        assertThat(send(method, GROUP + path, null).statusCode()).isEqualTo(404);
    }

    @Test
    void creator_isNotRemoved() throws Exception {
        HttpResponse<String> answer = send("DELETE", GROUP + "/members/" + CREATOR, null);
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(json(answer).at("/error/details/participants/0/outcome").asText())
                .isEqualTo("failed");
    }
}
