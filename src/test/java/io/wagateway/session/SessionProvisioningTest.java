package io.wagateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wagateway.TestDatabase;
import io.wagateway.engine.EngineClient;
import io.wagateway.engine.EngineEntry;
import io.wagateway.engine.simulator.Simulator;
import io.wagateway.engine.simulator.SimulatorProperties;
import io.wagateway.error.StartupException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class SessionProvisioningTest {
    private static final String ACCOUNT = "6281@s.whatsapp.net";
    private static final String OTHER_ACCOUNT = "6282@s.whatsapp.net";
    private static final List<TestDatabase> DATABASES = TestDatabase.both();

    static List<TestDatabase> databases() {
        return DATABASES;
    }

    @ParameterizedTest
    @MethodSource("databases")
    void provision_newSession_isStoredWithTheOnlyEngine(TestDatabase database) {
        Node node = new Node(database.emptied(), "simulator");
        node.provision(new ProvisionedSession("a", "org_a", "", "", ""));
        Session stored = node.store.find("a").orElseThrow();
        assertThat(stored.organizationId()).isEqualTo("org_a");
        assertThat(stored.label()).isNull();
        assertThat(stored.engine()).isEqualTo("simulator");
        assertThat(stored.engineSession()).isNull();
        assertThat(stored.status()).isEqualTo(SessionStatus.STOPPED);
        assertThat(stored.createdAt()).isPositive().isEqualTo(stored.updatedAt());
    }

    @ParameterizedTest
    @MethodSource("databases")
    void provision_unchangedSession_leavesItsRowAlone(TestDatabase database) {
        Node node = new Node(database.emptied(), "simulator");
        node.provision(session("a", "A", ACCOUNT));
        node.store.updateStatus("a", SessionStatus.WORKING, ACCOUNT, "81@lid", "6281", 7L);
        Session before = node.store.find("a").orElseThrow();
        node.provision(session("a", "A", ACCOUNT));
        assertThat(node.store.find("a")).contains(before);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void provision_changedLabel_keepsTheAccount(TestDatabase database) {
        Node node = new Node(database.emptied(), "simulator");
        node.provision(session("a", "A", ACCOUNT));
        node.store.updateStatus("a", SessionStatus.WORKING, ACCOUNT, "81@lid", "6281", System.currentTimeMillis());
        assertThat(node.sessions.find("a", "org_a")).map(Session::label).contains("A");
        node.provision(session("a", "B", ACCOUNT));
        Session after = node.sessions.find("a", "org_a").orElseThrow();
        assertThat(after.label()).isEqualTo("B");
        assertThat(after.status()).isEqualTo(SessionStatus.WORKING);
        assertThat(after.waLid()).isEqualTo("81@lid");
    }

    @ParameterizedTest
    @MethodSource("databases")
    void provision_anotherAccount_forgetsWhatWasKnownOfTheOld(TestDatabase database) {
        Node node = new Node(database.emptied(), "simulator");
        node.provision(session("a", "A", ACCOUNT));
        node.store.updateStatus("a", SessionStatus.WORKING, ACCOUNT, "81@lid", "6281", 7L);
        node.provision(session("a", "A", OTHER_ACCOUNT));
        Session after = node.store.find("a").orElseThrow();
        assertThat(after.engineSession()).isEqualTo(OTHER_ACCOUNT);
        assertThat(after.status()).isEqualTo(SessionStatus.STOPPED);
        assertThat(after.waJid()).isNull();
        assertThat(after.waLid()).isNull();
        assertThat(after.phoneNumber()).isNull();
        assertThat(after.lastConnectedAt()).isNull();
    }

    @ParameterizedTest
    @MethodSource("databases")
    void provision_deletedSession_staysDeletedWithAWarning(TestDatabase database, CapturedOutput output) {
        Node node = new Node(database.emptied(), "simulator");
        node.provision(session("a", "A", ACCOUNT));
        database.jdbc().sql("update sessions set deleted_at = 5").update();
        node.provision(session("a", "B", ACCOUNT));
        assertThat(node.store.find("a")).isEmpty();
        assertThat(output).contains("gateway.provision.sessions[0]: session=a was deleted");
    }

    @ParameterizedTest
    @MethodSource("databases")
    void provision_sessionThatIsNoLongerDeclared_keepsIt(TestDatabase database) {
        Node node = new Node(database.emptied(), "simulator");
        node.provision(session("a", "A", ACCOUNT));
        node.provision();
        assertThat(node.store.find("a")).isPresent();
    }

    @ParameterizedTest
    @MethodSource("databases")
    void provision_storedSessionWithoutItsEngine_isAWarning(TestDatabase database, CapturedOutput output) {
        new Node(database.emptied(), "simulator").provision(session("a", "A", ACCOUNT));
        new Node(database, "another").provision();
        assertThat(output).contains("1 sessions name the engine 'simulator', which gateway.engines no longer has");
    }

    @ParameterizedTest
    @MethodSource("databases")
    void provision_idOfAnotherOrganisation_isRefusedAlsoOfADeletedOne(TestDatabase database) {
        Node node = new Node(database.emptied(), "simulator");
        node.provision(session("a", "A", ACCOUNT));
        ProvisionedSession theirs = new ProvisionedSession("a", "org_b", "A", "simulator", ACCOUNT);
        String message = "gateway.provision.sessions[0].id = 'a': a stored session of another organisation has this id";
        assertThatThrownBy(() -> node.provision(theirs))
                .isInstanceOf(StartupException.class)
                .hasMessage(message);
        database.jdbc().sql("update sessions set deleted_at = 5").update();
        assertThatThrownBy(() -> node.provision(theirs))
                .isInstanceOf(StartupException.class)
                .hasMessage(message);
    }

    @Test
    void check_wrongSessions_areRefused() {
        String ids = "1 to 128 of A-Z, a-z, 0-9, '.', '_' and '-', for example a ULID";
        assertRefused("[0].id = '': " + ids, session(null, "A", ACCOUNT));
        assertRefused("[0].id = 'a/b': " + ids, session("a/b", "A", ACCOUNT));
        assertRefused(
                "[1].id = 'a': declared twice; an id belongs to one session",
                session("a", "A", ACCOUNT),
                new ProvisionedSession("a", "org_b", "A", "simulator", ACCOUNT));
        assertRefused(
                "[0].organization = '': 1 to 255 visible characters; no space but the plain one",
                new ProvisionedSession("a", "", "A", "simulator", ACCOUNT));
        assertRefused(
                "[0].engine = 'waha': one of gateway.engines: [b, simulator]",
                new ProvisionedSession("a", "org_a", "A", "waha", ACCOUNT));
        assertRefused(
                "[0].engine = '': one of gateway.engines: [b, simulator]",
                new ProvisionedSession("a", "org_a", "A", null, ACCOUNT));
        assertRefused(
                "[0].engine-session = '6289@s.whatsapp.net': gateway.simulator.accounts has no account of that jid",
                session("a", "A", "6289@s.whatsapp.net"));
        assertRefused(
                "[0].label = '" + "x".repeat(256) + "': at most 255 characters", session("a", "x".repeat(256), null));
    }

    private static void assertRefused(String message, ProvisionedSession... sessions) {
        assertThatThrownBy(() -> new SessionProvisioning(null, null, engines("simulator", "b"), simulator(), null)
                        .check(List.of(sessions)))
                .isInstanceOf(StartupException.class)
                .hasMessage("gateway.provision.sessions" + message);
    }

    private static ProvisionedSession session(String id, String label, String account) {
        return new ProvisionedSession(id, "org_a", label, "simulator", account);
    }

    private static Simulator simulator() {
        return new Simulator(new SimulatorProperties(
                List.of(
                        new SimulatorProperties.Account(ACCOUNT, null, true, null, null),
                        new SimulatorProperties.Account(OTHER_ACCOUNT, null, true, null, null)),
                null));
    }

    private static EngineClient engines(String... names) {
        EngineEntry entry = new EngineEntry("simulator", null, null, null, null, null, null);
        return new EngineClient(
                null,
                Arrays.stream(names).collect(Collectors.toMap(name -> name, name -> entry)),
                Runnable::run,
                new SimpleMeterRegistry());
    }

    /** One start of a gateway on a database. */
    private static final class Node {
        final SessionStore store;
        final Sessions sessions;
        private final SessionProvisioning provisioning;

        Node(TestDatabase database, String engine) {
            store = StoredSyncs.sessions(database);
            sessions = new Sessions(store);
            provisioning = new SessionProvisioning(store, sessions, engines(engine), simulator(), database.clock());
        }

        void provision(ProvisionedSession... declared) {
            provisioning.check(List.of(declared));
            provisioning.provision(List.of(declared));
        }
    }
}
