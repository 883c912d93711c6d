package io.wagateway.event.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wagateway.RunningGateway;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The events in the log after a call has its response, over real HTTP, on the simulator. */
class EventLogIT {
    private static final String KEY = "wa_all_00000000000000000000000000000000";
    private static final String EVERY = "120363000000000001@g.us";
    private static final String GROUPS = RunningGateway.SESSIONS + "phone/groups";
    private static final String GROUP = GROUPS + "/" + EVERY;
    private static final String PLAIN = "6289000000002@s.whatsapp.net";
    private static final String ADMIN = "6289000000003@s.whatsapp.net";
    private static final String CREATOR = "6289000000001@s.whatsapp.net";
    private static final String NEWCOMER = "6289000000077@s.whatsapp.net";
    private static final AtomicInteger CALLS = new AtomicInteger();

    private static RunningGateway gateway;
    private static JdbcClient jdbc;
    private static String actor;

    @BeforeAll
    static void start() {
        gateway = RunningGateway.start("gateway.session-watch=0s");
        jdbc = gateway.context().getBean(JdbcClient.class);
        actor = "key:"
                + jdbc.sql("select id from api_keys where name = 'all' and organization_id = 'org_a'")
                        .query(String.class)
                        .single();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    /** A call with its own request id, by which the test finds its events. */
    private record Made(HttpResponse<String> answer, String requestId) {
        Made is(int status) {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
            return this;
        }

        JsonNode json() throws Exception {
            return new ObjectMapper().readTree(answer.body());
        }
    }

    private static Made send(String key, String method, String path, String body) {
        String requestId = "call-" + CALLS.incrementAndGet();
        return new Made(
                gateway.send(
                        method,
                        path,
                        body,
                        "x-api-key",
                        key,
                        "X-Request-Id",
                        requestId,
                        "Content-Type",
                        "application/json"),
                requestId);
    }

    private static Made send(String method, String path, String body) {
        return send(KEY, method, path, body);
    }

    private static String participants(String... jids) {
        return "{\"participants\": [\"" + String.join("\", \"", jids) + "\"]}";
    }

    private record Row(String event, String group, JsonNode payload) {
        /** Without the fields that all events of a call have in common. */
        String brief() {
            List<String> fields = new ArrayList<>(List.of(event));
            for (String key : List.of("groupJid", "memberJid", "code", "dryRun")) {
                if (payload.has(key)) {
                    fields.add(payload.get(key).asText());
                }
            }
            if (payload.has("changed")) {
                fields.add(payload.get("changed").toString());
            }
            return String.join(" ", fields);
        }
    }

    private static List<Row> rows(Made call) {
        return jdbc.sql("select event, group_jid, payload from events where payload like :call order by number")
                .param("call", "%\"" + call.requestId() + "\"%")
                .query((row, number) ->
                        new Row(row.getString("event"), row.getString("group_jid"), json(row.getString("payload"))))
                .list();
    }

    /** Its event would be the next delivery. */
    @Test
    void deliveryOfAWebhook_toTheReservedOperation_isNoEvent() {
        assertThat(gateway.send(
                                "POST",
                                GROUP + "/members:approve",
                                null,
                                "x-api-key",
                                KEY,
                                "X-Request-Id",
                                "delivery-1",
                                "X-Webhook-Request-Id",
                                "evt_1")
                        .statusCode())
                .isEqualTo(501);
        assertThat(jdbc.sql("select count(*) from events where payload like '%delivery-1%'")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> events(Made call) {
        assertThat(jdbc.sql("select count(*) from event_intents")
                        .query(Integer.class)
                        .single())
                .isZero();
        return rows(call).stream().map(Row::brief).toList();
    }

    @Test
    void promoteAndDemote_writeOneEventEach_andNoneWithoutAChange() {
        Made promoted =
                send("POST", GROUP + "/members/" + PLAIN + "/promote", null).is(204);
        assertThat(events(promoted)).containsExactly("group.member.promoted " + EVERY + " " + PLAIN);
        JsonNode payload = rows(promoted).get(0).payload();
        assertThat(payload.get("actor").asText()).isEqualTo(actor);
        assertThat(payload.get("operationId").asText()).isEqualTo("promoteGroupMember");
        assertThat(jdbc.sql("select organization_id || ' ' || session_id || ' ' || group_jid from events"
                                + " where payload like ?")
                        .param("%\"" + promoted.requestId() + "\"%")
                        .query(String.class)
                        .single())
                .isEqualTo("org_a phone " + EVERY);
        assertThat(events(send("POST", GROUP + "/members/" + PLAIN + "/promote", null)
                        .is(204)))
                .isEmpty();
        // The event has the member as the caller named it.
        assertThat(events(send("POST", GROUP + "/members/89000000002@lid/demote", null)
                        .is(204)))
                .containsExactly("group.member.demoted " + EVERY + " 89000000002@lid");
        assertThat(events(send("POST", GROUP + "/members/" + PLAIN + "/promote?dryRun=true", null)
                        .is(200)))
                .isEmpty();
        // A row that says what would fail is no refusal.
        assertThat(events(send("POST", GROUP + "/members:promote?dryRun=true", participants(PLAIN, "x", "y"))
                        .is(200)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            demoteCreator      | phone     | POST   | /120363000000000001@g.us/members/6289000000001@s.whatsapp.net/demote  |                            | 403 | group.action.denied 120363000000000001@g.us 6289000000001@s.whatsapp.net forbidden
            dryRun             | phone     | POST   | /120363000000000001@g.us/members/6289000000001@s.whatsapp.net/demote?dryRun=true | | 403 | group.action.denied 120363000000000001@g.us 6289000000001@s.whatsapp.net forbidden true
            noSuchMember       | phone     | POST   | /120363000000000001@g.us/members/6289000000099@s.whatsapp.net/promote |                            | 404 | group.action.denied 120363000000000001@g.us 6289000000099@s.whatsapp.net not_found
            malformedMember    | phone     | POST   | /120363000000000001@g.us/members/nonsense/promote                     |                            | 404 | group.action.denied 120363000000000001@g.us nonsense not_found
            noSuchGroup        | phone     | POST   | /120363000000000077@g.us/members/6289000000002@s.whatsapp.net/promote |                            | 404 | group.action.denied 120363000000000077@g.us 6289000000002@s.whatsapp.net not_found
            malformedGroup     | phone     | POST   | /nonsense/members/6289000000002@s.whatsapp.net/promote                |                            | 404 | group.action.denied nonsense 6289000000002@s.whatsapp.net not_found
            notAnAdmin         | phone     | POST   | /6281000000001-1500000000@g.us/members/6289000000002@s.whatsapp.net/promote |                      | 403 | group.action.denied 6281000000001-1500000000@g.us 6289000000002@s.whatsapp.net forbidden
            notConnected       | unplugged | POST   | /120363000000000001@g.us/members/6289000000002@s.whatsapp.net/promote |                            | 501 | group.action.denied 120363000000000001@g.us 6289000000002@s.whatsapp.net not_implemented
            approve            | phone     | POST   | /120363000000000001@g.us/members:approve                              | {}                         | 501 | group.action.denied 120363000000000001@g.us not_implemented
            limited            | limited   | POST   | /120363000000000001@g.us/members/6289000000002@s.whatsapp.net/promote |                            | 429 | group.action.failed 120363000000000001@g.us 6289000000002@s.whatsapp.net rate_limited
            createNotConnected | unplugged | POST   |                                                                       | {"name": "x", "participants": ["6289000000002@s.whatsapp.net"]} | 501 | group.action.denied not_implemented
            deadInvite         | phone     | POST   | :join                                                                 | {"invite": "AAAAAAAAAAAAAAAAAAAAAA"} | 400 | group.action.failed validation_error
            inviteOfOthers     | phone     | GET    | /6281000000001-1500000000@g.us/invite                                 |                            | 403 | group.action.denied 6281000000001-1500000000@g.us forbidden
            leaveNoGroup       | phone     | POST   | /120363000000000003@g.us:leave                                        |                            | 404 | group.action.denied 120363000000000003@g.us not_found
            removeCreator      | phone     | DELETE | /120363000000000001@g.us/members/6289000000001@s.whatsapp.net         |                            | 403 | group.action.denied 120363000000000001@g.us 6289000000001@s.whatsapp.net forbidden
            badBody            | phone     | POST   | /120363000000000001@g.us/members                                      | {}                         | 400 |
            noSuchSession      | nope      | POST   | /120363000000000001@g.us/members/6289000000002@s.whatsapp.net/promote |                            | 404 |
            theirSession       | theirs    | POST   | /120363000000000001@g.us/members/6289000000002@s.whatsapp.net/promote |                            | 404 |
            approveTheirs      | theirs    | POST   | /120363000000000001@g.us/members:approve                              | {}                         | 501 |
            storedRead         | phone     | GET    | /120363000000000077@g.us                                              |                            | 404 |
            """)
    void refusal_forAKnownSession_writesAnEvent(
            String what, String session, String method, String path, String body, int status, String event) {
        Made call = send(method, RunningGateway.SESSIONS + session + "/groups" + (path == null ? "" : path), body)
                .is(status);
        assertThat(events(call)).isEqualTo(event == null ? List.of() : List.of(event));
        rows(call).forEach(row -> assertThat(row.payload().get("message").asText())
                .isEqualTo(json(call.answer().body()).at("/error/message").asText()));
    }

    @Test
    void caller_withoutTheCapability_writesADenial_andOneWithoutATokenDoesNot() {
        String promote = GROUP + "/members/" + PLAIN + "/promote";
        assertThat(events(send("wa_reader_00000000000000000000000000000", "POST", promote, null)
                        .is(403)))
                .containsExactly("group.action.denied " + EVERY + " " + PLAIN + " forbidden");
        assertThat(events(send("wa_other_000000000000000000000000000000", "POST", promote, null)
                        .is(404)))
                .isEmpty();
        assertThat(events(send("wa_wrong_000000000000000000000000000000", "POST", promote, null)
                        .is(401)))
                .isEmpty();
    }

    @Test
    void malformedName_isCutAndIsNeverTheGroup() {
        String long300 = "x".repeat(300);
        Made call = send("POST", GROUPS + "/" + long300 + "/members/%C3%A4" + long300 + "/promote", null)
                .is(404);
        assertThat(rows(call)).singleElement().satisfies(row -> {
            assertThat(row.group()).isNull();
            assertThat(row.payload().get("groupJid").asText()).isEqualTo("x".repeat(128));
            assertThat(row.payload().get("memberJid").asText()).isEqualTo("ä" + "x".repeat(127));
        });
    }

    @Test
    void bulk_writesAnEventForEachChangeAndEachFailure() {
        Made call = send(
                        "POST",
                        GROUP + "/members:demote",
                        participants(ADMIN, CREATOR, PLAIN, "6289000000099@s.whatsapp.net", "nonsense"))
                .is(200);
        assertThat(events(call))
                .containsExactlyInAnyOrder(
                        "group.action.denied " + EVERY + " " + CREATOR + " forbidden",
                        "group.action.denied " + EVERY + " 6289000000099@s.whatsapp.net not_found",
                        "group.action.denied " + EVERY + " nonsense not_found",
                        "group.member.demoted " + EVERY + " " + ADMIN);
        assertThat(events(send("POST", GROUP + "/members:promote", participants(ADMIN))
                        .is(200)))
                .containsExactly("group.member.promoted " + EVERY + " " + ADMIN);
        assertThat(events(send("POST", GROUP + "/members:promote", participants(ADMIN))
                        .is(200)))
                .isEmpty();
    }

    @Test
    void bulk_ofTheMostMembers_writesOneIntent() {
        String[] jids = IntStream.range(0, 1_000)
                .mapToObj(i -> "62890001" + (10_000 + i) + "@s.whatsapp.net")
                .toArray(String[]::new);
        Made created = send(
                        "POST",
                        GROUPS,
                        "{\"name\": \"Crowd\", " + participants(jids).substring(1))
                .is(201);
        assertThat(rows(created)).hasSize(1_001);
        String gid = json(created.answer().body()).get("groupJid").asText();
        Made promoted = send("POST", GROUPS + "/" + gid + "/members:promote", participants(jids))
                .is(200);
        assertThat(events(promoted)).hasSize(1_000).allMatch(event -> event.startsWith("group.member.promoted " + gid));
    }

    @Test
    void group_fromItsCreationUntilTheAccountLeaves_isOnRecord() throws Exception {
        Made created = send(
                        "POST",
                        GROUPS,
                        "{\"name\": \"New\", " + participants(PLAIN, ADMIN).substring(1))
                .is(201);
        String gid = created.json().get("groupJid").asText();
        String group = GROUPS + "/" + gid;
        assertThat(events(created))
                .containsExactly(
                        "group.created " + gid,
                        "group.member.added " + gid + " " + PLAIN,
                        "group.member.added " + gid + " " + ADMIN);
        assertThat(events(send("POST", group + "/members", participants(PLAIN, NEWCOMER))
                        .is(204)))
                .containsExactly("group.member.added " + gid + " " + NEWCOMER);
        assertThat(events(send("DELETE", group + "/members/" + NEWCOMER, null).is(204)))
                .containsExactly("group.member.removed " + gid + " " + NEWCOMER);
        assertThat(events(send("DELETE", group + "/members/" + NEWCOMER, null).is(204)))
                .isEmpty();
        assertThat(events(send("PATCH", group, "{\"announce\": true, \"subject\": \"Newer\"}")
                        .is(204)))
                .containsExactly("group.updated " + gid + " [\"subject\",\"announce\"]");
        Made revoked = send("DELETE", group + "/invite", null).is(200);
        assertThat(events(revoked)).containsExactly("group.updated " + gid + " [\"invite\"]");
        String invite = "{\"invite\": \"" + revoked.json().get("invite").asText() + "\"}";
        assertThat(events(send("POST", GROUPS + ":join", invite).is(200))).isEmpty();
        assertThat(events(send("POST", group + ":leave", null).is(204))).containsExactly("group.left " + gid);
        assertThat(events(send("POST", GROUPS + ":join", invite).is(200))).containsExactly("group.joined " + gid);
        Awaitility.await().untilAsserted(() -> assertThat(jdbc.sql("select event from events where group_jid = ?"
                                + " and position is not null order by position")
                        .param(gid)
                        .query(String.class)
                        .list())
                .containsExactly(
                        "group.created",
                        "group.member.added",
                        "group.member.added",
                        "group.member.added",
                        "group.member.removed",
                        "group.updated",
                        "group.updated",
                        "group.left",
                        "group.joined"));
    }

    @Test
    void session_thatIsStopped_writesOneEventWithItsActor() {
        String slow = RunningGateway.SESSIONS + "slow";
        send("POST", slow + ":start", null).is(200);
        Made stopped = send("POST", slow + ":stop", null).is(200);
        assertThat(rows(stopped)).singleElement().satisfies(row -> {
            assertThat(row.event()).isEqualTo("session.status");
            assertThat(row.group()).isNull();
            assertThat(row.payload().get("status").asText())
                    .isEqualTo(json(stopped.answer().body()).get("status").asText());
            assertThat(row.payload().get("actor").asText()).isEqualTo(actor);
        });
        assertThat(rows(send("POST", slow + ":stop", null).is(200))).isEmpty();
    }

    @Test
    void concurrentChanges_areEachOnRecordOnce() throws Exception {
        List<Made> calls = IntStream.range(0, 40)
                .parallel()
                .mapToObj(i -> send(
                                "POST", GROUP + "/members", participants("62890002" + (10_000 + i) + "@s.whatsapp.net"))
                        .is(204))
                .collect(Collectors.toList());
        assertThat(calls).allSatisfy(call -> assertThat(rows(call)).hasSize(1));
    }
}
