package io.wagateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wagateway.access.Frontend;
import io.wagateway.access.SigningKey;
import io.wagateway.openapi.DocumentSchemas;
import jakarta.jms.Destination;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.net.MalformedURLException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.jms.JmsConstants;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.test.spring.junit5.CamelSpringBootTest;
import org.apache.camel.test.spring.junit5.MockEndpointsAndSkip;
import org.apache.qpid.jms.JmsQueue;
import org.apache.qpid.jms.JmsTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The queue's way into the corridor, with direct: in place of a broker and without an engine: the guards of HTTP hold. */
@CamelSpringBootTest
@ExtendWith(OutputCaptureExtension.class)
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {
            "spring.config.additional-location=classpath:world.yaml",
            "spring.datasource.url=jdbc:h2:mem:command-routes",
            "gateway.group-cache=0s",
            "gateway.group-refresh=0s",
            "gateway.session-watch=0s",
            "gateway.commands.uri=direct:commands",
            "gateway.commands.reply-uri=mock:answers",
            "gateway.commands.reply-addresses=replies.*,inbox",
            "gateway.commands.dead-letter-uri=mock:dead",
            "gateway.commands.attempts=3"
        })
@MockEndpointsAndSkip("direct:engine-.*|log:gateway.commands.nowhere.*")
class CommandRoutesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DocumentSchemas SCHEMAS = DocumentSchemas.ofAsyncApi();
    private static final String GROUP = "120363000000000001@g.us";
    private static final String MEMBER = "6289000000002@s.whatsapp.net";
    private static final String ADMIN = "6289000000003@s.whatsapp.net";
    private static final String CREATOR = "6289000000001@s.whatsapp.net";
    private static final String OWN = "6281000000001@s.whatsapp.net";
    private static final String KEY = "Bearer wa_all_00000000000000000000000000000000";
    private static final SigningKey SIGNING = SigningKey.generate("ed", "EdDSA");
    private static final Frontend FRONTEND = new Frontend(SIGNING);

    @Autowired
    private CamelContext context;

    @Autowired
    private ProducerTemplate template;

    @Autowired
    private JdbcClient grants;

    private MockEndpoint answers;
    private MockEndpoint dead;

    /** The reply addresses of commands: direct: has none, so that the route sends there. */
    private MockEndpoint named;

    private MockEndpoint status;
    private MockEndpoint readGroup;
    private MockEndpoint promote;
    private final List<MockEndpoint> changes = new ArrayList<>();

    /** A message as a test sends it. */
    record Sent(String operation, Object token, String session, String group, String member) {
        static Sent of(String operation) {
            return new Sent(operation, KEY, "phone", GROUP, MEMBER);
        }

        Sent token(Object other) {
            return new Sent(operation, other, session, group, member);
        }

        Sent session(String other) {
            return new Sent(operation, token, other, group, member);
        }

        Sent group(String other) {
            return new Sent(operation, token, session, other, member);
        }

        Sent member(String other) {
            return new Sent(operation, token, session, group, other);
        }

        Map<String, Object> body() {
            Map<String, Object> body = new HashMap<>();
            body.put("operationId", operation);
            body.put("session", session);
            body.put("group", group);
            body.put("member", member);
            body.put("requestId", "r-1");
            return body;
        }
    }

    @DynamicPropertySource
    static void frontend(DynamicPropertyRegistry registry) {
        registry.add("gateway.auth.jwt.jwks-uri", FRONTEND::jwksUri);
    }

    @AfterAll
    static void close() {
        FRONTEND.close();
    }

    @BeforeEach
    void engine() {
        MockEndpoint.resetMocks(context);
        answers = MockEndpoint.resolve(context, "mock:answers");
        dead = MockEndpoint.resolve(context, "mock:dead");
        named = MockEndpoint.resolve(context, "mock:log:gateway.commands.nowhere");
        status = engine("status", Map.of("status", "working", "jid", OWN));
        readGroup = engine("readGroup", group("admin"));
        promote = engine("promote", Map.of("outcome", "done"));
        changes.clear();
        changes.add(promote);
        for (String operation : List.of("demote", "removeMembers", "leave")) {
            changes.add(engine(operation, Map.of("outcome", "done")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"promoteGroupMember", "demoteGroupMember", "removeGroupMember", "leaveGroup"})
    void command_thatAllDoorsLetPass_asksTheEngineOnceAndIs204(String operation) throws IOException {
        send(Sent.of(operation).member(operation.startsWith("demote") ? ADMIN : MEMBER));
        assertThat(answer())
                .isEqualTo(JSON.createObjectNode()
                        .put("requestId", "r-1")
                        .put("operationId", operation)
                        .put("status", 204));
        assertThat(asked()).isOne();
        assertThat(dead.getReceivedCounter()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "promoteGroupMember, 2h, 204",
        "promoteGroupMember, 2, 400",
        "promoteGroupMember, '', 400",
        "promoteGroupMember, 2h&for=3h, 400",
        "promoteGroupMember, 2h&dryRun=true, 400",
        "demoteGroupMember, 2h, 400",
        "leaveGroup, 2h, 400",
    })
    void promotion_forATime_isAGrant_andAnythingElseForATimeIs400(String operation, String time, int expected)
            throws IOException {
        grants.sql("delete from member_grants").update();
        Map<String, Object> body = Sent.of(operation).body();
        body.put("for", time);
        String json = JSON.writeValueAsString(body);
        template.send("direct:commands", exchange -> message(exchange, json, KEY));
        assertThat(answer().get("status").asInt()).isEqualTo(expected);
        assertThat(answer().at("/error/details").has("for")).isEqualTo(expected == 400);
        assertThat(grants.sql("select ends_at - created_at from member_grants")
                        .query(Long.class)
                        .list())
                .isEqualTo(expected == 204 ? List.of(7_200_000L) : List.of());
        assertThat(asked()).isEqualTo(expected == 204 ? 1 : 0);
    }

    @Test
    void command_thatChangesNothing_is204AndAsksForNothing() throws IOException {
        send(Sent.of("promoteGroupMember").member(ADMIN));
        assertThat(answer().get("status").asInt()).isEqualTo(204);
        assertThat(asked()).isZero();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("refusals")
    void door_thatRefuses_isAnsweredAtOnceAndLetsTheEngineHearNothing(
            String door, int expected, String code, Sent command) throws IOException {
        send(command);
        JsonNode answer = answer();
        assertThat(answer.get("status").asInt()).isEqualTo(expected);
        assertThat(answer.get("error").get("code").asText()).isEqualTo(code);
        assertThat(answer.get("error").get("message").asText()).isNotBlank();
        assertThat(answer.get("error").get("details").isObject()).isTrue();
        assertThat(asked()).isZero();
        assertThat(dead.getReceivedCounter()).isZero();
    }

    static Stream<Arguments> refusals() {
        List<Arguments> rows = new ArrayList<>();
        for (String operation : List.of(
                "promoteGroupMember", "demoteGroupMember", "removeGroupMember", "leaveGroup", "approveGroupMembers")) {
            Sent good = Sent.of(operation);
            rows.add(Arguments.of("no token", 401, "unauthorized", good.token(null)));
            rows.add(Arguments.of("two tokens", 401, "unauthorized", good.token(List.of(KEY, KEY))));
            rows.add(Arguments.of("no bearer", 401, "unauthorized", good.token(KEY.substring(7))));
            rows.add(
                    Arguments.of("unknown key", 401, "unauthorized", good.token("Bearer wa_nobody_" + "0".repeat(32))));
            rows.add(Arguments.of("huge token", 401, "unauthorized", good.token("Bearer " + "a".repeat(100_000))));
            rows.add(Arguments.of("expired token", 401, "unauthorized", good.token(login(-31, "owner"))));
            rows.add(Arguments.of("viewer", 403, "forbidden", good.token(login(60, "viewer"))));
            rows.add(Arguments.of(
                    "reader", 403, "forbidden", good.token("Bearer wa_reader_00000000000000000000000000000")));
        }
        for (String operation : List.of("promoteGroupMember", "demoteGroupMember", "removeGroupMember", "leaveGroup")) {
            Sent good = Sent.of(operation);
            rows.add(Arguments.of("unknown session", 404, "not_found", good.session("nobody")));
            rows.add(Arguments.of("foreign session", 404, "not_found", good.session("theirs")));
            rows.add(
                    Arguments.of("malformed group", 404, "not_found", good.group("120363000000000001@s.whatsapp.net")));
        }
        for (String operation : List.of("promoteGroupMember", "demoteGroupMember")) {
            rows.add(Arguments.of(
                    "unknown member", 404, "not_found", Sent.of(operation).member("6289999999999@lid")));
            rows.add(Arguments.of(
                    "malformed member", 404, "not_found", Sent.of(operation).member("*")));
        }
        rows.add(Arguments.of(
                "malformed member",
                404,
                "not_found",
                Sent.of("removeGroupMember").member("*")));
        rows.add(Arguments.of(
                "the creator", 403, "forbidden", Sent.of("demoteGroupMember").member(CREATOR)));
        rows.add(Arguments.of("reserved", 501, "not_implemented", Sent.of("approveGroupMembers")));
        rows.add(Arguments.of(
                "reserved",
                501,
                "not_implemented",
                Sent.of("approveGroupMembers").session("nobody")));
        return rows.stream();
    }

    @Test
    void loginToken_ofAMember_opensTheDoor() throws IOException {
        send(Sent.of("promoteGroupMember").token(login(60, "member").getBytes(StandardCharsets.UTF_8)));
        assertThat(answer().get("status").asInt()).isEqualTo(204);
    }

    @Test
    void session_thatIsNotConnected_is501() throws IOException {
        reply(status, Map.of("status", "scan_qr_code"));
        send(Sent.of("promoteGroupMember").session("unplugged"));
        assertThat(answer().get("status").asInt()).isEqualTo(501);
        assertThat(asked()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"promoteGroupMember", "demoteGroupMember", "removeGroupMember"})
    void account_thatIsNoAdmin_is403(String operation) throws IOException {
        reply(readGroup, group("member"));
        send(Sent.of(operation));
        assertThat(answer().get("status").asInt()).isEqualTo(403);
        assertThat(asked()).isZero();
    }

    @Test
    void group_thatDoesNotExist_is404() throws IOException {
        reply(readGroup, Map.of("refusal", "no_group"));
        send(Sent.of("leaveGroup"));
        assertThat(answer().get("status").asInt()).isEqualTo(404);
        assertThat(asked()).isZero();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("transients")
    void outcome_thatMayChange_isTriedAgain(String name, String session, Object first) throws IOException {
        promote.whenAnyExchangeReceived(exchange -> {
            if (promote.getReceivedCounter() == 1 && first instanceof Exception failure) {
                throw failure;
            }
            exchange.getMessage().setBody(promote.getReceivedCounter() == 1 ? first : Map.of("outcome", "done"));
        });
        long before = System.nanoTime();
        send(Sent.of("promoteGroupMember").session(session));
        assertThat(answer().get("status").asInt()).isEqualTo(204);
        assertThat(System.nanoTime() - before).isGreaterThan(900_000_000L);
        assertThat(promote.getReceivedCounter()).isEqualTo(2);
        assertThat(dead.getReceivedCounter()).isZero();
    }

    static Stream<Arguments> transients() {
        return Stream.of(
                Arguments.of("429", "limited", Map.of("refusal", "rate_limited", "retryAfter", 1)),
                Arguments.of("502", "phone", Map.of("refusal", "nonsense")),
                Arguments.of("503", "phone", new ConnectException("refused")),
                Arguments.of("504", "phone", new java.net.SocketTimeoutException("late")));
    }

    @Test
    void outcome_thatStaysTransient_isAnsweredInTheEndAndDeadLettered() throws IOException {
        reply(promote, Map.of("refusal", "nonsense"));
        send(Sent.of("promoteGroupMember"));
        assertThat(answer().get("status").asInt()).isEqualTo(502);
        assertThat(promote.getReceivedCounter()).isEqualTo(3);
        Exchange letter = dead.getExchanges().get(0);
        assertThat(dead.getReceivedCounter()).isOne();
        assertThat(JSON.readTree(letter.getMessage().getBody(String.class)))
                .isEqualTo(JSON.valueToTree(Sent.of("promoteGroupMember").body()));
        assertThat(letter.getMessage().getHeaders())
                .containsEntry("status", "502")
                .containsEntry("code", "engine_error")
                .containsEntry("requestId", "r-1")
                .containsKey("reason")
                .doesNotContainKey("Authorization");
    }

    @Test
    void token_thatExpiresBetweenAttempts_is401ForGood() throws IOException {
        reply(promote, Map.of("refusal", "nonsense"));
        // Good for two seconds of the clock skew.
        send(Sent.of("promoteGroupMember").token(login(-28, "owner")));
        assertThat(answer().get("status").asInt()).isEqualTo(401);
        assertThat(promote.getReceivedCounter()).isBetween(1, 2);
        assertThat(dead.getReceivedCounter()).isZero();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("poison")
    void message_thatIsNoCommand_isAnsweredAndDeadLetteredWithItsReason(
            String name, Object body, int expected, String field) throws IOException {
        template.send("direct:commands", exchange -> message(exchange, body, KEY));
        JsonNode answer = answer();
        assertThat(answer.get("status").asInt()).isEqualTo(expected);
        assertThat(answer.get("requestId").asText()).matches("[0-9A-Z]{26}|r-1");
        assertThat(answer.get("error").get("details").has(field)).isEqualTo(!field.isEmpty());
        Map<String, Object> headers = dead.getExchanges().get(0).getMessage().getHeaders();
        assertThat(headers)
                .containsEntry("status", String.valueOf(expected))
                .containsEntry("reason", answer.get("error").get("message").asText())
                .doesNotContainKey("Authorization");
        assertThat(asked()).isZero();
    }

    static Stream<Arguments> poison() throws MalformedURLException {
        String good = "{\"operationId\":\"promoteGroupMember\",\"session\":\"phone\",\"group\":\"1@g.us\","
                + "\"member\":\"1@lid\",\"requestId\":\"r-1\"";
        return Stream.of(
                Arguments.of("no JSON", "hello", 400, "line"),
                Arguments.of("nothing", null, 400, "body"),
                Arguments.of("empty", "", 400, "body"),
                Arguments.of("a list", "[]", 400, "body"),
                Arguments.of("a file", new File("/etc/hosts"), 400, "body"),
                Arguments.of("a URL", Path.of("/etc/hosts").toUri().toURL(), 400, "body"),
                Arguments.of("a map", Map.of("operationId", "leaveGroup"), 400, "body"),
                Arguments.of("not UTF-8", new byte[] {'"', (byte) 0xff, '"'}, 400, ""),
                Arguments.of("too large", good + ",\"x\":\"" + "a".repeat(65_536) + "\"}", 413, "limit"),
                Arguments.of("a stream without an end", new ByteArrayInputStream(new byte[1_000_000]), 413, "limit"),
                Arguments.of("too deep", "[".repeat(30_000), 400, ""),
                Arguments.of("unknown field", good + ",\"url\":\"direct:x\"}", 400, "url"),
                Arguments.of("wrong type", good.replace("\"phone\"", "7") + "}", 400, "session"),
                Arguments.of("a field twice", good + ",\"session\":\"theirs\"}", 400, "line"),
                Arguments.of("no operation", "{\"session\":\"phone\",\"group\":\"1@g.us\"}", 400, "operationId"),
                Arguments.of(
                        "another operation",
                        good.replace("promoteGroupMember", "createGroup") + "}",
                        400,
                        "operationId"),
                Arguments.of(
                        "a route of ours",
                        good.replace("promoteGroupMember", "answer-error") + "}",
                        400,
                        "operationId"),
                Arguments.of("no session", good.replace("session", "nosession") + "}", 400, "session"),
                Arguments.of("no group", good.replace("\"1@g.us\"", "\"\"") + "}", 400, "group"),
                Arguments.of("no member", good.replace("\"1@lid\"", "null") + "}", 400, "member"),
                Arguments.of("bad requestId", good.replace("r-1", "r 1") + "}", 400, "requestId"),
                Arguments.of("long requestId", good.replace("r-1", "r".repeat(129)) + "}", 400, "requestId"));
    }

    @Test
    void operation_thatMayNot_isAnsweredWithThoseThatMay() throws IOException {
        send(Sent.of("deleteSession"));
        assertThat(answer().get("error").get("details").get("operationId").asText())
                .contains("promoteGroupMember", "demoteGroupMember", "approveGroupMembers")
                .contains("removeGroupMember", "leaveGroup");
    }

    @Test
    void requestId_thatIsAbsent_isANewOne() throws IOException {
        Map<String, Object> body = Sent.of("promoteGroupMember").body();
        body.remove("requestId");
        String text = JSON.writeValueAsString(body);
        template.send("direct:commands", exchange -> message(exchange, text, KEY));
        assertThat(answer().get("requestId").asText()).matches("[0-9A-Z]{26}");
    }

    @Test
    void caller_thatWaits_isAnsweredInPlace() throws IOException {
        String body = JSON.writeValueAsString(Sent.of("promoteGroupMember").body());
        Exchange exchange = template.request("direct:commands", each -> message(each, body, KEY));
        assertThat(JSON.readTree(exchange.getMessage().getBody(String.class))
                        .get("status")
                        .asInt())
                .isEqualTo(204);
        assertThat(answers.getReceivedCounter()).isZero();
    }

    @Test
    void headers_ofAMessage_reachNeitherTheCorridorNorTheAnswer() throws IOException {
        String body = JSON.writeValueAsString(Sent.of("promoteGroupMember").body());
        template.send("direct:commands", exchange -> {
            message(exchange, body, KEY);
            HostileHeaders.NAMES.forEach(
                    name -> exchange.getMessage().setHeader(name, "direct:" + HostileHeaders.VALUE));
        });
        assertThat(answer().get("status").asInt()).isEqualTo(204);
        assertThat(promote.getExchanges().get(0).getMessage().getHeaders()).isEmpty();
        assertThat(answers.getExchanges().get(0).getMessage().getHeaders())
                .containsOnlyKeys("Content-Type", "JMSCorrelationID");
    }

    @ParameterizedTest
    @ValueSource(strings = {"reader", "viewer", "member"})
    void command_ofSomebodyWithAToken_isAnsweredAtTheAddressThatItNames(String who, CapturedOutput log)
            throws IOException {
        Object token = who.equals("reader") ? "Bearer wa_reader_00000000000000000000000000000" : login(60, who);
        JmsQueue address = new JmsQueue("replies.mine");
        send(Sent.of("promoteGroupMember").token(token), address);
        assertThat(answers.getReceivedCounter()).isZero();
        assertThat(named.getExchanges().get(0).getMessage().getHeader(JmsConstants.JMS_DESTINATION))
                .isEqualTo(address);
        assertThat(body(named).get("status").asInt()).isEqualTo(who.equals("member") ? 204 : 403);
        assertThat(log).doesNotContain("reply address");
    }

    @ParameterizedTest
    @CsvSource({"none, false", "none, true", "expired, false", "expired, true"})
    void command_ofSomebodyWithoutAToken_isNotAnsweredAtTheAddressThatItNames(String token, boolean waits)
            throws IOException {
        Sent command = Sent.of("promoteGroupMember").token(token.equals("none") ? null : login(-31, "owner"));
        ExchangePattern pattern = waits ? ExchangePattern.InOut : ExchangePattern.InOnly;
        send(command, new JmsQueue("replies.mine"), pattern);
        assertThat(answer().get("status").asInt()).isEqualTo(401);
        assertThat(named.getReceivedCounter()).isZero();
        assertThat(answers.getExchanges().get(0).getMessage().getHeaders())
                .containsOnlyKeys("Content-Type", "JMSCorrelationID");
    }

    @Test
    void token_thatExpiresBetweenAttempts_takesTheAddressWithIt() throws IOException {
        reply(promote, Map.of("refusal", "nonsense"));
        send(Sent.of("promoteGroupMember").token(login(-28, "owner")), new JmsQueue("replies.mine"));
        assertThat(answer().get("status").asInt()).isEqualTo(401);
        assertThat(named.getReceivedCounter()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"false, 204", "true, 204", "false, 400", "true, 400"})
    void address_outsideThePatterns_isTreatedAsOneThatDoesNotWork(boolean waits, int status, CapturedOutput log)
            throws IOException {
        Sent command = status == 204 ? Sent.of("promoteGroupMember") : Sent.of("deleteSession");
        ExchangePattern pattern = waits ? ExchangePattern.InOut : ExchangePattern.InOnly;
        send(command, new JmsTopic("commands-of-others"), pattern);
        assertThat(answer().get("status").asInt()).isEqualTo(status);
        assertThat(named.getReceivedCounter()).isZero();
        assertThat(log.getAll().lines().filter(line -> line.contains("gateway.commands.reply-addresses")))
                .singleElement()
                .asString()
                .contains("WARN", "r-1", "status=" + status)
                .doesNotContain("commands-of-others", KEY);
    }

    private static String login(long seconds, String role) {
        Map<String, Object> claims = Frontend.claims("org_a", role);
        claims.put("exp", Instant.now().getEpochSecond() + seconds);
        return "Bearer " + SIGNING.token(claims);
    }

    private void send(Sent command, Destination address) throws IOException {
        send(command, address, ExchangePattern.InOnly);
    }

    private void send(Sent command, Destination address, ExchangePattern pattern) throws IOException {
        String body = JSON.writeValueAsString(command.body());
        template.send("direct:commands", pattern, exchange -> {
            message(exchange, body, command.token());
            exchange.getMessage().setHeader("JMSReplyTo", address);
        });
    }

    private void send(Sent command) throws IOException {
        String body = JSON.writeValueAsString(command.body());
        template.send("direct:commands", exchange -> message(exchange, body, command.token()));
    }

    private static void message(Exchange exchange, Object body, Object token) {
        if (exchange.getPattern() != ExchangePattern.InOut) {
            exchange.setPattern(ExchangePattern.InOnly);
        }
        exchange.getMessage().setBody(body);
        if (token != null) {
            exchange.getMessage().setHeader("Authorization", token);
        }
    }

    /** The one answer: a message is answered when it has been sent, as the consumer's thread does all of it. */
    private JsonNode answer() throws IOException {
        JsonNode answer = body(answers);
        assertThat(SCHEMAS.problems("CommandReply", answer)).isEmpty();
        return answer;
    }

    private static JsonNode body(MockEndpoint only) throws IOException {
        assertThat(only.getReceivedCounter()).isOne();
        return JSON.readTree(only.getExchanges().get(0).getMessage().getBody(String.class));
    }

    private int asked() {
        return changes.stream().mapToInt(MockEndpoint::getReceivedCounter).sum();
    }

    private MockEndpoint engine(String operation, Object answer) {
        MockEndpoint mock = MockEndpoint.resolve(context, "mock:direct:engine-simulator-" + operation);
        reply(mock, answer);
        return mock;
    }

    private static void reply(MockEndpoint mock, Object answer) {
        mock.whenAnyExchangeReceived(exchange -> exchange.getMessage().setBody(answer));
    }

    private static Map<String, Object> group(String ownRole) {
        Map<String, Object> self = row(OWN, ownRole);
        return Map.of(
                "self",
                self,
                "members",
                List.of(self, row(MEMBER, "member"), row(ADMIN, "admin"), row(CREATOR, "superadmin")));
    }

    private static Map<String, Object> row(String jid, String role) {
        Map<String, Object> row = new HashMap<>();
        row.put("jid", jid);
        row.put("lid", null);
        row.put("role", role);
        row.put("address", "address of " + jid);
        return row;
    }
}
