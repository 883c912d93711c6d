package io.wagateway.group;

import static io.wagateway.group.GroupRoutesTest.reply;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.test.spring.junit5.CamelSpringBootTest;
import org.apache.camel.test.spring.junit5.MockEndpointsAndSkip;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the gateway records of changes that a dead process left unfinished, with scripted engine responses. */
@CamelSpringBootTest
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {
            "spring.config.additional-location=classpath:world.yaml",
            "spring.datasource.url=jdbc:h2:mem:intent-resolver",
            "gateway.group-refresh=0s",
            "gateway.session-watch=0s"
        })
@MockEndpointsAndSkip("direct:engine-.*")
class IntentResolverTest {
    private static final String OWN = "6281000000001@s.whatsapp.net";
    private static final String ADMIN = "6289000000001@s.whatsapp.net";
    private static final String PLAIN = "6289000000002@s.whatsapp.net";
    private static final String NOBODY = "6289000000003@s.whatsapp.net";
    private static final long DAY = 24 * 60 * 60 * 1_000;
    private static final AtomicInteger GROUPS = new AtomicInteger();

    @Autowired
    private CamelContext context;

    @Autowired
    private Processor recoverIntents;

    @Autowired
    private JdbcClient jdbc;

    /** A group for each test. */
    private final String group = "12036300000002" + GROUPS.incrementAndGet() + "@g.us";

    @BeforeEach
    void engine() {
        MockEndpoint.resetMocks(context);
        reply(mock("status"), Map.of("status", "working", "jid", OWN));
        reply(
                mock("readGroup"),
                Map.of("self", row(OWN, "admin"), "members", List.of(row(ADMIN, "admin"), row(PLAIN, "member"))));
        reply(
                mock("describeGroup"),
                Map.of("group", Map.of("jid", group, "subject", "New", "description", "", "announce", true)));
    }

    private MockEndpoint mock(String operation) {
        return MockEndpoint.resolve(context, "mock:direct:engine-simulator-" + operation);
    }

    private static Map<String, Object> row(String jid, String role) {
        return Map.of("jid", jid, "role", role, "address", jid);
    }

    private static String members(String... jids) {
        List<String> rows = new ArrayList<>();
        for (String jid : jids) {
            rows.add("{\"named\":\"%1$s\",\"jid\":\"%1$s\"}".formatted(jid));
        }
        return "[" + String.join(",", rows) + "]";
    }

    /** Stores an intent of a process that died. */
    private void interrupted(String session, String intended, long createdAt) {
        jdbc.sql("insert into event_intents (id, owner, organization_id, session_id, group_jid, actor, request_id,"
                        + " operation_id, intended_change, created_at, recover_at) values (?, 'gone', 'org_a', ?, ?, 'key:1', ?,"
                        + " 'some', ?, ?, ?)")
                .params("i" + group.substring(0, 20), session, group, group, intended, createdAt, createdAt + 30_000)
                .update();
    }

    /** Runs the step itself, so that the test need not wait for its timer. */
    private void awaitRecovery() {
        Awaitility.await().until(() -> {
            recoverIntents.process(new DefaultExchange(context));
            return intents() == 0;
        });
    }

    private int intents() {
        return jdbc.sql("select count(*) from event_intents where group_jid = ?")
                .param(group)
                .query(Integer.class)
                .single();
    }

    /** Each event with the member or the fields that it is about, and why it failed. */
    private List<String> events() {
        return jdbc.sql("select event, payload from events where group_jid = ? order by number")
                .param(group)
                .query((row, number) -> {
                    String payload = row.getString("payload");
                    assertThat(payload).contains("\"requestId\":\"" + group + "\"", "\"actor\":\"key:1\"");
                    String about = payload.replaceFirst(".*\"(?:memberJid|changed)\":(\"[^\"]*\"|\\[[^]]*]).*", "$1");
                    String why = payload.contains("does not show the change")
                            ? " not shown"
                            : payload.contains("it is not known whether") ? " not known" : "";
                    return row.getString("event")
                            + (about.equals(payload) ? "" : " " + about.replaceAll("[\"\\[\\]]", ""))
                            + why;
                })
                .list();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"kind":"PROMOTE","members":$ADMIN}                      | group.member.promoted 6289000000001@s.whatsapp.net
            {"kind":"PROMOTE","members":$PLAIN}                      | group.action.failed 6289000000002@s.whatsapp.net not shown
            {"kind":"PROMOTE","members":$NOBODY}                     | group.action.failed 6289000000003@s.whatsapp.net not shown
            {"kind":"DEMOTE","members":$PLAIN}                       | group.member.demoted 6289000000002@s.whatsapp.net
            {"kind":"ADD","members":[{"named":"6289000000002@s.whatsapp.net"}]} | group.member.added 6289000000002@s.whatsapp.net
            {"kind":"ADD","members":[{"named":"6289000000003@s.whatsapp.net"}]} | group.action.failed 6289000000003@s.whatsapp.net not shown
            {"kind":"REMOVE","members":$NOBODY}                      | group.member.removed 6289000000003@s.whatsapp.net
            {"kind":"REMOVE","members":$PLAIN}                       | group.action.failed 6289000000002@s.whatsapp.net not shown
            {"kind":"LEAVE"}                                         | group.action.failed not shown
            {"kind":"UPDATE","fields":{"subject":"New","announce":true}} | group.updated subject,announce
            {"kind":"UPDATE","fields":{"description":null}}          | group.updated description
            {"kind":"UPDATE","fields":{"subject":"Newer"}}           | group.action.failed not shown
            {"kind":"CREATE","fields":{"subject":"New"}}             | group.action.failed not known
            {"kind":"JOIN"}                                          | group.action.failed not known
            {"kind":"REVOKE_INVITE"}                                 | group.action.failed not known
            {"kind":"OF_A_LATER_VERSION"}                            | group.action.failed not known
            """)
    void interruptedChange_isInTheLogAsTheGroupShowsIt(String intended, String event) {
        interrupted(
                "phone",
                intended.replace("$ADMIN", members(ADMIN))
                        .replace("$PLAIN", members(PLAIN))
                        .replace("$NOBODY", members(NOBODY)),
                System.currentTimeMillis());
        awaitRecovery();
        assertThat(events()).containsExactly(event);
    }

    /** The log has its failure; if the group shows the change, the log gets it once, by whichever call made it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "none", textBlock = """
            $ADMIN | none                  | group.member.promoted 6289000000001@s.whatsapp.net
            $ADMIN | group.member.demoted  | group.member.promoted 6289000000001@s.whatsapp.net
            $ADMIN | group.member.promoted | none
            $PLAIN | none                  | none
            """)
    void promotion_withoutAResponse_isRecordedIfTheGroupShowsItAndTheLogDoesNot(
            String members, String lastEvent, String event) {
        String named = members.equals("$ADMIN") ? ADMIN : PLAIN;
        if (lastEvent != null) {
            jdbc.sql("insert into events (id, event, organization_id, session_id, group_jid, created_at, payload)"
                            + " values (?, ?, 'org_a', 'phone', ?, 1, ?)")
                    .params(
                            "evt_" + group.substring(0, 20),
                            lastEvent,
                            group,
                            "{\"actor\":\"key:1\",\"requestId\":\"" + group + "\",\"memberJid\":\"" + named + "\"}")
                    .update();
        }
        interrupted(
                "phone",
                "{\"kind\":\"PROMOTE\",\"told\":true,\"members\":" + members(named) + "}",
                System.currentTimeMillis());
        awaitRecovery();
        List<String> expected = new ArrayList<>();
        if (lastEvent != null) {
            expected.add(lastEvent + " " + named);
        }
        if (event != null) {
            expected.add(event);
        }
        assertThat(events()).isEqualTo(expected);
    }

    @Test
    void changeOfMany_isAnEventForEach_andOneThatWasNoneBeforeIsNone() {
        interrupted(
                "phone",
                "{\"kind\":\"PROMOTE\",\"members\":["
                        + "{\"named\":\"1@lid\",\"jid\":\"%s\"},{\"named\":\"%s\"},".formatted(ADMIN, PLAIN)
                        + "{\"named\":\"%s\",\"already\":true}]}".formatted(ADMIN),
                System.currentTimeMillis());
        awaitRecovery();
        assertThat(events())
                .containsExactly("group.member.promoted 1@lid", "group.action.failed " + PLAIN + " not shown");
        assertThat(jdbc.sql("select jid || ' ' || role from group_members where group_jid = ? order by jid")
                        .param(group)
                        .query(String.class)
                        .list())
                .contains(ADMIN + " admin");
    }

    @Test
    void update_ofWhichAPartIsShown_isThatPartAndAFailure() {
        interrupted(
                "phone",
                "{\"kind\":\"UPDATE\",\"fields\":{\"subject\":\"New\",\"announce\":false}}",
                System.currentTimeMillis());
        awaitRecovery();
        assertThat(events()).containsExactly("group.updated subject", "group.action.failed not shown");
        assertThat(jdbc.sql("select subject from whatsapp_groups where group_jid = ?")
                        .param(group)
                        .query(String.class)
                        .single())
                .isEqualTo("New");
    }

    @Test
    void leave_ofAGroupThatTheAccountIsNotInAnyMore_isLeft() {
        reply(mock("readGroup"), Map.of("refusal", "no_group"));
        interrupted("phone", "{\"kind\":\"LEAVE\"}", System.currentTimeMillis());
        awaitRecovery();
        assertThat(events()).containsExactly("group.left");
    }

    @Test
    void change_whoseEngineIsUnavailable_waits_andAfterADayIsNotKnown() {
        reply(mock("status"), Map.of("status", "stopped"));
        long now = System.currentTimeMillis();
        interrupted("slow", "{\"kind\":\"PROMOTE\",\"members\":" + members(ADMIN) + "}", now);
        // A node claims it, asks, and reschedules it: by five seconds, as it is young.
        Awaitility.await().until(() -> {
            recoverIntents.process(new DefaultExchange(context));
            return jdbc.sql("select count(*) from event_intents where group_jid = ? and owner <> 'gone'"
                                    + " and recover_at between ? and ?")
                            .params(group, now + 4_000, now + 25_000)
                            .query(Integer.class)
                            .single()
                    == 1;
        });
        assertThat(events()).isEmpty();
        jdbc.sql("update event_intents set recover_at = 1, created_at = ? where group_jid = ?")
                .params(now - DAY - 1, group)
                .update();
        awaitRecovery();
        assertThat(events()).containsExactly("group.action.failed " + ADMIN + " not known");
    }

    @Test
    void change_ofASessionThatIsDeleted_isNotKnown() {
        interrupted("deleted-since", "{\"kind\":\"PROMOTE\",\"members\":" + members(ADMIN) + "}", 1_000);
        awaitRecovery();
        assertThat(events()).containsExactly("group.action.failed " + ADMIN + " not known");
    }

    @Test
    void manyChanges_areEachRecoveredOnce() {
        for (int i = 0; i < 30; i++) {
            jdbc.sql("insert into event_intents (id, owner, organization_id, session_id, group_jid, actor, request_id,"
                            + " operation_id, intended_change, created_at, recover_at) values (?, 'gone', 'org_a', 'phone', ?,"
                            + " 'key:1', ?, 'some', ?, ?, 1)")
                    .params(
                            "m" + i,
                            group,
                            group,
                            "{\"kind\":\"PROMOTE\",\"members\":" + members(ADMIN) + "}",
                            System.currentTimeMillis())
                    .update();
        }
        awaitRecovery();
        assertThat(events()).hasSize(30).containsOnly("group.member.promoted " + ADMIN);
    }
}
