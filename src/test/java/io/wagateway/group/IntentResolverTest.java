package io.wagateway.group;

import static io.wagateway.group.GroupRoutesTest.reply;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
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
import org.junit.jupiter.params.provider.ValueSource;
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
    private static final String WAITING = "6289000000004@s.whatsapp.net";
    private static final String LID = "222222222222222@lid";
    private static final String NINTH_DIGIT = "5561999991234@s.whatsapp.net";
    private static final String WITHOUT_NINTH_DIGIT = "556199991234@s.whatsapp.net";
    private static final long DAY = 24 * 60 * 60 * 1_000;
    private static final AtomicInteger GROUPS = new AtomicInteger();
    private static final AtomicInteger EVENTS = new AtomicInteger();

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
        reply(mock("listJoinRequests"), Map.of("requests", List.of(Map.of("jid", WAITING, "address", WAITING))));
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
        intent("i" + group.substring(0, 20), "gone", session, intended, createdAt);
    }

    private void interrupted(String intended) {
        interrupted("phone", intended, System.currentTimeMillis());
    }

    private void intent(String id, String owner, String session, String intended, long createdAt) {
        jdbc.sql("insert into event_intents (id, owner, organization_id, session_id, group_jid, actor, request_id,"
                        + " operation_id, intended_change, created_at, recover_at, after_event) values (?, ?, 'org_a', ?, ?,"
                        + " 'key:1', ?, 'some', ?, ?, ?, (select coalesce(max(number), 0) from events))")
                .params(id, owner, session, group, group, intended, createdAt, createdAt + 30_000)
                .update();
    }

    /** Appends what another call did; its payload has the same request, so that {@link #events} reads it. */
    private void logged(String session, String event, String about) {
        jdbc.sql("insert into events (id, event, organization_id, session_id, group_jid, created_at, payload)"
                        + " values (?, ?, 'org_a', ?, ?, 1, ?)")
                .params(
                        "evt_" + EVENTS.incrementAndGet(),
                        event,
                        session,
                        group,
                        "{\"actor\":\"key:1\",\"requestId\":\"" + group + "\"" + about + "}")
                .update();
    }

    private void loggedMember(String event, String named) {
        logged("phone", event, ",\"memberJid\":\"" + named + "\"");
    }

    /** Runs the step itself, so that the test need not wait for its timer. */
    private void awaitRecovery() {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
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
                            : payload.contains("no read of WhatsApp shows")
                                    ? " not known"
                                    : payload.contains("a later call has made it") ? " repeated" : "";
                    return row.getString("event")
                            + (about.equals(payload) ? "" : " " + about.replaceAll("[\"\\[\\]]", ""))
                            + why;
                })
                .list();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"kind":"PROMOTE","members":$ADMIN}                      | group.member.promoted 6289000000001@s.whatsapp.net
            {"kind":"PROMOTE","members":$PLAIN}                      | group.action.unknown 6289000000002@s.whatsapp.net not shown
            {"kind":"PROMOTE","members":$NOBODY}                     | group.action.unknown 6289000000003@s.whatsapp.net not shown
            {"kind":"DEMOTE","members":$PLAIN}                       | group.member.demoted 6289000000002@s.whatsapp.net
            {"kind":"ADD","members":[{"named":"6289000000002@s.whatsapp.net"}]} | group.member.added 6289000000002@s.whatsapp.net
            {"kind":"ADD","members":[{"named":"6289000000003@s.whatsapp.net"}]} | group.action.unknown 6289000000003@s.whatsapp.net not shown
            {"kind":"REMOVE","members":$NOBODY}                      | group.member.removed 6289000000003@s.whatsapp.net
            {"kind":"REMOVE","members":$PLAIN}                       | group.action.unknown 6289000000002@s.whatsapp.net not shown
            {"kind":"LEAVE"}                                         | group.action.unknown not shown
            {"kind":"UPDATE","fields":{"subject":"New","announce":true}} | group.updated subject,announce
            {"kind":"UPDATE","fields":{"description":null}}          | group.updated description
            {"kind":"UPDATE","fields":{"subject":"Newer"}}           | group.action.unknown not shown
            {"kind":"CREATE","fields":{"subject":"New"}}             | group.action.unknown not known
            {"kind":"JOIN"}                                          | group.action.unknown not known
            {"kind":"REVOKE_INVITE"}                                 | group.action.unknown not known
            {"kind":"PICTURE"}                                       | group.action.unknown not known
            {"kind":"APPROVE","members":$PLAIN}                      | group.member.added 6289000000002@s.whatsapp.net
            {"kind":"APPROVE","members":$NOBODY}                     | group.action.unknown 6289000000003@s.whatsapp.net not shown
            {"kind":"APPROVE","members":$WAITING}                    | group.action.unknown 6289000000004@s.whatsapp.net not shown
            {"kind":"REJECT","members":$NOBODY}                      | group.join.rejected 6289000000003@s.whatsapp.net
            {"kind":"REJECT","members":$WAITING}                     | group.action.unknown 6289000000004@s.whatsapp.net not shown
            {"kind":"REJECT","members":$PLAIN}                       | group.action.unknown 6289000000002@s.whatsapp.net not shown
            {"kind":"OF_A_LATER_VERSION"}                            | group.action.unknown not known
            """)
    void interruptedChange_isInTheLogAsTheGroupShowsIt(String intended, String event) {
        interrupted(
                "phone",
                intended.replace("$ADMIN", members(ADMIN))
                        .replace("$PLAIN", members(PLAIN))
                        .replace("$NOBODY", members(NOBODY))
                        .replace("$WAITING", members(WAITING)),
                System.currentTimeMillis());
        awaitRecovery();
        assertThat(events()).containsExactly(event);
    }

    /** Somebody else may have let the person in: an addition is no proof of an approval, and the other way round. */
    @ParameterizedTest
    @ValueSource(strings = {"APPROVE", "ADD"})
    void personWhoIsIn_asALaterCallHasLetThemIn_isUnknown(String kind) {
        interrupted("{\"kind\":\"" + kind + "\",\"members\":" + members(PLAIN) + "}");
        loggedMember("group.member.added", PLAIN);
        awaitRecovery();
        assertThat(events())
                .containsExactly("group.member.added " + PLAIN, "group.action.unknown " + PLAIN + " repeated");
    }

    /** The log has already that the outcome is unknown; if the group shows the change, the log gets it once. */
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
        interrupted("{\"kind\":\"PROMOTE\",\"told\":true,\"members\":" + members(named) + "}");
        List<String> expected = new ArrayList<>();
        if (lastEvent != null) {
            loggedMember(lastEvent, named);
            expected.add(lastEvent + " " + named);
        }
        awaitRecovery();
        if (event != null) {
            expected.add(event);
        }
        assertThat(events()).isEqualTo(expected);
    }

    /** What the group shows is another call's doing, whichever of the member's names that call used. */
    @ParameterizedTest
    @ValueSource(strings = {NINTH_DIGIT, WITHOUT_NINTH_DIGIT, LID})
    void promotion_thatALaterCallHasRepeated_isUnknown(String named) {
        reply(mock("readGroup"), group(WITHOUT_NINTH_DIGIT, LID));
        interrupted("{\"kind\":\"PROMOTE\",\"members\":[{\"named\":\"%s\",\"jid\":\"%s\"}]}"
                .formatted(NINTH_DIGIT, WITHOUT_NINTH_DIGIT));
        loggedMember("group.member.promoted", named);
        awaitRecovery();
        assertThat(events())
                .containsExactly("group.member.promoted " + named, "group.action.unknown " + NINTH_DIGIT + " repeated");
    }

    @Test
    void removal_thatALaterCallHasRepeatedByLid_isUnknown() {
        reply(mock("readGroup"), Map.of("self", row(OWN, "admin"), "members", List.of(row(OWN, "admin"))));
        interrupted("{\"kind\":\"REMOVE\",\"members\":[{\"named\":\"%1$s\",\"jid\":\"%1$s\",\"lid\":\"%2$s\"}]}"
                .formatted(PLAIN, LID));
        loggedMember("group.member.removed", LID);
        awaitRecovery();
        assertThat(events())
                .containsExactly("group.member.removed " + LID, "group.action.unknown " + PLAIN + " repeated");
    }

    @Test
    void removal_ofAMemberWhoMayBeInARowThatCannotBeRead_isUnknown() {
        reply(
                mock("readGroup"),
                Map.of("self", row(OWN, "admin"), "members", List.of(row(OWN, "admin")), "skipped", 1));
        interrupted("{\"kind\":\"REMOVE\",\"members\":" + members(PLAIN) + "}");
        awaitRecovery();
        assertThat(events()).containsExactly("group.action.unknown " + PLAIN + " not shown");
    }

    @Test
    void removal_ofAMemberWhomTheGroupMayListByAnotherName_isUnknown() {
        Map<String, Object> hidden = Map.of("lid", LID, "role", "member");
        reply(mock("readGroup"), Map.of("self", row(OWN, "admin"), "members", List.of(row(OWN, "admin"), hidden)));
        interrupted("{\"kind\":\"REMOVE\",\"members\":" + members(PLAIN) + "}");
        awaitRecovery();
        assertThat(events()).containsExactly("group.action.unknown " + PLAIN + " not shown");
    }

    /** Neither what was before, nor what is about others, nor the opposite explains what the group shows. */
    @Test
    void promotion_thatNoOtherCallExplains_isDone() {
        loggedMember("group.member.promoted", ADMIN);
        interrupted("{\"kind\":\"PROMOTE\",\"members\":" + members(ADMIN) + "}");
        loggedMember("group.member.promoted", PLAIN);
        loggedMember("group.member.demoted", ADMIN);
        loggedMember("group.action.unknown", ADMIN);
        awaitRecovery();
        assertThat(events()).last().isEqualTo("group.member.promoted " + ADMIN);
    }

    /** WhatsApp may have made it before, or not at all: both look the same. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void promotion_thatTheOppositeMayHaveOvertaken_isUnknown(boolean byACall) {
        interrupted("{\"kind\":\"PROMOTE\",\"members\":" + members(PLAIN) + "}");
        if (byACall) {
            loggedMember("group.member.demoted", PLAIN);
        }
        awaitRecovery();
        assertThat(events()).last().isEqualTo("group.action.unknown " + PLAIN + " not shown");
    }

    /** The stored member must not become an admin again, and the log must not end with the promotion. */
    @Test
    void promotion_thatIsOvertakenAfterTheRead_isUnknown() {
        mock("readGroup").whenAnyExchangeReceived(exchange -> {
            loggedMember("group.member.demoted", ADMIN);
            exchange.getMessage().setBody(Map.of("self", row(OWN, "admin"), "members", List.of(row(ADMIN, "admin"))));
        });
        interrupted("{\"kind\":\"PROMOTE\",\"members\":" + members(ADMIN) + "}");
        awaitRecovery();
        assertThat(events())
                .containsExactly("group.member.demoted " + ADMIN, "group.action.unknown " + ADMIN + " not shown");
    }

    /** WhatsApp has made the repetition, whose event is about to be written: the recovery must not be faster. */
    @Test
    void promotion_whoseRepetitionIsUnderWay_waitsForIt() {
        String intended = "{\"kind\":\"PROMOTE\",\"members\":" + members(ADMIN) + "}";
        jdbc.sql("insert into nodes (id, alive_until) values ('busy', ?)")
                .param(Long.MAX_VALUE)
                .update();
        intent("other-member", "busy", "phone", intended.replace(ADMIN, PLAIN), System.currentTimeMillis());
        interrupted(intended);
        intent("repetition", "busy", "phone", intended, System.currentTimeMillis());
        Awaitility.await().until(() -> {
            recoverIntents.process(new DefaultExchange(context));
            return jdbc.sql("select count(*) from event_intents where group_jid = ? and owner not in ('gone', 'busy')"
                                    + " and recover_at between ? and ?")
                            .params(group, System.currentTimeMillis() + 4_000, System.currentTimeMillis() + 25_000)
                            .query(Integer.class)
                            .single()
                    == 1;
        });
        assertThat(events()).isEmpty();
        jdbc.sql("delete from event_intents where owner = 'busy'").update();
        loggedMember("group.member.promoted", ADMIN);
        jdbc.sql("update event_intents set recover_at = 1 where group_jid = ?")
                .param(group)
                .update();
        awaitRecovery();
        assertThat(events())
                .containsExactly("group.member.promoted " + ADMIN, "group.action.unknown " + ADMIN + " repeated");
    }

    /** Without the change the group would show the same, unless the member was there and no read showed it. */
    @Test
    void change_ofWhatWasSoBefore_isNoEvent_exceptARemoval() {
        String members = "[{\"named\":\"%s\",\"already\":true}]";
        interrupted("{\"kind\":\"PROMOTE\",\"members\":" + members.formatted(ADMIN) + "}");
        awaitRecovery();
        assertThat(events()).isEmpty();
        interrupted("{\"kind\":\"REMOVE\",\"members\":" + members.formatted(NOBODY) + "}");
        awaitRecovery();
        assertThat(events()).containsExactly("group.action.unknown " + NOBODY + " not known");
    }

    @Test
    void update_ofWhichALaterCallHasRepeatedAPart_isTheRestAndUnknown() {
        interrupted("{\"kind\":\"UPDATE\",\"fields\":{\"subject\":\"New\",\"announce\":true}}");
        logged("phone", "group.updated", ",\"changed\":[\"subject\",\"locked\"]");
        awaitRecovery();
        assertThat(events())
                .containsExactly(
                        "group.updated subject,locked", "group.updated announce", "group.action.unknown repeated");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "none", textBlock = """
            group.left           | phone | none | group.action.unknown repeated
            group.left           | other | none | group.left
            group.member.removed | other | 6281000000001@s.whatsapp.net | group.action.unknown repeated
            group.member.removed | other | 6289000000001@s.whatsapp.net | group.left
            """)
    void leave_thatALaterCallExplains_isUnknown(String event, String session, String member, String expected) {
        reply(mock("readGroup"), Map.of("refusal", "no_group"));
        interrupted("{\"kind\":\"LEAVE\"}");
        logged(session, event, member == null ? "" : ",\"memberJid\":\"" + member + "\"");
        awaitRecovery();
        assertThat(events()).last().isEqualTo(expected);
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
                .containsExactly("group.member.promoted 1@lid", "group.action.unknown " + PLAIN + " not shown");
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
        assertThat(events()).containsExactly("group.updated subject", "group.action.unknown not shown");
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
        assertThat(events()).containsExactly("group.action.unknown " + ADMIN + " not known");
    }

    @Test
    void change_ofASessionThatIsDeleted_isNotKnown() {
        interrupted("deleted-since", "{\"kind\":\"PROMOTE\",\"members\":" + members(ADMIN) + "}", 1_000);
        awaitRecovery();
        assertThat(events()).containsExactly("group.action.unknown " + ADMIN + " not known");
    }

    /** The caller has repeated it until every one was interrupted: WhatsApp has made one of them, at least. */
    @Test
    void manySameChanges_areEachRecoveredOnce_andOneOfThemIsDone() {
        for (int i = 0; i < 30; i++) {
            intent(
                    "m" + i,
                    "gone",
                    "phone",
                    "{\"kind\":\"PROMOTE\",\"members\":" + members(ADMIN) + "}",
                    System.currentTimeMillis());
        }
        awaitRecovery();
        assertThat(events())
                .hasSize(30)
                .startsWith("group.member.promoted " + ADMIN)
                .endsWith("group.action.unknown " + ADMIN + " repeated")
                .containsOnlyOnce("group.member.promoted " + ADMIN);
    }

    private static Map<String, Object> group(String admin, String lid) {
        return Map.of(
                "self",
                row(OWN, "admin"),
                "members",
                List.of(Map.of("jid", admin, "lid", lid, "role", "admin", "address", lid)));
    }
}
