package io.wagateway.group;

import static io.wagateway.group.GroupRoutesTest.bodyOf;
import static io.wagateway.group.GroupRoutesTest.reply;
import static io.wagateway.group.GroupRoutesTest.statusOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.wagateway.pipeline.CallContext;
import io.wagateway.pipeline.CompletedBody;
import io.wagateway.pipeline.Credential;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

/**
 * A phone, or another node, changes the group between a read that this gateway keeps and a call. A change may rest on
 * the kept read; that there is nothing to change may not.
 */
@CamelSpringBootTest
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {
            "spring.config.additional-location=classpath:world.yaml",
            "spring.datasource.url=jdbc:h2:mem:no-change",
            "gateway.group-refresh=0s",
            "gateway.session-watch=0s"
        })
@MockEndpointsAndSkip("direct:engine-.*")
class NoChangeRoutesTest {
    private static final String OWN = "6281000000001@s.whatsapp.net";
    private static final String MEMBER = "6289000000002@s.whatsapp.net";
    private static final String OTHER = "6289000000003@s.whatsapp.net";
    private static final String BODY = "{\"participants\": [\"" + MEMBER + "\", \"" + OTHER + "\"]}";
    private static final AtomicInteger GROUPS = new AtomicInteger();

    @Autowired
    private CamelContext context;

    @Autowired
    private ProducerTemplate template;

    /** A new one for each kept read, as the cache may still hold the groups of others. */
    private String group;

    private MockEndpoint readGroup;

    @BeforeEach
    void engine() {
        MockEndpoint.resetMocks(context);
        group = newGroup();
        reply(mock("status"), Map.of("status", "working", "jid", OWN));
        readGroup = mock("readGroup");
        for (String change : List.of("promote", "demote", "promoteAll", "demoteAll", "addMembers", "removeMembers")) {
            reply(mock(change), Map.of("outcome", "done"));
        }
    }

    /** The operation, its body, and the role that needs no change and the one that does; none: not in the group. */
    static Stream<Arguments> operations() {
        return Stream.of(
                Arguments.of("promoteGroupMember", null, "admin", "member", "promote"),
                Arguments.of("demoteGroupMember", null, "member", "admin", "demote"),
                Arguments.of("promoteGroupMembers", BODY, "admin", "member", "promoteAll"),
                Arguments.of("demoteGroupMembers", BODY, "member", "admin", "demoteAll"),
                Arguments.of("addGroupMembers", BODY, "member", "none", "addMembers"),
                Arguments.of("removeGroupMember", null, "none", "member", "removeMembers"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    void change_thatAPhoneHasUndoneSinceTheLastRead_isMade(
            String operation, String body, String done, String todo, String change) {
        keep(members(done, done));
        reply(readGroup, members(todo, done));
        Exchange answer = send(operation, body);
        assertThat(statusOf(answer)).isBetween(200, 204);
        assertThat(mock(change).getReceivedCounter()).isOne();
        Map<?, ?> request = mock(change).getExchanges().get(0).getMessage().getBody(Map.class);
        assertThat(request.containsKey("members") ? request.get("members") : List.of(request.get("member")))
                .isEqualTo(List.of(MEMBER));
        assertThat(readGroup.getReceivedCounter()).isEqualTo(2);
        if (statusOf(answer) == 200) {
            assertThat(bodyOf(answer))
                    .contains("{\"jid\":\"" + MEMBER + "\",\"outcome\":\"changed\"}")
                    .contains("{\"jid\":\"" + OTHER + "\",\"outcome\":\"unchanged\"}");
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    void change_thatIsNone_isReadOnceMoreAndAsksForNothing(
            String operation, String body, String done, String todo, String change) {
        keep(members(done, done));
        assertThat(statusOf(send(operation, body))).isBetween(200, 204);
        assertThat(mock(change).getReceivedCounter()).isZero();
        assertThat(readGroup.getReceivedCounter()).isEqualTo(2);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    void change_thatIsOne_restsOnTheKeptRead(String operation, String body, String done, String todo, String change) {
        keep(members(todo, todo));
        reply(readGroup, members(done, done));
        assertThat(statusOf(send(operation, body))).isBetween(200, 204);
        assertThat(mock(change).getReceivedCounter()).isOne();
        assertThat(readGroup.getReceivedCounter()).isOne();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    void read_thatBeganAfterTheCallCame_isNotRepeated(
            String operation, String body, String done, String todo, String change) {
        reply(readGroup, members(done, done));
        assertThat(statusOf(send(operation, body))).isBetween(200, 204);
        assertThat(mock(change).getReceivedCounter()).isZero();
        assertThat(readGroup.getReceivedCounter()).isOne();
    }

    @ParameterizedTest
    @CsvSource({
        "promoteGroupMember, admin, member",
        "demoteGroupMember, member, admin",
        "promoteGroupMembers, admin, member",
        "demoteGroupMembers, member, admin"
    })
    void dryRun_saysWhatWouldHappenNow(String operation, String done, String todo) {
        String body = operation.endsWith("s") ? "{\"participants\": [\"" + MEMBER + "\"]}" : null;
        keep(members(done, done));
        assertThat(bodyOf(dryRun(operation, body))).contains("\"outcome\":\"unchanged\"");
        reply(readGroup, members(todo, done));
        assertThat(bodyOf(dryRun(operation, body))).contains("\"outcome\":\"changed\"");
        assertThat(readGroup.getReceivedCounter()).isEqualTo(3);
        assertThat(mock("promote").getReceivedCounter() + mock("promoteAll").getReceivedCounter())
                .isZero();
        assertThat(mock("demote").getReceivedCounter() + mock("demoteAll").getReceivedCounter())
                .isZero();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    void account_thatIsNoAdminAnyMore_is403(String operation, String body, String done, String todo, String change) {
        keep(members(done, done));
        reply(readGroup, members("member", done, done));
        Exchange answer = send(operation, body);
        assertThat(statusOf(answer)).isEqualTo(403);
        assertThat(bodyOf(answer)).contains("not an admin of the group");
        assertThat(mock(change).getReceivedCounter()).isZero();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    void group_thatIsGoneMeanwhile_is404(String operation, String body, String done, String todo, String change) {
        keep(members(done, done));
        for (Object now : List.of(Map.of("refusal", "no_group"), Map.of("members", List.of(row(MEMBER, "admin"))))) {
            reply(readGroup, now);
            Exchange answer = send(operation, body);
            assertThat(statusOf(answer)).isEqualTo(404);
            assertThat(bodyOf(answer)).contains("group not found");
        }
        assertThat(mock(change).getReceivedCounter()).isZero();
    }

    /** Another node, or a phone, may have added the member or made the account an admin a moment ago. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    void refusal_thatAnOlderReadShows_isCheckedOnANewOne(
            String operation, String body, String done, String todo, String change) {
        keep(members("member", todo, todo), 403);
        requireDone(operation, body, todo);
        keep(Map.of("members", List.of(row(MEMBER, "admin"))), 404);
        requireDone(operation, body, todo);
        keep(members("none", "none"));
        requireDone(operation, body, todo);
        assertThat(mock(change).getReceivedCounter()).isEqualTo(3);
    }

    private void requireDone(String operation, String body, String now) {
        reply(readGroup, members(now, now));
        Exchange answer = send(operation, body);
        assertThat(statusOf(answer)).isBetween(200, 204);
        assertThat(statusOf(answer) == 204 || !bodyOf(answer).contains("failed"))
                .isTrue();
    }

    /** The kept read lacks the member and shows an admin; now the member is there and the account is none. */
    @ParameterizedTest
    @ValueSource(strings = {"promoteGroupMember", "demoteGroupMember"})
    void member_whoIsFoundOnANewRead_isNotChangedByAnAccountThatIsNoAdminInIt(String operation) {
        keep(members("none", "member"));
        reply(readGroup, members("member", "member", "member"));
        assertThat(statusOf(dryRun(operation, null))).isEqualTo(403);
        assertThat(statusOf(send(operation, null))).isEqualTo(403);
    }

    @Test
    void member_whoHasLeftMeanwhile_is404_andACreatorIs403() {
        keep(members("member", "member"));
        reply(readGroup, members("none", "member"));
        assertThat(statusOf(send("demoteGroupMember", null))).isEqualTo(404);
        keep(members("member", "member"));
        reply(readGroup, members("superadmin", "member"));
        Exchange answer = send("demoteGroupMember", null);
        assertThat(statusOf(answer)).isEqualTo(403);
        assertThat(bodyOf(answer)).contains("creator");
        keep(members("member", "member"));
        reply(readGroup, members("superadmin", "none"));
        assertThat(bodyOf(send("demoteGroupMembers", BODY)))
                .contains("\"code\":\"forbidden\"")
                .contains("\"code\":\"not_found\"");
        keep(members("admin", "member"));
        reply(readGroup, members("none", "member"));
        assertThat(statusOf(send("promoteGroupMember", null))).isEqualTo(404);
        assertThat(mock("demote").getReceivedCounter() + mock("promote").getReceivedCounter())
                .isZero();
    }

    @Test
    void engine_thatFailsTheNewRead_isAnErrorAndNo204() {
        keep(members("admin", "member"));
        reply(readGroup, Map.of("refusal", "nonsense"));
        assertThat(statusOf(send("promoteGroupMember", null))).isEqualTo(502);
        assertThat(statusOf(send("promoteGroupMembers", BODY))).isEqualTo(502);
        // The kept read is still good enough for a change.
        assertThat(statusOf(send("demoteGroupMember", null))).isEqualTo(204);
    }

    /** The change updates the kept read, which is as old as before. */
    @Test
    void change_thatThisGatewayMadeAndAPhoneHasUndone_isMadeAgain() {
        keep(members("member", "member"));
        assertThat(statusOf(send("promoteGroupMember", null))).isEqualTo(204);
        assertThat(readGroup.getReceivedCounter()).isOne();
        // The kept read shows the promotion: a demotion is a change, and needs no other read.
        assertThat(statusOf(send("demoteGroupMember", null))).isEqualTo(204);
        assertThat(mock("demote").getReceivedCounter()).isOne();
        assertThat(statusOf(send("promoteGroupMember", null))).isEqualTo(204);
        assertThat(readGroup.getReceivedCounter()).isOne();
        // A phone demotes the member, and the gateway does not know it.
        reply(readGroup, members("member", "member"));
        assertThat(statusOf(send("promoteGroupMember", null))).isEqualTo(204);
        assertThat(readGroup.getReceivedCounter()).isEqualTo(2);
        assertThat(mock("promote").getReceivedCounter()).isEqualTo(3);
    }

    @Test
    void crowd_thatChangesNothing_sharesItsReads() throws Exception {
        keep(members("admin", "member"));
        int millis = 100;
        readGroup.whenAnyExchangeReceived(exchange -> {
            TimeUnit.MILLISECONDS.sleep(millis);
            exchange.getMessage().setBody(members("admin", "member"));
        });
        ExecutorService callers = Executors.newFixedThreadPool(64);
        long began = System.nanoTime();
        List<Future<Exchange>> answers = new ArrayList<>();
        for (int caller = 0; caller < 64; caller++) {
            answers.add(callers.submit(() -> send("promoteGroupMember", null)));
        }
        for (Future<Exchange> answer : answers) {
            assertThat(statusOf(answer.get())).isEqualTo(204);
        }
        long passed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        callers.shutdown();
        assertThat(readGroup.getReceivedCounter()).isBetween(2, (int) (2 + passed / millis));
        assertThat(mock("promote").getReceivedCounter()).isZero();
    }

    private MockEndpoint mock(String operation) {
        return MockEndpoint.resolve(context, "mock:direct:engine-simulator-" + operation);
    }

    private static String newGroup() {
        return "1203630000000" + (2_000 + GROUPS.incrementAndGet()) + "@g.us";
    }

    /** Makes the gateway read a new group, and keep what it reads for two seconds. */
    private void keep(Map<String, Object> members) {
        // The engine has no invite.
        keep(members, 502);
    }

    private void keep(Map<String, Object> members, int answer) {
        group = newGroup();
        reply(readGroup, members);
        assertThat(statusOf(send("getGroupInvite", null))).isEqualTo(answer);
    }

    private Exchange send(String operation, String body) {
        return send(operation, body, null);
    }

    private Exchange dryRun(String operation, String body) {
        return send(operation, body, "dryRun=true");
    }

    private Exchange send(String operation, String body, String query) {
        return template.request("direct:" + operation, exchange -> {
            CallContext.initialize(
                    exchange,
                    "test",
                    operation,
                    List.of(new Credential(
                            Credential.Source.AUTHORIZATION, "Bearer wa_all_00000000000000000000000000000000")),
                    Map.of("session", "phone", "gid", group, "jid", MEMBER),
                    body == null ? null : CompletedBody.json(body));
            exchange.setProperty(CallContext.QUERY, query);
        });
    }

    /** A group that the account administers. */
    private static Map<String, Object> members(String member, String other) {
        return members("admin", member, other);
    }

    private static Map<String, Object> members(String own, String member, String other) {
        List<Map<String, Object>> rows = new ArrayList<>();
        rows.add(row(OWN, own));
        if (!member.equals("none")) {
            rows.add(row(MEMBER, member));
        }
        if (!other.equals("none")) {
            rows.add(row(OTHER, other));
        }
        return Map.of("members", rows);
    }

    private static Map<String, Object> row(String jid, String role) {
        return Map.of("jid", jid, "role", role, "address", jid);
    }
}
