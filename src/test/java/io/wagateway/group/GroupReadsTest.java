package io.wagateway.group;

import static io.wagateway.group.GroupRoutesTest.bodyOf;
import static io.wagateway.group.GroupRoutesTest.reply;
import static io.wagateway.group.GroupRoutesTest.statusOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.wagateway.group.GroupRoutesTest.Command;
import java.util.AbstractMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.test.spring.junit5.CamelSpringBootTest;
import org.apache.camel.test.spring.junit5.MockEndpointsAndSkip;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;

/** When the gateway reads a group to decide, and what it finds out about the account and the member. */
@CamelSpringBootTest
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {
            "spring.config.additional-location=classpath:world.yaml",
            "spring.datasource.url=jdbc:h2:mem:group-reads",
            "gateway.group-refresh=0s",
            "gateway.session-watch=0s"
        })
@MockEndpointsAndSkip("direct:engine-.*")
class GroupReadsTest {
    private static final String OWN = "6281000000001@s.whatsapp.net";
    private static final String OWN_LID = "81000000001@lid";
    private static final String MEMBER = "89000000002@lid";
    private static final AtomicInteger GROUPS = new AtomicInteger();

    @Autowired
    private CamelContext context;

    @Autowired
    private ProducerTemplate template;

    @Autowired
    private JdbcClient jdbc;

    /** A group for each test, as the cache may still hold the groups of others. */
    private final String group = "12036300000001" + GROUPS.incrementAndGet() + "@g.us";

    private MockEndpoint status;
    private MockEndpoint readGroup;
    private MockEndpoint promote;
    private MockEndpoint demote;

    @BeforeEach
    void engine() {
        MockEndpoint.resetMocks(context);
        status = engine("status", Map.of("status", "working", "jid", OWN));
        readGroup = engine("readGroup", members(row(OWN, "admin"), row(MEMBER, "member")));
        promote = engine("promote", Map.of("outcome", "done"));
        demote = engine("demote", Map.of("outcome", "done"));
    }

    @ParameterizedTest
    @CsvSource({"promoteGroupMember, admin", "demoteGroupMember, member"})
    void noChange_byAnAccountOfUnknownRole_isWhatsAppsToRefuse(String operation, String role) {
        MockEndpoint change = operation.startsWith("promote") ? promote : demote;
        reply(readGroup, members(row(MEMBER, role)));
        reply(change, Map.of("refusal", "forbidden"));
        assertThat(statusOf(send(operation))).isEqualTo(403);
        reply(change, Map.of("outcome", "done"));
        assertThat(statusOf(send(operation))).isEqualTo(204);
        assertThat(change.getReceivedCounter()).isEqualTo(2);
    }

    @Test
    void noChange_thatNeitherTheEngineNorTheRolesConfirm_isNot204() {
        reply(readGroup, members(row(MEMBER, "admin")));
        reply(promote, Map.of("outcome", "unverified"));
        Exchange answer = send("promoteGroupMember");
        assertThat(statusOf(answer)).isEqualTo(502);
        assertThat(bodyOf(answer)).contains("cannot tell whether the account is an admin");
        reply(promote, Map.of("outcome", "accepted"));
        assertThat(statusOf(send("promoteGroupMember"))).isEqualTo(204);
    }

    @Test
    void memberOfAnotherName_thatIsNoText_is502_andOneThatIsNotKnownIsAskedForAgain() throws Exception {
        withResolve(() -> {
            reply(readGroup, members(row(OWN, "admin"), row("6289000000002@s.whatsapp.net", "member")));
            MockEndpoint resolve = engine("resolve", Map.of("jid", 7, "lid", MEMBER));
            assertThat(statusOf(send("promoteGroupMember"))).isEqualTo(502);
            reply(resolve, Map.of("lid", MEMBER));
            assertThat(statusOf(send("promoteGroupMember"))).isEqualTo(404);
            reply(resolve, Map.of("jid", "6289000000002@s.whatsapp.net", "lid", MEMBER));
            assertThat(statusOf(send("promoteGroupMember"))).isEqualTo(204);
        });
    }

    @Test
    void personOfAnotherName_isNoMemberOnlyByWhatTheEngineSaysNow() throws Exception {
        withResolve(() -> {
            String number = "6289000000009@s.whatsapp.net";
            MockEndpoint remove = engine("removeMembers", Map.of("outcome", "done"));
            MockEndpoint resolve = engine("resolve", Map.of("jid", number, "lid", "89000000099@lid"));
            Command command = Command.to("removeGroupMember").gid(group).jid(number);
            assertThat(statusOf(command.send(template))).isEqualTo(204);
            assertThat(resolve.getReceivedCounter()).isOne();
            assertThat(remove.getReceivedCounter()).isZero();
            // The number has another account now, which is in the group.
            reply(resolve, Map.of("jid", number, "lid", MEMBER));
            for (int i = 1; i <= 2; i++) {
                assertThat(statusOf(command.send(template))).isEqualTo(204);
                assertThat(remove.getReceivedCounter()).isEqualTo(i);
                assertThat(resolve.getReceivedCounter()).isEqualTo(2);
            }
        });
    }

    @ParameterizedTest
    @CsvSource({"member, 403", "admin, 204"})
    void account_thatIsListedByItsOtherName_isAskedForOnceAndFound(String role, int expected) throws Exception {
        withResolve(() -> {
            // A name of its own: the gateway caches names for a minute.
            String own = "62810000" + role.length() + "@s.whatsapp.net";
            reply(status, Map.of("status", "working", "jid", own));
            MockEndpoint resolve = engine("resolve", Map.of("jid", own, "lid", OWN_LID));
            reply(readGroup, members(row(OWN_LID, role), row(MEMBER, "admin")));
            for (int i = 0; i < 2; i++) {
                Command command = Command.to("promoteGroupMember").session(role.equals("admin") ? "slow" : "limited");
                assertThat(statusOf(command.gid(group).jid(MEMBER).send(template)))
                        .isEqualTo(expected);
            }
            assertThat(resolve.getReceivedCounter()).isOne();
            assertThat(promote.getReceivedCounter()).isZero();
        });
    }

    @Test
    void group_isReadWhileTheStatusIsAsked_andOnceOnly() {
        session("ahead", "working");
        AtomicInteger readBefore = new AtomicInteger();
        status.whenAnyExchangeReceived(exchange -> {
            readBefore.set(readGroup.getReceivedCounter());
            exchange.getMessage().setBody(Map.of("status", "working", "jid", OWN));
        });
        assertThat(statusOf(send("promoteGroupMember", "ahead"))).isEqualTo(204);
        assertThat(readBefore).hasValue(1);
        assertThat(readGroup.getReceivedCounter()).isOne();
    }

    @Test
    void groupReadAhead_ofASessionThatIsNotConnected_changesNothing() {
        session("stopped", "working");
        reply(status, Map.of("status", "scan_qr_code"));
        reply(readGroup, Map.of("refusal", "not_connected"));
        Exchange answer = send("promoteGroupMember", "stopped");
        assertThat(statusOf(answer)).isEqualTo(501);
        assertThat(readGroup.getReceivedCounter()).isOne();
        assertThat(stored("stopped")).isEqualTo("scan_qr_code");
        assertThat(statusOf(send("promoteGroupMember", "stopped"))).isEqualTo(501);
        assertThat(readGroup.getReceivedCounter()).isOne();
    }

    @Test
    void groupReadAhead_thatFindsTheEngineLying_correctsTheStatus() {
        session("liar", "working");
        reply(readGroup, Map.of("refusal", "not_connected"));
        assertThat(statusOf(send("promoteGroupMember", "liar"))).isEqualTo(501);
        assertThat(stored("liar")).isEqualTo("failed");
    }

    @Test
    void groupReadAhead_ofAMalformedGroup_isNone() {
        session("malformed", "working");
        Command command = Command.to("promoteGroupMember").session("malformed").gid("x@g.us");
        assertThat(statusOf(command.send(template))).isEqualTo(404);
        assertThat(readGroup.getReceivedCounter()).isZero();
    }

    /** A demotion comes between a promotion and its record; both ask the engine, as the account's role is unknown. */
    @Test
    void changes_ofOneMemberAtOneMoment_leaveNoRoleBehindThatIsSure() {
        reply(readGroup, members(row(MEMBER, "member")));
        AtomicBoolean first = new AtomicBoolean(true);
        reply(promote, new AbstractMap<String, Object>() {
            @Override
            public Set<Entry<String, Object>> entrySet() {
                return Set.of(Map.entry("outcome", "done"));
            }

            @Override
            public Object get(Object key) {
                if (key.equals("outcome") && first.getAndSet(false)) {
                    assertThat(statusOf(send("demoteGroupMember"))).isEqualTo(204);
                }
                return super.get(key);
            }
        });
        assertThat(statusOf(send("promoteGroupMember"))).isEqualTo(204);
        assertThat(demote.getReceivedCounter()).isOne();
        assertThat(readGroup.getReceivedCounter()).isEqualTo(2);
        send("promoteGroupMember");
        assertThat(readGroup.getReceivedCounter()).isEqualTo(3);
    }

    /** While the task runs, the engine's kind has a route that resolves names. */
    private void withResolve(Runnable task) throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:engine-simulator-resolve")
                        .routeId("engine-simulator-resolve")
                        .stop();
            }
        });
        try {
            task.run();
        } finally {
            context.getRouteController().stopRoute("engine-simulator-resolve");
            context.removeRoute("engine-simulator-resolve");
        }
    }

    private MockEndpoint engine(String operation, Object answer) {
        MockEndpoint mock = MockEndpoint.resolve(context, "mock:direct:engine-simulator-" + operation);
        reply(mock, answer);
        return mock;
    }

    private void session(String id, String status) {
        jdbc.sql("insert into sessions (id, organization_id, engine, engine_session, status, created_at, updated_at)"
                        + " values (?, 'org_a', 'simulator', ?, ?, 1, 1)")
                .params(id, "account of " + id, status)
                .update();
    }

    private String stored(String id) {
        return jdbc.sql("select status from sessions where id = ?")
                .param(id)
                .query(String.class)
                .single();
    }

    private Exchange send(String operation) {
        return send(operation, "phone");
    }

    private Exchange send(String operation, String session) {
        return Command.to(operation).session(session).gid(group).jid(MEMBER).send(template);
    }

    private static Map<String, Object> members(Object... rows) {
        return Map.of("members", List.of(rows));
    }

    private static Map<String, Object> row(String name, String role) {
        Map<String, Object> row = new HashMap<>();
        row.put(name.endsWith("@lid") ? "lid" : "jid", name);
        row.put("role", role);
        return row;
    }
}
