package io.wagateway.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.wagateway.error.InvalidRequestException;
import io.wagateway.pipeline.AsyncBody;
import io.wagateway.pipeline.CallContext;
import io.wagateway.pipeline.CompletedBody;
import io.wagateway.pipeline.Credential;
import java.nio.charset.StandardCharsets;
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
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

/** The request pipeline without HTTP and without an engine: if a check refuses, the gateway asks for no change. */
@CamelSpringBootTest
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {
            "spring.config.additional-location=classpath:world.yaml",
            "spring.datasource.url=jdbc:h2:mem:group-routes",
            "gateway.group-cache=0s",
            "gateway.group-refresh=0s",
            "gateway.session-watch=0s"
        })
@MockEndpointsAndSkip("direct:engine-.*")
class GroupRoutesTest {
    private static final String GROUP = "120363000000000001@g.us";
    private static final String MEMBER = "6289000000002@s.whatsapp.net";
    private static final String ADMIN = "6289000000003@s.whatsapp.net";
    private static final String CREATOR = "6289000000001@s.whatsapp.net";

    @Autowired
    private CamelContext context;

    @Autowired
    private ProducerTemplate template;

    private MockEndpoint status;
    private MockEndpoint readGroup;
    private MockEndpoint promote;
    private MockEndpoint demote;

    /** A call as an HTTP request or a command brings it in. */
    record Command(String operation, String key, String session, String gid, String jid, AsyncBody body) {
        static Command to(String operation) {
            return new Command(operation, "wa_all_00000000000000000000000000000000", "phone", GROUP, MEMBER, null);
        }

        Command key(String other) {
            return new Command(operation, other, session, gid, jid, body);
        }

        Command session(String other) {
            return new Command(operation, key, other, gid, jid, body);
        }

        Command gid(String other) {
            return new Command(operation, key, session, other, jid, body);
        }

        Command jid(String other) {
            return new Command(operation, key, session, gid, other, body);
        }

        Command body(AsyncBody other) {
            return new Command(operation, key, session, gid, jid, other);
        }

        Exchange send(ProducerTemplate template) {
            return template.request("direct:" + operation, exchange -> {
                List<Credential> credentials = key.isEmpty()
                        ? List.of()
                        : List.of(new Credential(Credential.Source.AUTHORIZATION, "Bearer " + key));
                Map<String, String> parameters = Map.of("session", session, "gid", gid, "jid", jid);
                CallContext.initialize(exchange, "test", operation, credentials, parameters, body);
            });
        }
    }

    @BeforeEach
    void engine() {
        MockEndpoint.resetMocks(context);
        status = engine("status", Map.of("status", "working", "jid", "6281000000001@s.whatsapp.net"));
        readGroup = engine("readGroup", group("admin"));
        promote = engine("promote", Map.of("outcome", "done"));
        demote = engine("demote", Map.of("outcome", "done"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"promoteGroupMember", "demoteGroupMember"})
    void change_ofAMember_asksTheEngineOnceAndIs204(String operation) throws InterruptedException {
        String jid = operation.startsWith("promote") ? MEMBER : ADMIN;
        MockEndpoint asked = operation.startsWith("promote") ? promote : demote;
        asked.expectedMessageCount(1);
        Exchange answer = send(Command.to(operation).jid(jid));
        assertThat(statusOf(answer)).isEqualTo(204);
        asked.assertIsSatisfied();
        Map<?, ?> question = asked.getExchanges().get(0).getMessage().getBody(Map.class);
        assertThat(question.get("session")).isEqualTo("6281000000001@s.whatsapp.net");
        assertThat(question.get("group")).isEqualTo(GROUP);
        assertThat(question.get("member")).isEqualTo("address of " + jid);
        assertThat(asked.getExchanges().get(0).getMessage().getHeaders()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"promoteGroupMember", "demoteGroupMember"})
    void change_thatIsNone_is204AndAsksForNothing(String operation) {
        Exchange answer = send(Command.to(operation).jid(operation.startsWith("promote") ? ADMIN : MEMBER));
        assertThat(statusOf(answer)).isEqualTo(204);
        assertNothingChanged();
    }

    @ParameterizedTest(name = "{0}: {1} {2}")
    @MethodSource("refusals")
    void check_thatRefuses_asksTheEngineForNoChange(String check, int expected, String code, Command command) {
        Exchange answer = send(command);
        assertThat(statusOf(answer)).isEqualTo(expected);
        assertThat(bodyOf(answer)).contains("\"code\":\"" + code + "\"");
        assertNothingChanged();
    }

    static Stream<Arguments> refusals() {
        List<Arguments> rows = new ArrayList<>();
        for (String operation : List.of("promoteGroupMember", "demoteGroupMember")) {
            Command good = Command.to(operation);
            rows.add(Arguments.of(
                    "authenticate", 401, "unauthorized", good.key("wa_nobody_00000000000000000000000000000")));
            rows.add(Arguments.of("authenticate", 401, "unauthorized", good.key("")));
            rows.add(
                    Arguments.of("requireSend", 403, "forbidden", good.key("wa_reader_00000000000000000000000000000")));
            rows.add(Arguments.of("findSession", 404, "not_found", good.session("nobody")));
            rows.add(Arguments.of("findSession", 404, "not_found", good.session("theirs")));
            rows.add(Arguments.of(
                    "ignoreBody",
                    413,
                    "payload_too_large",
                    good.body(CompletedBody.failed(InvalidRequestException.tooLarge(AsyncBody.MAX_BYTES)))));
            rows.add(Arguments.of("readGroup", 404, "not_found", good.gid("120363000000000001@s.whatsapp.net")));
            rows.add(Arguments.of("findMember", 404, "not_found", good.jid("6289999999999@s.whatsapp.net")));
            rows.add(Arguments.of("findMember", 404, "not_found", good.jid("*")));
        }
        rows.add(Arguments.of(
                "refuseCreator",
                403,
                "forbidden",
                Command.to("demoteGroupMember").jid(CREATOR)));
        Command approve = Command.to("approveGroupMembers");
        rows.add(Arguments.of("authenticate", 401, "unauthorized", approve.key("")));
        rows.add(Arguments.of("requireSend", 403, "forbidden", approve.key("wa_reader_00000000000000000000000000000")));
        rows.add(Arguments.of("reserved", 501, "not_implemented", approve));
        rows.add(Arguments.of(
                "reserved", 501, "not_implemented", approve.session("nobody").gid("*")));
        return rows.stream();
    }

    @ParameterizedTest
    @ValueSource(strings = {"stopped", "starting", "scan_qr_code", "failed"})
    void requireConnected_ofASessionThatIsNotWorking_is501(String engineSays) {
        reply(status, Map.of("status", engineSays));
        // Once the gateway knows that the session is not connected, it does not read the group ahead.
        send(Command.to("promoteGroupMember").session("unplugged"));
        readGroup.reset();
        Exchange answer = send(Command.to("promoteGroupMember").session("unplugged"));
        assertThat(statusOf(answer)).isEqualTo(501);
        assertThat(bodyOf(answer)).contains("not connected");
        assertThat(readGroup.getReceivedCounter()).isZero();
        assertNothingChanged();
    }

    @Test
    void requireGroupAdmin_ofAPlainMember_is403() {
        reply(readGroup, group("member"));
        Exchange answer = send(Command.to("promoteGroupMember"));
        assertThat(statusOf(answer)).isEqualTo(403);
        assertThat(bodyOf(answer)).contains("not an admin of the group");
        assertNothingChanged();
    }

    @ParameterizedTest(name = "{0} is {1} {2}")
    @MethodSource("engineRefusals")
    void refusal_ofTheEngine_isTheDocumentedAnswer(String refusal, int expected, String code) {
        reply(promote, Map.of("refusal", refusal));
        // The gateway pauses requests of a rate-limited session: use another one.
        String session = refusal.equals("rate_limited") ? "limited" : "phone";
        Exchange answer = send(Command.to("promoteGroupMember").session(session));
        assertThat(statusOf(answer)).isEqualTo(expected);
        assertThat(bodyOf(answer)).contains("\"code\":\"" + code + "\"");
    }

    static Stream<Arguments> engineRefusals() {
        return Stream.of(
                Arguments.of("no_group", 404, "not_found"),
                Arguments.of("no_member", 404, "not_found"),
                Arguments.of("forbidden", 403, "forbidden"),
                Arguments.of("rate_limited", 429, "rate_limited"),
                Arguments.of("bad_credentials", 502, "engine_error"),
                Arguments.of("nonsense", 502, "engine_error"),
                Arguments.of("something else", 502, "engine_error"),
                Arguments.of("not_connected", 501, "not_implemented"));
    }

    @Test
    void retryAfter_thatTheEngineNames_reachesTheCaller() {
        reply(promote, Map.of("refusal", "rate_limited", "retryAfter", 17));
        Command ofAnotherSession =
                Command.to("promoteGroupMember").session("theirs").key("wa_other_000000000000000000000000000000");
        for (int i = 0; i < 2; i++) {
            Exchange answer = send(ofAnotherSession);
            assertThat(statusOf(answer)).isEqualTo(429);
            assertThat(answer.getMessage().getHeader("Retry-After", Integer.class))
                    .isBetween(17 - i, 17);
        }
        assertThat(promote.getReceivedCounter()).isOne();
    }

    @Test
    void unverifiedChange_thatTheRolesConfirm_is204() {
        reply(promote, Map.of("outcome", "unverified"));
        promote.whenAnyExchangeReceived(exchange -> {
            exchange.getMessage().setBody(Map.of("outcome", "unverified"));
            reply(readGroup, group("admin", Map.of(MEMBER, "admin")));
        });
        assertThat(statusOf(send(Command.to("promoteGroupMember")))).isEqualTo(204);
        assertThat(readGroup.getReceivedCounter()).isEqualTo(2);
    }

    @Test
    void unverifiedChange_thatTheRolesDeny_is502() {
        reply(promote, Map.of("outcome", "unverified"));
        Exchange answer = send(Command.to("promoteGroupMember"));
        assertThat(statusOf(answer)).isEqualTo(502);
        assertThat(bodyOf(answer)).contains("did not apply");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("engineFailures")
    void failure_ofTheEngine_leaksNothing(String name, Exception failure, int expected) {
        promote.whenAnyExchangeReceived(exchange -> {
            throw failure;
        });
        Exchange answer = send(Command.to("promoteGroupMember"));
        assertThat(statusOf(answer)).isEqualTo(expected);
        assertThat(bodyOf(answer)).doesNotContain("10.0.0.7").doesNotContain("Exception");
    }

    static Stream<Arguments> engineFailures() {
        return Stream.of(
                Arguments.of("refused", new java.net.ConnectException("connect to 10.0.0.7 refused"), 503),
                Arguments.of("timed out", new java.net.SocketTimeoutException("10.0.0.7 timed out"), 504),
                Arguments.of("anything else", new IllegalStateException("10.0.0.7 said 42"), 502));
    }

    @ParameterizedTest
    @ValueSource(strings = {"readGroup", "status", "promote"})
    void invalidResponse_is502(String operation) {
        for (Object response :
                List.of("<html>", Map.of(), Map.of("members", List.of("x"), "status", 7, "outcome", 7))) {
            reply(MockEndpoint.resolve(context, "mock:direct:engine-simulator-" + operation), response);
            // The gateway does not confirm a connection twice: use a session that no other test has connected.
            String session = operation.equals("status") ? "slow" : "phone";
            assertThat(statusOf(send(Command.to("promoteGroupMember").session(session))))
                    .isEqualTo(502);
        }
    }

    private MockEndpoint engine(String operation, Object answer) {
        MockEndpoint mock = MockEndpoint.resolve(context, "mock:direct:engine-simulator-" + operation);
        reply(mock, answer);
        return mock;
    }

    static void reply(MockEndpoint mock, Object answer) {
        mock.whenAnyExchangeReceived(exchange -> exchange.getMessage().setBody(answer));
    }

    private static Map<String, Object> group(String ownRole) {
        return group(ownRole, Map.of());
    }

    private static Map<String, Object> group(String ownRole, Map<String, String> changed) {
        Map<String, Object> self = row("6281000000001@s.whatsapp.net", ownRole);
        List<Map<String, Object>> members = new ArrayList<>(List.of(self));
        Map.of(MEMBER, "member", ADMIN, "admin", CREATOR, "superadmin")
                .forEach((jid, role) -> members.add(row(jid, changed.getOrDefault(jid, role))));
        return Map.of("self", self, "members", members);
    }

    private static Map<String, Object> row(String jid, String role) {
        Map<String, Object> row = new HashMap<>();
        row.put("jid", jid);
        row.put("lid", null);
        row.put("role", role);
        row.put("address", "address of " + jid);
        return row;
    }

    private Exchange send(Command command) {
        return command.send(template);
    }

    static int statusOf(Exchange answer) {
        return answer.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
    }

    static String bodyOf(Exchange answer) {
        return new String(answer.getMessage().getBody(byte[].class), StandardCharsets.UTF_8);
    }

    private void assertNothingChanged() {
        assertThat(promote.getReceivedCounter() + demote.getReceivedCounter()).isZero();
    }
}
