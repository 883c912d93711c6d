package io.wagateway.group;

import static io.wagateway.group.GroupRoutesTest.bodyOf;
import static io.wagateway.group.GroupRoutesTest.reply;
import static io.wagateway.group.GroupRoutesTest.statusOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wagateway.pipeline.CallContext;
import io.wagateway.pipeline.CompletedBody;
import io.wagateway.pipeline.Credential;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.mock.MockEndpoint;
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

/** What the gateway believes of an engine's answers about people who wait to be let into a group. */
@CamelSpringBootTest
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {
            "spring.config.additional-location=classpath:world.yaml",
            "spring.datasource.url=jdbc:h2:mem:join-requests",
            "gateway.group-cache=0s",
            "gateway.group-refresh=0s",
            "gateway.session-watch=0s"
        })
@MockEndpointsAndSkip("direct:engine-.*")
class JoinRequestsRoutesTest {
    private static final String GID = "120363000000000001@g.us";
    private static final String OWN = "6281000000001@s.whatsapp.net";
    private static final String JID = "6289000000077@s.whatsapp.net";
    private static final String LID = "89000000077@lid";
    private static final String ONE = "{\"participants\": [\"" + JID + "\"]}";

    @Autowired
    private CamelContext context;

    @Autowired
    private ProducerTemplate template;

    @Autowired
    private JdbcClient jdbc;

    private long eventsBefore;

    @BeforeEach
    void engine() {
        eventsBefore = jdbc.sql("select coalesce(max(number), 0) from events")
                .query(Long.class)
                .single();
        MockEndpoint.resetMocks(context);
        reply(mock("status"), Map.of("status", "working", "jid", OWN));
        reply(mock("readGroup"), group());
        reply(mock("listJoinRequests"), waiting(person(JID, LID)));
    }

    private MockEndpoint mock(String operation) {
        return MockEndpoint.resolve(context, "mock:direct:engine-simulator-" + operation);
    }

    private static Map<String, Object> person(String jid, String lid) {
        Map<String, Object> row = new HashMap<>();
        row.put("jid", jid);
        row.put("lid", lid);
        row.put("role", "member");
        row.put("address", lid != null ? lid : jid);
        return row;
    }

    private static Map<String, Object> group(Object... members) {
        Map<String, Object> own = Map.of("jid", OWN, "lid", "81000000001@lid", "role", "admin", "address", OWN);
        return Map.of(
                "self",
                own,
                "members",
                Stream.concat(Stream.<Object>of(own), Stream.of(members)).toList());
    }

    private static Map<String, Object> waiting(Object... people) {
        return Map.of("requests", List.of(people));
    }

    /** The list that the call starts from, and the one after the change. */
    private void listed(Map<String, Object> before, Map<String, Object> after) {
        mock("listJoinRequests")
                .whenAnyExchangeReceived(exchange -> exchange.getMessage().setBody(after));
        mock("listJoinRequests")
                .whenExchangeReceived(1, exchange -> exchange.getMessage().setBody(before));
    }

    private Exchange send(String operation, String body) {
        return template.request(
                "direct:" + operation,
                exchange -> CallContext.initialize(
                        exchange,
                        "requests-1",
                        operation,
                        List.of(new Credential(
                                Credential.Source.AUTHORIZATION, "Bearer wa_all_00000000000000000000000000000000")),
                        new HashMap<>(Map.of("session", "phone", "gid", GID)),
                        body == null ? null : CompletedBody.json(body)));
    }

    private static List<String> rows(Exchange answer) throws Exception {
        String body = bodyOf(answer);
        assertThat(statusOf(answer)).as(body).isEqualTo(200);
        List<String> rows = new ArrayList<>();
        for (JsonNode row : new ObjectMapper().readTree(body).get("data")) {
            rows.add(row.get("outcome").asText() + row.at("/error/code").asText());
        }
        return rows;
    }

    private List<String> events() {
        return jdbc.sql("select event from events where number > ? and event not in ('session.status',"
                        + " 'group.join.requested') order by number")
                .param(eventsBefore)
                .query(String.class)
                .list();
    }

    /** What a read back shows decides, if the engine does not say what became of the person. */
    @ParameterizedTest(name = "{0}: waits {1}, is in {2}")
    @CsvSource({
        "approveJoinRequests, false, true,  changed,            group.member.added",
        "approveJoinRequests, true,  false, failedengine_error, group.action.failed",
        "approveJoinRequests, false, false, failedengine_error, group.action.failed",
        "rejectJoinRequests,  false, false, changed,            group.join.rejected",
        "rejectJoinRequests,  true,  false, failedengine_error, group.action.failed",
        "rejectJoinRequests,  false, true,  failedengine_error, group.action.failed",
    })
    void answer_thatTheEngineDoesNotConfirm_isReadBack(
            String operation, boolean waits, boolean isIn, String outcome, String event) throws Exception {
        reply(mock(operation), Map.of("outcome", "unverified"));
        listed(waiting(person(JID, LID)), waits ? waiting(person(JID, LID)) : waiting());
        mock(operation).whenAnyExchangeReceived(exchange -> {
            reply(mock("readGroup"), isIn ? group(person(null, LID)) : group());
            exchange.getMessage().setBody(Map.of("outcome", "unverified"));
        });
        assertThat(rows(send(operation, ONE))).containsExactly(outcome);
        assertThat(mock(operation).getReceivedExchanges().get(0).getMessage().getBody(String.class))
                .isNotNull();
        assertThat(events()).containsExactly(event);
    }

    @Test
    void personWhoMayBeInTheGroupByAnotherName_isUnknown() throws Exception {
        listed(waiting(person(JID, null)), waiting());
        mock("approveJoinRequests").whenAnyExchangeReceived(exchange -> {
            reply(mock("readGroup"), group(person(null, "5@lid")));
            exchange.getMessage().setBody(Map.of("outcome", "unverified"));
        });
        assertThat(rows(send("approveJoinRequests", ONE))).containsExactly("failedengine_error");
        assertThat(events()).containsExactly("group.action.unknown");
        // If a later look shows it, the log gets it.
        assertThat(jdbc.sql("select intended_change from event_intents where group_jid = ?")
                        .param(GID)
                        .query(String.class)
                        .list())
                .singleElement()
                .asString()
                .contains("APPROVE", JID);
        jdbc.sql("delete from event_intents").update();
    }

    /** By a name that the engine does not know, it gets the same answer as for somebody who does not wait. */
    @ParameterizedTest
    @CsvSource({"true, failedengine_error", "false, unchanged"})
    void personWhomWhatsAppDoesNotFind_isUnchangedOnlyIfTheyWaitNoMore(boolean waits, String outcome) throws Exception {
        listed(waiting(person(JID, LID)), waits ? waiting(person(JID, LID)) : waiting());
        reply(
                mock("rejectJoinRequests"),
                Map.of("outcome", "done", "rows", List.of(Map.of("member", LID, "unchanged", true))));
        assertThat(rows(send("rejectJoinRequests", ONE))).containsExactly(outcome);
    }

    @ParameterizedTest
    @ValueSource(strings = {"approveJoinRequests", "rejectJoinRequests"})
    void personWhoDoesNotWait_isUnchanged_andNobodyIsAsked(String operation) throws Exception {
        reply(mock("listJoinRequests"), waiting());
        assertThat(rows(send(operation, ONE))).containsExactly("unchanged");
        assertThat(rows(send(operation, "{\"all\": true}"))).isEmpty();
        assertThat(mock(operation).getReceivedCounter()).isZero();
        assertThat(events()).isEmpty();
    }

    @Test
    void rowThatWhatsAppRefuses_isAFailedRow() throws Exception {
        reply(
                mock("approveJoinRequests"),
                Map.of("outcome", "done", "rows", List.of(Map.of("member", LID, "refusal", "full"))));
        assertThat(rows(send("approveJoinRequests", ONE))).containsExactly("failedforbidden");
        assertThat(events()).containsExactly("group.action.denied");
    }

    @Test
    void invalidList_is502_andNobodyIsAsked() {
        reply(mock("listJoinRequests"), Map.of("requests", List.of(Map.of("jid", "x"))));
        assertThat(statusOf(send("approveJoinRequests", ONE))).isEqualTo(502);
        assertThat(statusOf(send("listJoinRequests", null))).isEqualTo(502);
        assertThat(mock("approveJoinRequests").getReceivedCounter()).isZero();
    }

    @Test
    void accountThatWhatsAppDoesNotTell_is403() {
        reply(mock("listJoinRequests"), Map.of("refusal", "forbidden", "code", 403, "reason", "forbidden"));
        assertThat(statusOf(send("listJoinRequests", null))).isEqualTo(403);
        assertThat(events()).containsExactly("group.action.denied");
    }
}
