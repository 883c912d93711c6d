package io.wagateway.engine.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.wagateway.RunningGateway;
import io.wagateway.engine.conformance.FakeWhatsApp.Account;
import io.wagateway.engine.conformance.FakeWhatsApp.Group;
import io.wagateway.engine.conformance.FakeWhatsApp.Person;
import io.wagateway.engine.conformance.FakeWhatsApp.Role;
import io.wagateway.engine.conformance.FakeWhatsApp.State;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Accounts and groups from beginning to end, at fakes that answer, and misreport, as GOWA and both wuzapis do. */
class WhatsmeowEnginesIT {
    private static final List<Column> COLUMNS = List.of(Column.GOWA, Column.WUZAPI, Column.WUZAPI_OLD);
    private static final List<String> ACCOUNTS = List.of("admin", "plain", "new", "off", "dead");
    private static final String GID = "120363000000000001@g.us";
    private static final String FOREIGN = "120363000000000002@g.us";
    private static final Person ADMIN = new Person("6281000000001", "81000000001", Role.ADMIN);
    private static final Person PLAIN = new Person("6281000000002", "81000000002", Role.MEMBER);
    private static final Person FIRST = new Person("6289000000001", "89000000001", Role.MEMBER);
    private static final Person SECOND = new Person("6289000000002", "89000000002", Role.MEMBER);
    private static final String NEWCOMER = "6289000000003@s.whatsapp.net";
    private static final String GUARDED = "6289000000004@s.whatsapp.net";
    private static final String NOBODY = "6289000000005@s.whatsapp.net";

    private static final Map<Column, FakeEngine> FAKES = new EnumMap<>(Column.class);
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        List<String> properties = new ArrayList<>();
        for (Column column : COLUMNS) {
            FakeEngine fake = column.fake(new FakeWhatsApp());
            FAKES.put(column, fake);
            if (fake instanceof FakeGowa gowa) {
                gowa.groups().removeFromWhatsApp(jidDigits(NOBODY));
            }
            for (String account : ACCOUNTS) {
                String at = "gateway.engines." + entry(column, account) + ".";
                properties.add(at + "kind=" + column.kind());
                properties.add(at + "url=" + fake.url());
                properties.add(at + "secret=" + column.secret(account));
            }
        }
        gateway = RunningGateway.startEmpty(properties.toArray(String[]::new));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        FAKES.values().forEach(FakeServer::close);
    }

    /** Each test has its own WhatsApp. */
    private static FakeWhatsApp world(Column column) {
        FakeWhatsApp world = FAKES.get(column).whatsApp();
        world.add(account("admin", ADMIN, State.CONNECTED));
        world.add(account("plain", PLAIN, State.CONNECTED));
        world.add(new Account("new", "", "", State.STOPPED));
        world.add(account("off", ADMIN, State.STOPPED));
        world.add(account("dead", ADMIN, State.DEAD_SOCKET));
        world.add(Group.of(GID, false, List.of(ADMIN, PLAIN, FIRST, SECOND)));
        world.add(Group.of(FOREIGN, false, List.of(FIRST)));
        world.say(GID, new FakeWhatsApp.Info("Fake", "", false, false, "OwnInvite", 1_700_000_000L));
        world.say(FOREIGN, new FakeWhatsApp.Info("Foreign", "", false, false, "ForeignInvite", 1_700_000_000L));
        return world;
    }

    private static Account account(String name, Person person, State state) {
        return new Account(name, person.number(), person.lid(), state);
    }

    @ParameterizedTest
    @EnumSource(names = {"GOWA", "WUZAPI", "WUZAPI_OLD"})
    void account_isBegunPairedAndUnpaired(Column column) {
        FakeWhatsApp world = world(column);
        if (column != Column.GOWA) {
            assertThat(ask(column, "new", "qr")).isEqualTo(refusal("no_code"));
            assertThat(ask(column, "new", "pairingCode", "phone", "6281000000009"))
                    .isEqualTo(refusal("no_code"));
        }
        assertThat(ask(column, "new", "start")).isEmpty();
        assertThat(ask(column, "new", "start")).isEmpty();
        assertThat(ask(column, "new", "qr"))
                .containsEntry("image", Base64.getEncoder().encodeToString(FakeGowaAccounts.PNG));
        assertThat(ask(column, "new", "pairingCode", "phone", "6281000000009")).isEqualTo(Map.of("code", "ABCD-1234"));
        assertThat(ask(column, "new", "pairingCode", "phone", "62810")).isEqualTo(refusal("invalid"));
        assertThat(ask(column, "new", "status")).containsEntry("status", "scan_qr_code");

        world.add(new Account("new", "6281000000009", "81000000009", State.CONNECTED));
        assertThat(ask(column, "new", "qr")).isEqualTo(refusal("paired"));
        assertThat(ask(column, "new", "pairingCode", "phone", "6281000000009")).isEqualTo(refusal("paired"));
        assertThat(ask(column, "new", "start")).isEmpty();
        assertThat(world.account("new").state()).isEqualTo(State.CONNECTED);
        assertThat(ask(column, "new", "logout")).isEmpty();
        assertThat(world.account("new").number()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"GOWA", "WUZAPI", "WUZAPI_OLD"})
    void account_isCutOffAndConnectedAgain(Column column) {
        FakeWhatsApp world = world(column);
        if (column == Column.GOWA) {
            assertThat(ask(column, "admin", "stop")).isEqualTo(refusal("unsupported"));
            assertThat(ask(column, "admin", "restart")).isEmpty();
        } else {
            assertThat(ask(column, "admin", "stop")).isEmpty();
            assertThat(world.account("admin").state()).isEqualTo(State.STOPPED);
            assertThat(ask(column, "admin", "status"))
                    .containsAnyOf(Map.entry("status", "stopped"), Map.entry("refusal", "not_connected"));
            assertThat(ask(column, "admin", "stop")).isEmpty();
        }
        if (column != Column.WUZAPI_OLD) {
            assertThat(ask(column, "off", "status")).containsEntry("status", "stopped");
        }
        assertThat(ask(column, "off", "start")).isEmpty();
        assertThat(ask(column, "off", "status")).containsEntry("status", "working");
        assertThat(world.account("off").state()).isEqualTo(State.CONNECTED);
        assertThat(world.account("off").number()).isEqualTo(ADMIN.number());
    }

    @ParameterizedTest
    @EnumSource(names = {"GOWA", "WUZAPI", "WUZAPI_OLD"})
    void accountThatIsOff_isOnlyUnpairedWhereThatIsSo(Column column) {
        FakeWhatsApp world = world(column);
        boolean canUnpair = column == Column.GOWA;
        assertThat(ask(column, "off", "logout")).isEqualTo(canUnpair ? Map.of() : refusal("not_connected"));
        assertThat(world.account("off").number().isEmpty()).isEqualTo(canUnpair);
        if (column != Column.WUZAPI_OLD) {
            assertThat(ask(column, "new", "logout")).isEmpty();
        }
        assertThat(ask(column, "new", "remove")).isEmpty();
        assertThat(ask(column, "admin", "remove")).isEmpty();
        assertThat(ask(column, "admin", "remove")).isEmpty();
        assertThat(world.account("admin") == null).isEqualTo(canUnpair);
    }

    @Test
    void deviceThatGowaDoesNotKnow_isMade() {
        FakeWhatsApp world = world(Column.GOWA);
        world.forgetAccount("new");
        assertThat(ask(Column.GOWA, "new", "qr")).isEqualTo(refusal("no_code"));
        assertThat(ask(Column.GOWA, "new", "pairingCode", "phone", "6281000000009"))
                .isEqualTo(refusal("no_code"));
        assertThat(ask(Column.GOWA, "new", "logout")).isEmpty();
        assertThat(ask(Column.GOWA, "new", "remove")).isEmpty();
        assertThat(ask(Column.GOWA, "new", "listGroups")).isEqualTo(refusal("not_connected"));
        assertThat(world.account("new")).isNull();
        assertThat(ask(Column.GOWA, "new", "restart")).isEmpty();
        assertThat(world.account("new")).isNotNull();
    }

    @ParameterizedTest
    @EnumSource(names = {"GOWA", "WUZAPI", "WUZAPI_OLD"})
    void groupWithoutAName_isSkipped(Column column) {
        world(column);
        FAKES.get(column).listsANamelessGroup(true);
        try {
            Map<?, ?> listed = ask(column, "admin", "listGroups");
            assertThat((List<?>) listed.get("groups")).extracting("jid").contains(GID);
            assertThat(listed.get("skipped")).isEqualTo(1);
        } finally {
            FAKES.get(column).listsANamelessGroup(false);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"GOWA", "WUZAPI", "WUZAPI_OLD"})
    void group_isMadeOfThoseWhoMayBeIn(Column column) {
        FakeWhatsApp world = world(column);
        world.addsWith(jidDigits(GUARDED), 403);
        Map<?, ?> made =
                ask(column, "admin", "createGroup", "subject", "Team", "members", List.of(jid(FIRST), GUARDED));

        String gid = (String) ((Map<?, ?>) made.get("group")).get("jid");
        assertThat(world.info(gid).subject()).isEqualTo("Team");
        assertThat(numbers(world, gid)).containsExactlyInAnyOrder(ADMIN.number(), FIRST.number());
        assertThat(refusals(made))
                .isEqualTo(column == Column.GOWA ? Map.of() : refused(jid(FIRST), null, GUARDED, "invite_only"));
        assertThat(ask(column, "admin", "describeGroup", "group", gid))
                .extracting("group")
                .isEqualTo(described(gid, "Team", "", false, false, jid(ADMIN), 1_790_000_000_000L, 2));
        List<?> groups = (List<?>) ask(column, "admin", "listGroups").get("groups");
        assertThat(groups).extracting("jid").contains(gid, GID).doesNotContain(FOREIGN);
    }

    @Test
    void groupWithSomebodyWhomNobodyKnows_isMadeWithoutThem() {
        FakeWhatsApp world = world(Column.GOWA);
        Map<?, ?> made =
                ask(Column.GOWA, "admin", "createGroup", "subject", "Team", "members", List.of(jid(FIRST), NOBODY));

        assertThat(refusals(made)).isEqualTo(refused(NOBODY, "not_on_whatsapp"));
        String gid = (String) ((Map<?, ?>) made.get("group")).get("jid");
        assertThat(numbers(world, gid)).containsExactlyInAnyOrder(ADMIN.number(), FIRST.number());
        assertThat(ask(Column.GOWA, "admin", "createGroup", "subject", "Team", "members", List.of(NOBODY)))
                .containsEntry("refusal", "not_on_whatsapp");
    }

    @ParameterizedTest
    @EnumSource(names = {"GOWA", "WUZAPI", "WUZAPI_OLD"})
    void group_isDescribedAnew(Column column) {
        FakeWhatsApp world = world(column);
        for (Map.Entry<String, Object> change : List.<Map.Entry<String, Object>>of(
                Map.entry("subject", "New"),
                Map.entry("description", "About \u00fc"),
                Map.entry("announce", true),
                Map.entry("locked", true),
                Map.entry("announce", false))) {
            assertThat(update(column, "admin", change.getKey(), change.getValue()))
                    .isEqualTo(outcome("done"));
        }
        assertThat(ask(column, "admin", "describeGroup", "group", GID))
                .extracting("group")
                .isEqualTo(described(GID, "New", "About \u00fc", false, true, null, 1_700_000_000_000L, 4));

        boolean tells = column == Column.GOWA;
        assertThat(update(column, "admin", "description", ""))
                .isEqualTo(tells ? outcome("done") : refusal("unsupported"));
        assertThat(update(column, "plain", "subject", "Mine"))
                .isEqualTo(tells ? refusal("forbidden") : outcome("unverified"));
        assertThat(update(column, "dead", "subject", "Mine"))
                .isEqualTo(tells ? refusal("not_connected") : outcome("unverified"));
        assertThat(update(column, "off", "subject", "Mine")).isEqualTo(refusal("not_connected"));
        assertThat(world.info(GID).subject()).isEqualTo("New");
    }

    @ParameterizedTest
    @EnumSource(names = {"GOWA", "WUZAPI", "WUZAPI_OLD"})
    void members_comeGoAndChangeTheirRoles(Column column) {
        FakeWhatsApp world = world(column);
        world.addsWith(jidDigits(GUARDED), 403);
        boolean tells = column == Column.GOWA;

        Map<String, Object> added = members(column, "admin", "addMembers", NEWCOMER, GUARDED, jid(FIRST));
        assertThat(added).containsEntry("outcome", "accepted");
        assertThat(refusals(added)).isEqualTo(tells ? refused(GUARDED, "invite_only") : Map.of());
        assertThat(numbers(world, GID)).contains(jidDigits(NEWCOMER)).doesNotContain(jidDigits(GUARDED));

        assertThat(members(column, "admin", "promoteAll", jid(FIRST), jid(SECOND)))
                .containsEntry("outcome", "accepted");
        assertThat(role(world, FIRST)).isEqualTo(Role.ADMIN);
        assertThat(role(world, SECOND)).isEqualTo(Role.ADMIN);
        assertThat(members(column, "admin", "demoteAll", jid(SECOND))).containsEntry("outcome", "accepted");
        assertThat(role(world, SECOND)).isEqualTo(Role.MEMBER);

        assertThat(members(column, "admin", "removeMembers", jid(SECOND), NEWCOMER, jid(SECOND)))
                .containsEntry("outcome", "accepted");
        assertThat(numbers(world, GID)).doesNotContain(SECOND.number(), jidDigits(NEWCOMER));

        assertThat(members(column, "plain", "removeMembers", jid(FIRST)))
                .isEqualTo(tells ? refusal("forbidden") : Map.of("outcome", "unverified", "rows", List.of()));
        assertThat(numbers(world, GID)).contains(FIRST.number());
        assertThat(refusals(members(column, "admin", "promoteAll", ""))).isEqualTo(refused("", "no_address"));
    }

    @Test
    void memberWhomNobodyKnows_keepsNobodyElseOut() {
        FakeWhatsApp world = world(Column.GOWA);
        Map<String, Object> added = members(Column.GOWA, "admin", "addMembers", NOBODY, NEWCOMER, "81@lid");

        assertThat(refusals(added)).isEqualTo(refused("81@lid", "no_address", NOBODY, "not_on_whatsapp"));
        assertThat(numbers(world, GID)).contains(jidDigits(NEWCOMER));
    }

    @ParameterizedTest
    @EnumSource(names = {"GOWA", "WUZAPI", "WUZAPI_OLD"})
    void invite_letsInUntilItIsRevoked(Column column) {
        FakeWhatsApp world = world(column);
        String link = "https://chat.whatsapp.com/";
        assertThat(ask(column, "admin", "readInvite", "group", GID)).isEqualTo(Map.of("invite", link + "OwnInvite"));
        String fresh =
                (String) ask(column, "admin", "revokeInvite", "group", GID).get("invite");
        assertThat(fresh).startsWith(link).isNotEqualTo(link + "OwnInvite");
        assertThat(ask(column, "plain", "readInvite", "group", GID)).isEqualTo(refusal("forbidden"));
        assertThat(ask(column, "plain", "revokeInvite", "group", GID)).isEqualTo(refusal("forbidden"));
        assertThat(ask(column, "admin", "readInvite", "group", FOREIGN))
                .isEqualTo(refusal(column == Column.GOWA ? "forbidden" : "no_group"));

        assertThat(ask(column, "admin", "join", "invite", "ForeignInvite")).isEqualTo(Map.of("group", FOREIGN));
        assertThat(numbers(world, FOREIGN)).contains(ADMIN.number());
        assertThat(ask(column, "admin", "join", "invite", "ForeignInvite")).isEqualTo(Map.of("group", FOREIGN));
        assertThat(ask(column, "admin", "leave", "group", FOREIGN)).isEqualTo(outcome("unverified"));
        assertThat(numbers(world, FOREIGN)).doesNotContain(ADMIN.number());
        assertThat(ask(column, "admin", "leave", "group", FOREIGN)).isEqualTo(outcome("unverified"));
        assertThat(ask(column, "admin", "describeGroup", "group", FOREIGN)).isEqualTo(refusal("no_group"));
        for (String bad : List.of("OwnInvite", "RevokedInvite", "../x?y&z")) {
            assertThat(ask(column, "admin", "join", "invite", bad)).isEqualTo(refusal("bad_invite"));
        }
        assertThat(ask(column, "off", "join", "invite", "ForeignInvite")).isEqualTo(refusal("not_connected"));
    }

    @Test
    void engineOfTheSecretsOwner_isAskedForNobodyElse() {
        world(Column.WUZAPI);
        FAKES.get(Column.WUZAPI).requests().clear();
        ask(Column.WUZAPI, "plain", "listGroups");
        assertThat(FAKES.get(Column.WUZAPI).requests())
                .singleElement()
                .satisfies(request -> assertThat(request.header("token")).isEqualTo(FakeWuzapi.token("plain")));
    }

    private static Map<String, Object> update(Column column, String account, String field, Object value) {
        return ask(column, account, "updateGroup", "group", GID, "field", field, "value", value);
    }

    private static Map<String, Object> members(Column column, String account, String operation, String... members) {
        return ask(column, account, operation, "group", GID, "members", List.of(members));
    }

    private static Map<String, Object> ask(Column column, String account, String operation, Object... given) {
        Map<String, Object> question = new LinkedHashMap<>();
        question.put("session", account);
        question.put("timeoutMs", 10_000);
        for (int i = 0; i < given.length; i += 2) {
            question.put((String) given[i], given[i + 1]);
        }
        CamelContext camel = gateway.context().getBean(CamelContext.class);
        Exchange answer = camel.createFluentProducerTemplate()
                .to("direct:engine-" + entry(column, account) + "-" + operation)
                .withProcessor(exchange -> {
                    exchange.setProperty("engine", entry(column, account));
                    exchange.setProperty("engineOperation", operation);
                    exchange.setProperty("request", question);
                    exchange.getMessage().setBody(question);
                })
                .send();
        assertThat(answer.getException()).isNull();
        return Json.inShort(answer.getMessage().getBody(Map.class));
    }

    private static String entry(Column column, String account) {
        return column.label() + "-" + account;
    }

    private static Map<String, Object> refusal(String word) {
        return Map.of("refusal", word);
    }

    private static Map<String, Object> outcome(String word) {
        return Map.of("outcome", word);
    }

    private static Map<String, Object> described(
            String gid,
            String subject,
            String description,
            boolean announce,
            boolean locked,
            String owner,
            long createdAt,
            int size) {
        Map<String, Object> group = new HashMap<>();
        group.put("jid", gid);
        group.put("subject", subject);
        group.put("description", description);
        group.put("announce", announce);
        group.put("locked", locked);
        group.put("createdAt", createdAt);
        group.put("size", size);
        if (owner != null) {
            group.put("owner", owner);
        }
        return group;
    }

    /** Who was refused, and why. */
    private static Map<Object, Object> refusals(Map<?, ?> answer) {
        Map<Object, Object> refusals = new HashMap<>();
        for (Object row : (List<?>) answer.get("rows")) {
            refusals.put(((Map<?, ?>) row).get("member"), ((Map<?, ?>) row).get("refusal"));
        }
        return refusals;
    }

    private static Map<Object, Object> refused(String... membersAndWords) {
        Map<Object, Object> refusals = new HashMap<>();
        for (int i = 0; i < membersAndWords.length; i += 2) {
            refusals.put(membersAndWords[i], membersAndWords[i + 1]);
        }
        return refusals;
    }

    private static List<String> numbers(FakeWhatsApp world, String gid) {
        return world.group(gid).present().stream().map(Person::number).toList();
    }

    private static Role role(FakeWhatsApp world, Person person) {
        return world.group(GID).person(jid(person)).role();
    }

    private static String jid(Person person) {
        return person.number() + "@s.whatsapp.net";
    }

    private static String jidDigits(String jid) {
        return jid.substring(0, jid.indexOf('@'));
    }
}
