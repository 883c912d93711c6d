package io.wagateway.engine.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.wagateway.engine.EngineClient;
import io.wagateway.engine.conformance.FakeEngine.Kind;
import io.wagateway.engine.conformance.FakeWaha.Flavor;
import io.wagateway.engine.conformance.FakeWhatsApp.Account;
import io.wagateway.engine.conformance.FakeWhatsApp.Group;
import io.wagateway.engine.conformance.FakeWhatsApp.Person;
import io.wagateway.engine.conformance.FakeWhatsApp.Role;
import io.wagateway.engine.conformance.FakeWhatsApp.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Accounts and groups from end to end, over the wire of each engine, against one small WhatsApp. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = "spring.datasource.url=jdbc:h2:mem:engine-operations")
class EngineOperationsIT {
    private enum Engine {
        GOWS,
        NOWEB,
        WEBJS,
        OLD_NOWEB,
        EVOLUTION;

        FakeEngine fake() {
            return FAKES.get(this);
        }

        FakeWhatsApp whatsApp() {
            return fake().whatsApp();
        }

        private FakeEngine begin() {
            FakeWhatsApp whatsApp = new FakeWhatsApp();
            return switch (this) {
                case EVOLUTION -> new FakeEvolution(whatsApp, SECRET);
                case OLD_NOWEB -> new FakeWaha(whatsApp, Flavor.NOWEB, true, SECRET);
                default -> new FakeWaha(whatsApp, Flavor.valueOf(name()), false, SECRET);
            };
        }

        /** The only account of WAHA Core. */
        String account() {
            return this == OLD_NOWEB ? "default" : "main";
        }
    }

    private static final String SECRET = "S3CR3T-operations";
    private static final String SELF = "6280000000001";
    private static final String ONE = "6281000000001@s.whatsapp.net";
    private static final String TWO = "6281000000002@s.whatsapp.net";
    private static final String THREE = "6281000000003@s.whatsapp.net";
    private static final Map<Engine, FakeEngine> FAKES = new EnumMap<>(Engine.class);
    private static int groups;

    static {
        for (Engine engine : Engine.values()) {
            FAKES.put(engine, engine.begin());
        }
    }

    @Autowired
    private ProducerTemplate template;

    @DynamicPropertySource
    static void configure(DynamicPropertyRegistry registry) {
        for (Engine engine : Engine.values()) {
            String kind = engine == Engine.EVOLUTION ? "evolution" : "waha";
            for (String entry : List.of(engine.name(), engine.name() + "-locked")) {
                registry.add("gateway.engines." + entry + ".kind", () -> kind);
                registry.add("gateway.engines." + entry + ".url", engine.fake()::url);
                registry.add("gateway.engines." + entry + ".secret", () -> entry.equals(engine.name()) ? SECRET : "no");
            }
        }
    }

    @AfterAll
    static void stop() {
        FAKES.values().forEach(FakeServer::close);
    }

    @ParameterizedTest
    @EnumSource
    void account_isMadeAndScannedAndForgotten(Engine engine) {
        String session = engine == Engine.OLD_NOWEB ? "default" : "fresh";
        engine.whatsApp().forgetAccount(session);

        assertThat(ask(engine, "qr", session)).isEqualTo(refusal("no_code"));
        for (String idle : List.of("stop", "logout", "remove")) {
            assertThat(ask(engine, idle, session)).as(idle).isEmpty();
        }
        assertThat(ask(engine, "start", session)).isEmpty();
        assertThat(ask(engine, "start", session)).isEmpty();
        assertThat(ask(engine, "qr", session)).containsEntry("code", "2@fake," + session);
        assertThat(ask(engine, "pairingCode", session, "phone", SELF)).containsEntry("code", "FAKE-CODE");

        engine.whatsApp().add(new Account(session, SELF, "9" + SELF, State.CONNECTED));
        assertThat(ask(engine, "status", session)).containsEntry("status", "working");
        assertThat(ask(engine, "qr", session)).isEqualTo(refusal("paired"));
        assertThat(ask(engine, "pairingCode", session, "phone", SELF)).isEqualTo(refusal("paired"));
        assertThat(ask(engine, "restart", session)).isEmpty();
        assertThat(ask(engine, "status", session)).containsEntry("status", "working");

        boolean stops = engine != Engine.EVOLUTION;
        assertThat(ask(engine, "stop", session)).isEqualTo(stops ? Map.of() : refusal("unsupported"));
        assertThat(ask(engine, "start", session)).isEmpty();
        assertThat(ask(engine, "status", session)).containsEntry("status", "working");

        assertThat(ask(engine, "logout", session)).isEmpty();
        assertThat(ask(engine, "logout", session)).isEmpty();
        assertThat(engine.whatsApp().account(session).number()).isEmpty();
        assertThat(ask(engine, "remove", session)).isEmpty();
        assertThat(engine.whatsApp().account(session)).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void group_isMadeAndDescribedAndChanged(Engine engine) {
        String session = connected(engine);
        engine.whatsApp().addsWith("6281000000002", 403);

        Map<String, Object> made = ask(engine, "createGroup", session, "subject", "Team", "members", List.of(ONE, TWO));
        String gid = (String) group(made).get("jid");
        assertThat(group(made)).containsEntry("subject", "Team");
        boolean tells = engine == Engine.GOWS || engine == Engine.WEBJS;
        assertThat(refusals(made)).isEqualTo(tells ? listOf(null, "invite_only") : null);
        assertThat(engine.whatsApp().group(gid).present()).hasSize(2);

        assertChanged(engine, gid, "subject", "Crew");
        assertChanged(engine, gid, "description", "Ours");
        if (engine != Engine.OLD_NOWEB) {
            assertChanged(engine, gid, "announce", true);
            assertChanged(engine, gid, "locked", true);
            assertChanged(engine, gid, "locked", false);
            assertThat(group(ask(engine, "describeGroup", session, "group", gid)))
                    .containsEntry("announce", true);
        }
        assertThat(group(ask(engine, "describeGroup", session, "group", gid)))
                .containsEntry("subject", "Crew")
                .containsEntry("description", "Ours")
                .containsEntry("size", 2);
        assertThat((List<?>) ask(engine, "listGroups", session).get("groups"))
                .anySatisfy(group -> assertThat(((Map<?, ?>) group).get("jid")).isEqualTo(gid));
    }

    @ParameterizedTest
    @EnumSource
    void groupWithoutAName_isSkipped(Engine engine) {
        String session = connected(engine);
        String gid = groupOf(engine, Role.ADMIN);
        engine.fake().listsANamelessGroup(true);
        try {
            Map<String, Object> listed = ask(engine, "listGroups", session);
            assertThat((List<?>) listed.get("groups")).extracting("jid").contains(gid);
            assertThat(listed).containsEntry("skipped", 1);
        } finally {
            engine.fake().listsANamelessGroup(false);
        }
    }

    @ParameterizedTest
    @EnumSource
    void members_comeAndGo(Engine engine) {
        String session = connected(engine);
        String gid = groupOf(engine, Role.ADMIN);
        engine.whatsApp().addsWith("6281000000002", 408);
        boolean tells = engine != Engine.WEBJS;

        Map<String, Object> added =
                ask(engine, "addMembers", session, "group", gid, "members", List.of(ONE, TWO, number("6289000000002")));
        assertThat(refusals(added)).isEqualTo(listOf(null, "left_recently", null));
        Map<String, Object> promoted = ask(engine, "promoteAll", session, "group", gid, "members", List.of(ONE, THREE));
        assertThat(refusals(promoted)).isEqualTo(tells ? listOf(null, "no_member") : null);
        assertThat(engine.whatsApp().group(gid).person(ONE).role()).isEqualTo(Role.ADMIN);
        Map<String, Object> demoted =
                ask(engine, "demoteAll", session, "group", gid, "members", List.of(ONE, number("6289000000001")));
        assertThat(refusals(demoted)).isEqualTo(tells ? listOf(null, "forbidden") : null);
        Map<String, Object> removed =
                ask(engine, "removeMembers", session, "group", gid, "members", List.of(ONE, THREE));
        assertThat(refusals(removed)).isEqualTo(tells ? listOf(null, null) : null);
        assertThat(removed).containsEntry("outcome", tells ? "done" : "unverified");
        assertThat(engine.whatsApp().group(gid).person(ONE).role()).isEqualTo(Role.LEFT);
    }

    @ParameterizedTest
    @EnumSource
    void invite_isReadAndRevokedAndFollowed(Engine engine) {
        String session = connected(engine);
        String gid = groupOf(engine, Role.ADMIN);

        assertThat(ask(engine, "revokeInvite", session, "group", gid)
                        .get("invite")
                        .toString())
                .endsWith(engine.whatsApp().info(gid).invite());
        assertThat(ask(engine, "readInvite", session, "group", gid)
                        .get("invite")
                        .toString())
                .endsWith(engine.whatsApp().info(gid).invite());
        String invite = engine.whatsApp().info(gid).invite();
        Map<String, Object> left = ask(engine, "leave", session, "group", gid);
        assertThat(left).containsEntry("outcome", engine == Engine.EVOLUTION ? "done" : "unverified");
        assertThat(engine.whatsApp().groupsOf(engine.whatsApp().account(session)))
                .noneSatisfy(group -> assertThat(group.jid()).isEqualTo(gid));

        Map<String, Object> joined = ask(engine, "join", session, "invite", invite);
        if (engine == Engine.OLD_NOWEB) {
            assertThat(joined).isEqualTo(refusal("unsupported"));
            return;
        }
        assertThat(joined).isEqualTo(Map.of("group", gid));
        boolean tells = engine != Engine.WEBJS;
        assertThat(ask(engine, "join", session, "invite", invite))
                .isEqualTo(tells ? Map.of("group", gid) : refusal("unclear"));
        assertThat(ask(engine, "join", session, "invite", "RevokedInvite000000000"))
                .isEqualTo(refusal(tells ? "bad_invite" : "unclear"));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            updateGroup,   403, forbidden
            updateGroup,   429, rate_limited
            updateGroup,   -1,  not_connected
            updateGroup,   -2,  timed_out
            readInvite,    401, forbidden
            revokeInvite,  429, rate_limited
            addMembers,    403, forbidden
            addMembers,    429, rate_limited
            addMembers,    -1,  not_connected
            removeMembers, 403, forbidden
            promoteAll,    429, rate_limited
            demoteAll,     403, forbidden
            leave,         429, rate_limited
            leave,         403, no_group""")
    void whatsAppsRefusal_isHeard_whereTheEngineSaysSo(String operation, int code, String refusal) {
        for (Engine engine : Engine.values()) {
            String session = connected(engine);
            String gid = groupOf(engine, Role.ADMIN);
            engine.whatsApp().add(engine.whatsApp().group(gid).changesWith(code));
            Map<String, Object> answer = askOfGroup(engine, engine.name(), operation, session, gid);
            if (engine == Engine.WEBJS) {
                assertThat(answer).as("%s", engine).doesNotContainEntry("outcome", "done");
                assertThat(answer).as("%s", engine).doesNotContainKey("invite");
            } else {
                assertThat(answer).as("%s", engine).isEqualTo(refusal(refusal));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "updateGroup",
        "readInvite",
        "revokeInvite",
        "addMembers",
        "removeMembers",
        "promoteAll",
        "demoteAll",
        "leave",
        "createGroup",
        "listGroups",
        "describeGroup",
        "join"
    })
    void accountThatIsNotThere_orAKeyThatIsNotRight_orAPage_isHeard(String operation) {
        for (Engine engine : List.of(Engine.GOWS, Engine.NOWEB, Engine.WEBJS, Engine.EVOLUTION)) {
            String session = connected(engine);
            String gid = groupOf(engine, Role.ADMIN);
            assertThat(askOfGroup(engine, engine.name(), operation, "nobody", gid))
                    .as("%s", engine)
                    .isEqualTo(refusal("not_connected"));
            assertThat(askOfGroup(engine, engine.name() + "-locked", operation, session, gid))
                    .as("%s", engine)
                    .isEqualTo(refusal("bad_credentials"));
            for (Kind kind : Kind.values()) {
                engine.fake().fail(kind, gid, Fault.HTML_502);
            }
            if (!List.of("createGroup", "listGroups", "join").contains(operation)) {
                assertThat(askOfGroup(engine, engine.name(), operation, session, gid))
                        .as("%s", engine)
                        .containsEntry("refusal", "unavailable");
            }
        }
    }

    private void assertChanged(Engine engine, String gid, String field, Object value) {
        Map<String, Object> answer =
                ask(engine, "updateGroup", engine.account(), "group", gid, "field", field, "value", value);
        boolean tells = engine == Engine.WEBJS || engine == Engine.EVOLUTION;
        assertThat(answer).isEqualTo(Map.of("outcome", tells ? "done" : "unverified"));
        Object said =
                Json.parse(Json.text(engine.whatsApp().info(gid))).path(field).asText();
        assertThat(said).isEqualTo(value.toString());
    }

    private static String connected(Engine engine) {
        engine.whatsApp().add(new Account(engine.account(), SELF, "9" + SELF, State.CONNECTED));
        return engine.account();
    }

    /** A group of the account's, by number. */
    private static String groupOf(Engine engine, Role role) {
        String gid = "12036370000000" + (1_000 + ++groups) + "@g.us";
        engine.whatsApp()
                .add(Group.of(
                        gid,
                        false,
                        List.of(
                                new Person("6289000000001", "96289000000001", Role.SUPERADMIN),
                                new Person("6289000000002", "96289000000002", Role.MEMBER),
                                new Person(SELF, "9" + SELF, role))));
        return gid;
    }

    private static String number(String digits) {
        return digits + "@s.whatsapp.net";
    }

    private Map<String, Object> askOfGroup(Engine engine, String entry, String operation, String session, String gid) {
        Map<String, Object> question = new LinkedHashMap<>();
        question.put("session", session);
        question.put("subject", "Team");
        question.put("members", List.of(number("6289000000002")));
        question.put("field", "subject");
        question.put("value", "Crew");
        question.put("invite", engine.whatsApp().info(gid).invite());
        if (!List.of("createGroup", "listGroups", "join").contains(operation)) {
            question.put("group", gid);
        }
        return ask(entry, operation, question);
    }

    private Map<String, Object> ask(Engine engine, String operation, String session, Object... namesAndValues) {
        Map<String, Object> question = new LinkedHashMap<>(Json.object(namesAndValues));
        question.put("session", session);
        return ask(engine.name(), operation, question);
    }

    private Map<String, Object> ask(String entry, String operation, Map<String, Object> question) {
        Exchange answer = template.request(EngineClient.ROUTE, exchange -> {
            exchange.setProperty("engine", entry);
            exchange.setProperty("engineOperation", operation);
            exchange.setProperty("request", question);
            exchange.setProperty(
                    EngineClient.DEADLINE,
                    System.nanoTime() + Duration.ofSeconds(10).toNanos());
            exchange.getMessage().setBody(question);
        });
        assertThat(answer.getException()).isNull();
        return Json.inShort(answer.getMessage().getBody(Map.class));
    }

    private static Map<String, Object> refusal(String word) {
        return Map.of("refusal", word);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> group(Map<String, Object> answer) {
        return (Map<String, Object>) answer.get("group");
    }

    /** Of each row; null if there are no rows. */
    private static List<Object> refusals(Map<String, Object> answer) {
        if (!(answer.get("rows") instanceof List<?> rows)) {
            return null;
        }
        List<Object> refusals = new ArrayList<>();
        rows.forEach(row -> refusals.add(((Map<?, ?>) row).get("refusal")));
        return refusals;
    }

    private static List<Object> listOf(Object... values) {
        return new ArrayList<>(Arrays.asList(values));
    }
}
