package io.wagateway.group.stored;

import static io.wagateway.JsonResponses.fields;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wagateway.RunningGateway;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The stored reads of contract section 4, over real HTTP, with the refresh at work. */
class StoredGroupsIT {
    private static final String[] KEY = {"x-api-key", "wa_all_00000000000000000000000000000000"};
    private static final String[] OTHER = {"x-api-key", "wa_other_000000000000000000000000000000"};
    private static final String[] READER = {"x-api-key", "wa_reader_00000000000000000000000000000"};
    private static final String[] NOTHING = {"x-api-key", "wa_nothing_0000000000000000000000000000"};
    private static final String GROUP = "120363000000000001@g.us";
    private static final String OLD_GROUP = "6281000000001-1500000000@g.us";
    private static final String MEMBER = "6289000000002@s.whatsapp.net";

    private static RunningGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = RunningGateway.start("gateway.group-refresh=15m", "gateway.group-refresh-rate=1000");
        for (String session : List.of("phone", "theirs")) {
            String[] key = session.equals("phone") ? KEY : OTHER;
            // The member is an admin already: the call changes nothing, but finds the session connected.
            assertThat(gateway.post(
                                    RunningGateway.SESSIONS + session + "/groups/" + GROUP
                                            + "/members/6289000000003@s.whatsapp.net/promote",
                                    key)
                            .statusCode())
                    .isEqualTo(204);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> get(session, key).at("/sync/state").asText().equals("done"));
        }
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static JsonNode get(String path, String... key) throws Exception {
        HttpResponse<String> answer =
                gateway.send("GET", (RunningGateway.SESSIONS + path).replaceFirst("/$", ""), null, key);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        return new ObjectMapper().readTree(answer.body());
    }

    private static String role(String session, String jid) throws Exception {
        for (JsonNode member :
                get(session + "/groups/" + GROUP + "/members", READER).get("data")) {
            if (member.get("jid").asText().equals(jid)) {
                return member.get("role").asText();
            }
        }
        throw new AssertionError("not a member");
    }

    @Test
    void session_showsTheProgressOfItsRefresh() throws Exception {
        JsonNode sync = get("phone", KEY).get("sync");
        assertThat(sync.get("groupsDone").asInt()).isEqualTo(2);
        assertThat(sync.get("groupsTotal").asInt()).isEqualTo(2);
        assertThat(sync.get("finishedAt").asLong())
                .isGreaterThanOrEqualTo(sync.get("startedAt").asLong());
        assertThat(get("unplugged", KEY).at("/sync/state").asText()).isEqualTo("never");
        assertThat(get("", KEY).get("data").findValues("sync")).hasSize(4);
    }

    @Test
    void groups_areThoseOfTheAccount_withWhatIsKnownOfThem() throws Exception {
        JsonNode groups = get("phone/groups", READER).get("data");
        assertThat(groups.findValuesAsText("groupJid")).containsExactlyInAnyOrder(GROUP, OLD_GROUP);
        JsonNode group = get("phone/groups/" + GROUP, READER);
        assertThat(groups).contains(group);
        assertThat(fields(group))
                .containsExactly(
                        "id",
                        "groupJid",
                        "subject",
                        "description",
                        "ownerJid",
                        "participantCount",
                        "isAnnounce",
                        "isLocked",
                        "createdAtWa",
                        "firstSeenAt",
                        "updatedAt",
                        "joinApproval",
                        "memberAdd",
                        "isCommunity",
                        "linkedParent");
        assertThat(group.get("joinApproval").asBoolean()).isFalse();
        assertThat(group.get("memberAdd").asText()).isEqualTo("all");
        assertThat(group.get("linkedParent").isNull()).isTrue();
        assertThat(group.get("id").isIntegralNumber()).isTrue();
        assertThat(group.get("subject").asText()).isEqualTo("Every account administers it");
        assertThat(group.get("ownerJid").asText()).isEqualTo("6289000000001@s.whatsapp.net");
        assertThat(group.get("participantCount").asInt()).isEqualTo(9);
        assertThat(group.get("isAnnounce").isBoolean()).isTrue();
        assertThat(group.get("createdAtWa").isIntegralNumber()).isTrue();
    }

    @Test
    void members_areReadPageByPage() throws Exception {
        List<JsonNode> members = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page =
                    get("phone/groups/" + GROUP.replace("@", "%40") + "/members?limit=4&cursor=" + cursor, READER);
            assertThat(page.get("data").size()).isBetween(1, 4);
            page.get("data").forEach(members::add);
            cursor = page.get("nextCursor").asText();
        } while (!cursor.isEmpty());
        assertThat(members)
                .extracting(member -> member.get("id").asLong())
                .doesNotHaveDuplicates()
                .hasSize(9);
        assertThat(fields(members.get(0)))
                .containsExactly(
                        "id",
                        "sessionId",
                        "groupJid",
                        "jid",
                        "lid",
                        "role",
                        "isCreator",
                        "tag",
                        "firstSeenAt",
                        "lastSeenAt");
        assertThat(members)
                .filteredOn(member -> member.get("isCreator").asBoolean())
                .singleElement()
                .satisfies(creator -> assertThat(creator.get("role").asText()).isEqualTo("admin"));
        assertThat(members)
                .filteredOn(member -> member.get("jid").isNull())
                .extracting(member -> member.get("lid").asText())
                .containsExactly("89000000004@lid");
    }

    @Test
    void change_isInTheListAtOnce() throws Exception {
        String member = RunningGateway.SESSIONS + "phone/groups/" + GROUP + "/members/" + MEMBER;
        assertThat(role("phone", MEMBER)).isEqualTo("member");
        assertThat(gateway.post(member + "/promote", KEY).statusCode()).isEqualTo(204);
        assertThat(role("phone", MEMBER)).isEqualTo("admin");
        assertThat(gateway.post(member + "/demote", KEY).statusCode()).isEqualTo(204);
        assertThat(role("phone", MEMBER)).isEqualTo("member");
    }

    @Test
    void sessionThatIsNoLongerConnected_isListedAllTheSame() throws Exception {
        JdbcClient jdbc = gateway.context().getBean(JdbcClient.class);
        jdbc.sql("update sessions set status = 'failed' where id = 'theirs'").update();
        assertThat(get("theirs/groups", OTHER).get("data").size()).isEqualTo(1);
        assertThat(get("theirs/groups/" + GROUP + "/members", OTHER).get("data").size())
                .isEqualTo(9);
        assertThat(get("unplugged/groups", READER).toString()).isEqualTo("{\"data\":[],\"nextCursor\":\"\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "theirs/groups",
                "theirs/groups/" + GROUP,
                "theirs/groups/" + GROUP + "/members",
                "nobodys/groups"
            })
    void session_ofAnotherOrganizationOrUnknown_is404(String path) {
        HttpResponse<String> answer = gateway.send("GET", RunningGateway.SESSIONS + path, null, KEY);
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("\"message\":\"session not found\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "120363000000000003@g.us",
                "120363000000000009@g.us",
                "nonsense",
                "..%20",
                "'%20or%201=1--",
                MEMBER,
                "123456789012345678901@g.us"
            })
    void group_thatTheAccountIsNotIn_is404(String gid) {
        for (String path : List.of("", "/members")) {
            HttpResponse<String> answer =
                    gateway.send("GET", RunningGateway.SESSIONS + "phone/groups/" + gid + path, null, READER);
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body())
                    .isEqualTo("{\"error\":{\"code\":\"not_found\",\"message\":\"group not found\",\"details\":{}}}");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "?limit=0, limit",
        "?limit=1001, limit",
        "?limit=-1, limit",
        "?limit=1e2, limit",
        "?limit=99999999999, limit",
        "?limit=1&limit=1, limit",
        "?cursor=!, cursor",
        "?cursor=bm9uc2Vuc2U, cursor",
        "?cursor=LTE, cursor",
        "?cursor=OTk5OTk5OTk5OTk5OTk5OTk5OTk, cursor",
        "?cursor=MSBvciAxPTE, cursor",
        "?cursor=AAAA, cursor",
    })
    void page_thatIsWrong_is400_alsoOfAGroupThatIsNotThere(String query, String wrong) {
        for (String path :
                List.of("phone/groups", "phone/groups/" + GROUP + "/members", "phone/groups/1@g.us/members")) {
            HttpResponse<String> answer = gateway.send("GET", RunningGateway.SESSIONS + path + query, null, READER);
            assertThat(answer.statusCode()).as(path).isEqualTo(400);
            assertThat(answer.body()).contains("\"code\":\"validation_error\"", "\"" + wrong + "\":\"");
        }
    }

    @Test
    void caller_withoutRead_is403_beforeTheSessionIsLookedFor() {
        for (String path : List.of("nobodys/groups", "phone/groups/" + GROUP, "phone/groups/" + GROUP + "/members")) {
            HttpResponse<String> answer = gateway.send("GET", RunningGateway.SESSIONS + path, null, NOTHING);
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.body()).contains("\"capability\":\"read\"");
        }
        assertThat(gateway.send("GET", RunningGateway.SESSIONS + "phone/groups", null)
                        .statusCode())
                .isEqualTo(401);
    }
}
