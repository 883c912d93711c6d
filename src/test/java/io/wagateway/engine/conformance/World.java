package io.wagateway.engine.conformance;

import io.wagateway.engine.conformance.FakeEngine.Kind;
import io.wagateway.engine.conformance.FakeWhatsApp.Account;
import io.wagateway.engine.conformance.FakeWhatsApp.Group;
import io.wagateway.engine.conformance.FakeWhatsApp.Person;
import io.wagateway.engine.conformance.FakeWhatsApp.Role;
import io.wagateway.engine.conformance.FakeWhatsApp.State;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The fakes of every column, and the gateway's configuration in front of them: a session and a group for each cell. */
final class World implements AutoCloseable {
    /** The target of a redirect. The gateway must not call it. */
    static final class Trap extends FakeServer {
        Trap() {
            start();
        }

        @Override
        Reply answer(Request request) {
            return Reply.json(200, Json.object());
        }

        @Override
        Fault fault(Request request) {
            return null;
        }
    }

    private static final String[] UNCONNECTED = {"unpaired", "stopped"};

    private final List<Scenario> scenarios;
    private final Map<Column, FakeEngine> fakes = new EnumMap<>(Column.class);
    private final Map<String, String> properties = new LinkedHashMap<>();
    private final Trap trap = new Trap();
    private final int closedPort = closedPort();
    private int sessions;

    World(List<Scenario> scenarios) {
        this.scenarios = scenarios;
        for (Column column : Column.values()) {
            if (column.isFake()) {
                fakes.put(column, populated(column));
            } else {
                simulator();
            }
            for (Scenario scenario : scenarios) {
                if (scenario.expected(column) != null) {
                    configure(column, scenario);
                }
            }
            spareSession(column, "main");
            spareSession(column, "hurried");
        }
    }

    /** Null for the simulator. */
    FakeEngine fake(Column column) {
        return fakes.get(column);
    }

    Trap trap() {
        return trap;
    }

    /** In the form of command-line arguments without the leading {@code --}. */
    String[] properties() {
        return properties.entrySet().stream()
                .map(property -> property.getKey() + "=" + property.getValue())
                .toArray(String[]::new);
    }

    String session(Column column, Scenario scenario) {
        return column.label() + "." + scenarios.indexOf(scenario);
    }

    String group(Scenario scenario) {
        return "12036300000" + (1_000 + scenarios.indexOf(scenario)) + "@g.us";
    }

    /** What selects the requests of a fault: the group of its scenario, or of a status the account. */
    String struck(Scenario scenario) {
        return scenario.faultAt() == Kind.STATUS ? scenario.account() : group(scenario);
    }

    /** A group that no test changes. */
    static String steadyGroup() {
        return "1203630000000002@g.us";
    }

    /** A group that WhatsApp has been asked about too often. */
    static String limitedGroup() {
        return "1203630000000003@g.us";
    }

    /** A group that no scenario uses. */
    static String spareGroup() {
        return "1203630000000001@g.us";
    }

    @Override
    public void close() {
        fakes.values().forEach(FakeServer::close);
        trap.close();
    }

    private FakeEngine populated(Column column) {
        FakeWhatsApp whatsApp = new FakeWhatsApp();
        whatsApp.add(new Account("main", Scenario.NUMBER, Scenario.LID, State.CONNECTED));
        whatsApp.add(new Account("dead", Scenario.NUMBER, Scenario.LID, State.DEAD_SOCKET));
        whatsApp.add(new Account("unpaired", Scenario.NUMBER, Scenario.LID, State.UNPAIRED));
        whatsApp.add(new Account("passkey", Scenario.NUMBER, Scenario.LID, State.UNPAIRED));
        whatsApp.requirePasskey("passkey");
        whatsApp.add(new Account("stopped", Scenario.NUMBER, Scenario.LID, State.STOPPED));
        whatsApp.add(new Account("hurried", Scenario.NUMBER, Scenario.LID, State.CONNECTED));
        for (Scenario scenario : scenarios) {
            boolean isNew = whatsApp.account(scenario.account()) == null;
            if (isNew && !scenario.account().equals(Scenario.UNKNOWN)) {
                whatsApp.add(new Account(scenario.account(), Scenario.NUMBER, Scenario.LID, State.CONNECTED));
            }
        }
        whatsApp.add(Group.of(limitedGroup(), false, spare()).readsWith(429));
        whatsApp.add(Group.of(spareGroup(), false, spare()));
        whatsApp.add(Group.of(steadyGroup(), false, spare()));
        FakeEngine fake = column.fake(whatsApp);
        fake.redirectTo(trap.url() + "/elsewhere");
        for (Scenario scenario : scenarios) {
            Group group = scenario.group(group(scenario));
            if (group != null) {
                whatsApp.add(group);
            }
            if (scenario.fault() != null) {
                fake.fail(scenario.faultAt(), struck(scenario), scenario.fault());
            }
        }
        return fake;
    }

    private static List<Person> spare() {
        return List.of(
                new Person(Scenario.NUMBER, Scenario.LID, Role.ADMIN),
                Scenario.CREATOR,
                Scenario.PLAIN,
                new Person("6289000000006", "89000000006", Role.MEMBER),
                new Person("6289000000007", "89000000007", Role.MEMBER),
                Scenario.ADMIN);
    }

    private void spareSession(Column column, String account) {
        session(column, column.label() + "." + account, entry(column, account, Scenario.Entry.SOUND), account);
    }

    private void configure(Column column, Scenario scenario) {
        String entry = entry(column, scenario.account(), scenario.entry());
        session(column, session(column, scenario), entry, scenario.account());
    }

    private void session(Column column, String id, String entry, String account) {
        String at = "gateway.provision.sessions[" + sessions++ + "].";
        properties.put(at + "id", id);
        properties.put(at + "organization", "org_a");
        properties.put(at + "engine", entry);
        properties.put(at + "engine-session", column.isFake() ? account : simulated(account));
    }

    private String entry(Column column, String account, Scenario.Entry kind) {
        boolean ownEntry = column.kind().equals("wuzapi") && !account.equals("main");
        String name = column.label()
                + (ownEntry ? "-" + account : "")
                + (kind == Scenario.Entry.SOUND ? "" : "-" + lower(kind));
        String at = "gateway.engines." + name + ".";
        int timeout = kind == Scenario.Entry.FAULTY
                ? EngineConformanceIT.FAULTY_TIMEOUT_MILLIS
                : EngineConformanceIT.SOUND_TIMEOUT_MILLIS;
        properties.put(at + "timeout", timeout + "ms");
        if (properties.put(at + "kind", column.kind()) != null || !column.isFake()) {
            return name;
        }
        String secret = column.secret(account);
        properties.put(
                at + "url",
                kind == Scenario.Entry.UNREACHABLE
                        ? "http://127.0.0.1:" + closedPort
                        : fake(column).url());
        properties.put(
                at + "secret",
                switch (kind) {
                    case WRONG_SECRET -> secret.replace("S3CR3T", "S3CR3T-wrong");
                    case SECRET_WITHOUT_RIGHT -> secret + FakeWaha.WITHOUT_RIGHT;
                    default -> secret;
                });
        return name;
    }

    private static String lower(Scenario.Entry kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String simulated(String account) {
        return switch (account) {
            case "unpaired" -> "6281000000002@s.whatsapp.net";
            case "stopped" -> "6281000000003@s.whatsapp.net";
            default -> Scenario.NUMBER + "@s.whatsapp.net";
        };
    }

    /** The same accounts and groups, in the gateway's own simulator. */
    private void simulator() {
        String accounts = "gateway.simulator.accounts[";
        properties.put(accounts + "0].jid", simulated("main"));
        properties.put(accounts + "0].lid", Scenario.LID + "@lid");
        for (int i = 0; i < UNCONNECTED.length; i++) {
            properties.put(accounts + (i + 1) + "].jid", simulated(UNCONNECTED[i]));
            properties.put(accounts + (i + 1) + "].connected", "false");
        }
        List<Group> groups = new ArrayList<>();
        groups.add(Group.of(spareGroup(), false, spare()));
        for (Scenario scenario : scenarios) {
            Group group = scenario.expected(Column.SIMULATOR) == null ? null : scenario.group(group(scenario));
            if (group != null) {
                groups.add(group);
            }
        }
        for (int i = 0; i < groups.size(); i++) {
            String at = "gateway.simulator.groups[" + i + "].";
            properties.put(at + "jid", groups.get(i).jid());
            List<Person> members = groups.get(i).present();
            for (int j = 0; j < members.size(); j++) {
                Person person = members.get(j);
                if (person.number() != null) {
                    properties.put(at + "members[" + j + "].jid", person.number() + "@s.whatsapp.net");
                }
                properties.put(at + "members[" + j + "].lid", person.lid() + "@lid");
                properties.put(
                        at + "members[" + j + "].role", person.role().name().toLowerCase(Locale.ROOT));
            }
        }
    }

    private static int closedPort() {
        try (ServerSocket once = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return once.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
