package io.wagateway.group;

import static io.wagateway.group.GroupRoutesTest.bodyOf;
import static io.wagateway.group.GroupRoutesTest.reply;
import static io.wagateway.group.GroupRoutesTest.statusOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.wagateway.event.log.EventLog;
import io.wagateway.pipeline.CallContext;
import io.wagateway.pipeline.CompletedBody;
import io.wagateway.pipeline.Credential;
import java.io.IOException;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.test.spring.junit5.CamelSpringBootTest;
import org.apache.camel.test.spring.junit5.MockEndpointsAndSkip;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The request pipeline of the other changes to groups, with scripted engine responses: also false and partial ones. */
@CamelSpringBootTest
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {
            "spring.config.additional-location=classpath:world.yaml",
            "spring.datasource.url=jdbc:h2:mem:group-changes",
            "gateway.group-cache=0s",
            "gateway.group-refresh=0s",
            "gateway.session-watch=0s"
        })
@MockEndpointsAndSkip("direct:engine-.*")
class GroupChangesRoutesTest {
    private static final String GID = "120363000000000001@g.us";
    private static final String OWN = "6281000000001@s.whatsapp.net";
    private static final String FIRST = "6289000000002@s.whatsapp.net";
    private static final String SECOND = "6289000000003@s.whatsapp.net";
    private static final String NEWCOMER = "6289000000077@s.whatsapp.net";
    private static final String OTHER_NEWCOMER = "6289000000078@s.whatsapp.net";
    private static final String BOTH = "{\"participants\": [\"" + NEWCOMER + "\", \"" + OTHER_NEWCOMER + "\"]}";

    private static final String BY_CALLS = "payload not like '%\"observed\":true%'";

    @Autowired
    private CamelContext context;

    @Autowired
    private ProducerTemplate template;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private EventLog log;

    /** The engine of each test is another WhatsApp: what others did between two tests is none of their business. */
    private long eventsBefore;

    @BeforeEach
    void engine() {
        // What the test before was refused is no repetition in this one.
        log.destroy();
        jdbc.sql("delete from recent_refusals").update();
        eventsBefore = jdbc.sql("select coalesce(max(number), 0) from events")
                .query(Long.class)
                .single();
        MockEndpoint.resetMocks(context);
        reply(mock("status"), Map.of("status", "working", "jid", OWN));
        reply(mock("readGroup"), group("admin", FIRST, SECOND));
        for (String change :
                List.of("updateGroup", "addMembers", "removeMembers", "promoteAll", "demoteAll", "leave")) {
            reply(mock(change), Map.of("outcome", "done"));
        }
    }

    private MockEndpoint mock(String operation) {
        return MockEndpoint.resolve(context, "mock:direct:engine-simulator-" + operation);
    }

    private static Map<String, Object> group(String ownRole, String... plain) {
        List<Map<String, Object>> members = new ArrayList<>();
        members.add(row(OWN, ownRole));
        for (String jid : plain) {
            members.add(row(jid, "member"));
        }
        return Map.of("self", row(OWN, ownRole), "members", members);
    }

    private static Map<String, Object> row(String jid, String role) {
        return Map.of("jid", jid, "role", role, "address", jid);
    }

    private Exchange send(String operation, String body) {
        return send(operation, body, "wa_all_00000000000000000000000000000000", "phone", GID);
    }

    private Exchange send(String operation, String body, boolean dryRun) {
        return send(
                operation,
                body,
                "wa_all_00000000000000000000000000000000",
                "phone",
                GID,
                dryRun ? "dryRun=true" : null);
    }

    private Exchange send(String operation, String body, String key, String session, String gid) {
        return send(operation, body, key, session, gid, null);
    }

    private Exchange send(String operation, String body, String key, String session, String gid, String query) {
        Map<String, String> parameters = new HashMap<>(Map.of("session", session, "gid", gid, "jid", FIRST));
        return template.request("direct:" + operation, exchange -> {
            CallContext.initialize(
                    exchange,
                    "changes-1",
                    operation,
                    List.of(new Credential(Credential.Source.AUTHORIZATION, "Bearer " + key)),
                    parameters,
                    body == null ? null : CompletedBody.json(body));
            exchange.setProperty(CallContext.QUERY, query);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "updateGroup         | {\"subject\": \"x\"}             | updateGroup",
                "addGroupMembers     | {\"participants\": [\"1@lid\"]}  | addMembers",
                "removeGroupMember   |                                  | removeMembers",
                "promoteGroupMembers | {\"participants\": [\"6289000000002@s.whatsapp.net\"]} | promoteAll",
                "demoteGroupMembers  | {\"participants\": [\"6289000000002@s.whatsapp.net\"]} | demoteAll",
            })
    void check_thatRefuses_asksTheEngineForNoChange(String operation, String body, String asked) {
        assertThat(statusOf(send(operation, body, "wa_nobody_00000000000000000000000000000", "phone", GID)))
                .isEqualTo(401);
        assertThat(statusOf(send(operation, body, "wa_reader_00000000000000000000000000000", "phone", GID)))
                .isEqualTo(403);
        String key = "wa_all_00000000000000000000000000000000";
        assertThat(statusOf(send(operation, body, key, "theirs", GID))).isEqualTo(404);
        assertThat(statusOf(send(operation, body, key, "phone", "1@s.whatsapp.net")))
                .isEqualTo(404);
        reply(mock("readGroup"), group("member", FIRST));
        assertThat(statusOf(send(operation, body))).isEqualTo(403);
        reply(mock("readGroup"), Map.of("members", List.of(row(FIRST, "admin"))));
        assertThat(statusOf(send(operation, body))).isEqualTo(404);
        assertThat(mock(asked).getReceivedCounter()).isZero();
    }

    /** An engine kind may lack them: then there is nothing to ask, and nothing to recover. */
    @ParameterizedTest
    @ValueSource(strings = {"promoteGroupMember", "promoteGroupMembers", "demoteGroupMember", "demoteGroupMembers"})
    void roles_thatTheEngineCannotChange_are501_andNoChangeIsIntended(String operation) throws Exception {
        String verb = operation.startsWith("promote") ? "promote" : "demote";
        reply(
                mock("readGroup"),
                Map.of("members", List.of(row(OWN, "admin"), row(FIRST, verb.equals("demote") ? "admin" : "member"))));
        String body = operation.endsWith("s") ? "{\"participants\": [\"" + FIRST + "\"]}" : null;
        withoutRoutes(List.of(verb, verb + "All"), () -> {
            for (boolean dryRun : new boolean[] {false, true}) {
                Exchange answer = send(operation, body, dryRun);
                assertThat(statusOf(answer)).isEqualTo(501);
                assertThat(bodyOf(answer)).contains("the engine 'simulator' cannot do " + operation);
            }
            // WhatsApp need not be asked.
            reply(mock("readGroup"), Map.of("members", List.of(row(OWN, "admin"), row(FIRST, roleAfter(verb)))));
            assertThat(statusOf(send(operation, body))).isLessThan(300);
        });
        assertThat(jdbc.sql("select count(*) from event_intents where request_id = 'changes-1'")
                        .query(Integer.class)
                        .single())
                .isZero();
        assertThat(jdbc.sql("select event from events where " + BY_CALLS + " and number > ?")
                        .param(eventsBefore)
                        .query(String.class)
                        .list())
                .containsOnly("group.action.denied");
        assertThat(mock(verb).getReceivedCounter() + mock(verb + "All").getReceivedCounter())
                .isZero();
    }

    private static String roleAfter(String verb) {
        return verb.equals("promote") ? "admin" : "member";
    }

    private void withoutRoutes(List<String> operations, Runnable task) throws Exception {
        ModelCamelContext model = (ModelCamelContext) context;
        List<RouteDefinition> routes = new ArrayList<>();
        for (String operation : operations) {
            String id = "engine-simulator-" + operation;
            routes.add(model.getRouteDefinition(id));
            context.getRouteController().stopRoute(id);
            context.removeRoute(id);
        }
        try {
            task.run();
        } finally {
            model.addRouteDefinitions(routes);
        }
    }

    @Test
    void membersAdded_andOneRefused_areAnErrorThatNamesBoth() {
        reply(
                mock("addMembers"),
                Map.of(
                        "outcome",
                        "done",
                        "rows",
                        List.of(
                                Map.of("member", NEWCOMER),
                                Map.of("member", OTHER_NEWCOMER, "refusal", "invite_only"))));
        Exchange answer = send("addGroupMembers", BOTH);
        assertThat(statusOf(answer)).isEqualTo(403);
        assertThat(bodyOf(answer))
                .contains("{\"jid\":\"" + NEWCOMER + "\",\"outcome\":\"changed\"}")
                .contains(
                        "{\"jid\":\"" + OTHER_NEWCOMER + "\",\"outcome\":\"failed\",\"error\":{\"code\":\"forbidden\"");
        assertThat(mock("addMembers").getReceivedCounter()).isOne();
    }

    @Test
    void membersAdded_thatTheEngineDoesNotReportOn_areReadBack() {
        reply(mock("addMembers"), Map.of("outcome", "unverified"));
        mock("addMembers").whenAnyExchangeReceived(exchange -> {
            exchange.getMessage().setBody(Map.of("outcome", "unverified"));
            reply(mock("readGroup"), group("admin", FIRST, SECOND, NEWCOMER));
        });
        Exchange answer = send("addGroupMembers", BOTH);
        assertThat(statusOf(answer)).isEqualTo(502);
        assertThat(bodyOf(answer))
                .contains("{\"jid\":\"" + NEWCOMER + "\",\"outcome\":\"changed\"}")
                .contains("\"jid\":\"" + OTHER_NEWCOMER + "\",\"outcome\":\"failed\"")
                .contains("did not apply");
        assertThat(mock("readGroup").getReceivedCounter()).isEqualTo(2);
    }

    @Test
    void membersAdded_thatAreThereAlready_askForNothing() {
        Exchange answer = send("addGroupMembers", "{\"participants\": [\"" + FIRST + "\"]}");
        assertThat(statusOf(answer)).isEqualTo(204);
        assertThat(mock("addMembers").getReceivedCounter()).isZero();
    }

    /** WhatsApp knows the first by a name that the list does not have. */
    @Test
    void membersAdded_ofWhomWhatsAppHasOneAlready_areOneEvent() {
        mock("addMembers").whenAnyExchangeReceived(exchange -> {
            exchange.getMessage()
                    .setBody(Map.of(
                            "outcome",
                            "done",
                            "rows",
                            List.of(Map.of("member", NEWCOMER, "unchanged", true), Map.of("member", OTHER_NEWCOMER))));
            reply(mock("readGroup"), group("admin", FIRST, SECOND, NEWCOMER, OTHER_NEWCOMER));
        });
        assertThat(statusOf(send("addGroupMembers", BOTH))).isEqualTo(204);
        assertThat(newEvents()).containsExactly("group.member.added " + OTHER_NEWCOMER);
    }

    /** The group cannot be read back, or its list has rows that the gateway cannot read: then WhatsApp's word counts. */
    @ParameterizedTest
    @ValueSource(strings = {"{\"refusal\": \"timed_out\"}", "{\"members\": [{\"jid\": \"$OWN\"}], \"skipped\": 1}"})
    void memberRemoved_whoIsSaidNotToBeOne_andCannotBeReadBack_isNoChange(String readBack) {
        mock("removeMembers").whenAnyExchangeReceived(exchange -> {
            exchange.getMessage()
                    .setBody(Map.of("outcome", "done", "rows", List.of(Map.of("member", FIRST, "unchanged", true))));
            reply(mock("readGroup"), json(readBack));
        });
        assertThat(statusOf(send("removeGroupMember", null))).isEqualTo(204);
        assertThat(newEvents()).isEmpty();
    }

    /** The engine does not say what the account is in the group, so WhatsApp is asked, and confirms what was so before. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    promoteGroupMembers | promoteAll    | admin  | done
                    promoteGroupMembers | promoteAll    | admin  | accepted
                    demoteGroupMembers  | demoteAll     | member | done
                    addGroupMembers     | addMembers    | member | accepted
                    """)
    void change_thatTheReadBeforeItShows_isNoEvent(String operation, String asked, String role, String outcome) {
        Object own = json("{\"jid\": \"$OWN\", \"role\": null, \"address\": \"$OWN\"}");
        reply(mock("readGroup"), Map.of("members", List.of(own, row(FIRST, role))));
        reply(mock(asked), Map.of("outcome", outcome));
        Exchange answer = send(operation, "{\"participants\": [\"" + FIRST + "\"]}");
        assertThat(statusOf(answer)).isBetween(200, 204);
        assertThat(mock(asked).getReceivedCounter()).isOne();
        assertThat(newEvents()).isEmpty();
        if (statusOf(answer) == 200) {
            assertThat(bodyOf(answer)).contains("\"outcome\":\"unchanged\"");
        }
    }

    @Test
    void thousandMembers_arePromotedWithOneRequest() {
        String[] crowd = new String[1_023];
        for (int i = 0; i < crowd.length; i++) {
            crowd[i] = "62895" + i + "@s.whatsapp.net";
        }
        reply(mock("readGroup"), group("admin", crowd));
        Exchange answer = send("promoteGroupMembers", "{\"participants\": [\"" + String.join("\",\"", crowd) + "\"]}");
        assertThat(statusOf(answer)).isEqualTo(200);
        assertThat(bodyOf(answer).split("\"changed\"", -1)).hasSize(1_024);
        assertThat(mock("promoteAll").getReceivedCounter()).isOne();
        assertThat(mock("readGroup").getReceivedCounter()).isOne();
    }

    @Test
    void changeOfAll_thatTheEngineRefusesAsAWhole_isThatRefusal() {
        reply(mock("promoteAll"), Map.of("refusal", "forbidden"));
        Exchange answer = send("promoteGroupMembers", "{\"participants\": [\"" + FIRST + "\"]}");
        assertThat(statusOf(answer)).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"outcome\": 1}", "{\"rows\": []}", "{\"outcome\": \"done\", \"rows\": \"all\"}", "[]"})
    void invalidResponse_is502(String json) {
        reply(mock("promoteAll"), json(json));
        assertThat(statusOf(send("promoteGroupMembers", "{\"participants\": [\"" + FIRST + "\"]}")))
                .isEqualTo(502);
    }

    /** The log claims no more than is known: what the engine's response to the change says, and what a read after it shows. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "none", textBlock = """
            promoteGroupMembers | promoteAll  | {"refusal": "timed_out"}       | none | 504 | group.action.unknown
            promoteGroupMembers | promoteAll  | {"refusal": "what"}            | none | 502 | group.action.unknown
            promoteGroupMembers | promoteAll  | {"refusal": "unavailable"}     | none | 503 | group.action.unknown
            promoteGroupMembers | promoteAll  | {"rows": []}                   | none | 502 | group.action.unknown
            promoteGroupMembers | promoteAll  | {"outcome": "done", "rows": [{"member": "$FIRST", "refusal": "what"}]} | none | 200 | group.action.unknown
            promoteGroupMembers | promoteAll  | IOException                    | none | 503 | group.action.unknown
            promoteGroupMembers | promoteAll  | ConnectException               | none | 503 | group.action.failed
            promoteGroupMembers | promoteAll  | {"refusal": "bad_credentials"} | none | 502 | group.action.failed
            promoteGroupMembers | promoteAll  | {"refusal": "no_address"}      | none | 502 | group.action.failed
            promoteGroupMembers | promoteAll  | {"refusal": "forbidden"}       | none | 403 | group.action.denied
            promoteGroupMembers | promoteAll  | {"outcome": "unverified"}      | {"refusal": "timed_out"} | 504 | group.action.unknown
            promoteGroupMembers | promoteAll  | {"outcome": "unverified"}      | {"refusal": "no_group"}  | 404 | group.action.unknown
            promoteGroupMembers | promoteAll  | {"outcome": "unverified"}      | {"members": [{"jid": "$FIRST", "role": "admin"}]} | 200 | group.action.unknown
            promoteGroupMembers | promoteAll  | {"outcome": "unverified"}      | {"members": [{"jid": "$OWN", "role": "admin"}, {"jid": "$FIRST", "role": "member"}]} | 200 | group.action.failed
            promoteGroupMembers | promoteAll  | {"outcome": "unverified"}      | {"members": [{"jid": "$OWN", "role": "admin"}]} | 200 | group.action.denied
            promoteGroupMembers | promoteAll  | {"outcome": "unverified"}      | {"skipped": 1, "members": [{"jid": "$OWN", "role": "admin"}]} | 200 | group.action.unknown
            promoteGroupMembers | promoteAll  | {"outcome": "unverified"}      | {"members": [{"jid": "$OWN", "role": "admin"}, {"lid": "1@lid", "role": "member"}]} | 200 | group.action.unknown
            removeGroupMember   | removeMembers | {"outcome": "unverified"}    | {"skipped": 1, "members": [{"jid": "$OWN", "role": "admin"}]} | 502 | group.action.unknown
            removeGroupMember   | removeMembers | {"outcome": "unverified"}    | {"members": [{"jid": "$OWN", "role": "admin"}, {"lid": "1@lid", "role": "member"}]} | 502 | group.action.unknown
            removeGroupMember   | removeMembers | {"outcome": "unverified"}    | {"members": [{"jid": "$OWN", "role": "admin"}]} | 204 | group.member.removed
            leaveGroup          | leave       | {"outcome": "unverified"}      | {"refusal": "timed_out"} | 504 | group.action.unknown
            leaveGroup          | leave       | {"outcome": "unverified"}      | {"members": [{"jid": "$OWN", "role": "admin"}]} | 502 | group.action.failed
            leaveGroup          | leave       | {"outcome": "unverified"}      | {"members": [{"lid": "1@lid", "role": "admin"}]} | 502 | group.action.unknown
            leaveGroup          | leave       | {"outcome": "perhaps"}         | none | 502 | group.action.unknown
            updateGroup         | updateGroup | {"outcome": "unverified"}      | {"refusal": "timed_out"} | 504 | group.action.unknown
            updateGroup         | updateGroup | {"outcome": "unverified"}      | {"group": {"jid": "120363000000000001@g.us", "subject": "old"}} | 502 | group.action.failed
            updateGroup         | updateGroup | {"outcome": "unverified"}      | {"group": {"jid": "120363000000000001@g.us", "subject": ""}} | 502 | group.action.unknown
            clearDescription    | updateGroup | {"outcome": "unverified"}      | {"group": {"jid": "120363000000000001@g.us", "subject": "", "description": ""}} | 502 | group.action.unknown
            clearDescription    | updateGroup | {"outcome": "unverified"}      | {"group": {"jid": "120363000000000001@g.us", "subject": "old"}} | 204 | group.updated
            lock                | updateGroup | {"outcome": "unverified"}      | {"group": {"jid": "120363000000000001@g.us", "subject": "old"}} | 502 | group.action.unknown
            createGroup         | createGroup | {"group": "what"}              | none | 502 | group.action.unknown
            joinGroup           | join        | {"group": "what"}              | none | 502 | group.action.unknown
            joinGroup           | join        | {"group": "120363000000000098@g.us"} | {"refusal": "timed_out"} | 504 | group.action.unknown
            revokeGroupInvite   | revokeInvite | {"invite": ""}                | none | 502 | group.action.unknown
            """)
    void change_thatIsNotConfirmed_isTheEventOfWhatIsKnown(
            String operation, String asked, String response, String readBack, int expected, String event) {
        mock(asked).whenAnyExchangeReceived(exchange -> {
            if (readBack != null) {
                reply(mock(asked.equals("updateGroup") ? "describeGroup" : "readGroup"), json(readBack));
            }
            switch (response) {
                case "IOException" -> exchange.setException(new IOException("lost"));
                case "ConnectException" -> exchange.setException(new ConnectException("refused"));
                default -> exchange.getMessage().setBody(json(response));
            }
        });
        String body =
                switch (operation) {
                    case "promoteGroupMembers" -> "{\"participants\": [\"" + FIRST + "\"]}";
                    case "updateGroup" -> "{\"subject\": \"new\"}";
                    case "clearDescription" -> "{\"description\": \"\"}";
                    case "lock" -> "{\"locked\": true}";
                    case "createGroup" -> "{\"name\": \"New\", " + BOTH.substring(1);
                    case "joinGroup" -> "{\"invite\": \"AbCdEfGhIjKl\"}";
                    default -> null;
                };
        boolean isUpdate = asked.equals("updateGroup");
        assertThat(statusOf(send(isUpdate ? "updateGroup" : operation, body))).isEqualTo(expected);
        assertThat(lastEvent()).isEqualTo(event);
    }

    /** WhatsApp has refused it, whatever the group would have shown. */
    @Test
    void refusal_thatMayComeFromARace_andCannotBeReadBack_staysARefusal() {
        reply(mock("readGroup"), Map.of("members", List.of(row(OWN, "admin"), row(FIRST, "admin"))));
        mock("demoteAll").whenAnyExchangeReceived(exchange -> {
            reply(mock("readGroup"), Map.of("refusal", "timed_out"));
            exchange.getMessage()
                    .setBody(Map.of(
                            "outcome",
                            "done",
                            "rows",
                            List.of(Map.of("member", FIRST, "refusal", "forbidden", "code", 406))));
        });
        Exchange answer = send("demoteGroupMembers", "{\"participants\": [\"" + FIRST + "\"]}");
        assertThat(statusOf(answer)).isEqualTo(200);
        assertThat(bodyOf(answer)).contains("\"code\":\"forbidden\"");
        assertThat(lastEvent()).isEqualTo("group.action.denied");
    }

    /** Of this test, each with the member that it is about. */
    private List<String> newEvents() {
        return jdbc.sql("select event, payload from events where " + BY_CALLS + " and number > ? order by number")
                .param(eventsBefore)
                .query((row, number) ->
                        row.getString("event") + " " + ((Map<?, ?>) json(row.getString("payload"))).get("memberJid"))
                .list();
    }

    private String lastEvent() {
        return jdbc.sql("select event from events where " + BY_CALLS + " order by number desc fetch first 1 rows only")
                .query(String.class)
                .single();
    }

    private static Object json(String text) {
        try {
            return new ObjectMapper().readValue(text.replace("$FIRST", FIRST).replace("$OWN", OWN), Object.class);
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Test
    void setting_thatTheEngineDoesNotConfirm_isReadBack() {
        reply(mock("updateGroup"), Map.of("outcome", "unverified"));
        reply(mock("describeGroup"), Map.of("group", Map.of("jid", GID, "subject", "as it was")));
        assertThat(statusOf(send("updateGroup", "{\"subject\": \"new\"}"))).isEqualTo(502);
        reply(mock("describeGroup"), Map.of("group", Map.of("jid", GID, "subject", "new")));
        assertThat(statusOf(send("updateGroup", "{\"subject\": \"new\"}"))).isEqualTo(204);
    }

    @Test
    void settings_ofWhichTheSecondIsRefused_reportThatTheFirstWasChanged() {
        mock("updateGroup").whenAnyExchangeReceived(exchange -> {
            Object field = exchange.getMessage().getBody(Map.class).get("field");
            exchange.getMessage()
                    .setBody(field.equals("subject") ? Map.of("outcome", "done") : Map.of("refusal", "forbidden"));
        });
        Exchange answer = send("updateGroup", "{\"subject\": \"new\", \"locked\": true}");
        assertThat(statusOf(answer)).isEqualTo(403);
        assertThat(bodyOf(answer)).contains("\"changed\":[\"subject\"]");
    }

    @ParameterizedTest
    @CsvSource({
        "AbCdEfGhIjKl, 200",
        "https://chat.whatsapp.com/AbCdEfGhIjKl, 200",
        "https://elsewhere.example/AbCdEfGhIjKl, 502",
        "'', 502"
    })
    void invite_isTheFullLinkOrNone(String reported, int expected) {
        reply(mock("readInvite"), Map.of("invite", reported));
        Exchange answer = send("getGroupInvite", null);
        assertThat(statusOf(answer)).isEqualTo(expected);
        if (expected == 200) {
            assertThat(bodyOf(answer)).isEqualTo("{\"invite\":\"https://chat.whatsapp.com/AbCdEfGhIjKl\"}");
        }
    }

    @Test
    void group_createdWithoutAMember_isAnErrorThatNamesTheGroup() {
        reply(
                mock("createGroup"),
                Map.of(
                        "group",
                        Map.of("jid", "120363000000000099@g.us"),
                        "rows",
                        List.of(
                                Map.of("member", NEWCOMER),
                                Map.of("member", OTHER_NEWCOMER, "refusal", "not_on_whatsapp"))));
        Exchange answer = send("createGroup", "{\"name\": \"New\", " + BOTH.substring(1));
        assertThat(statusOf(answer)).isEqualTo(404);
        assertThat(bodyOf(answer))
                .contains("\"groupJid\":\"120363000000000099@g.us\"")
                .contains("\"outcome\":\"failed\"");
        assertThat(statusOf(send(
                        "getGroup",
                        null,
                        "wa_reader_00000000000000000000000000000",
                        "phone",
                        "120363000000000099@g.us")))
                .isEqualTo(200);
    }

    @Test
    void group_thatIsLeftAsTheEngineOnlySays_isReadBack() {
        reply(mock("leave"), Map.of("outcome", "unverified"));
        assertThat(statusOf(send("leaveGroup", null))).isEqualTo(502);
        mock("leave").whenAnyExchangeReceived(exchange -> {
            exchange.getMessage().setBody(Map.of("outcome", "unverified"));
            reply(mock("readGroup"), Map.of("refusal", "no_group"));
        });
        assertThat(statusOf(send("leaveGroup", null))).isEqualTo(204);
    }

    @ParameterizedTest
    @CsvSource({"bad_invite, 400", "full, 403", "forbidden, 403", "rate_limited, 429"})
    void join_thatIsRefused_isTheDocumentedAnswer(String refusal, int expected) {
        reply(mock("join"), Map.of("refusal", refusal));
        // The gateway pauses requests of a rate-limited session: use another one.
        String session = refusal.equals("rate_limited") ? "slow" : "phone";
        Exchange answer = send(
                "joinGroup", "{\"invite\": \"AbCdEfGhIjKl\"}", "wa_all_00000000000000000000000000000000", session, GID);
        assertThat(statusOf(answer)).isEqualTo(expected);
    }
}
