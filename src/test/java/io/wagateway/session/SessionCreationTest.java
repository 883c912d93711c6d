package io.wagateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wagateway.TestDatabase;
import io.wagateway.database.LimitProperties;
import io.wagateway.database.Quotas;
import io.wagateway.engine.EngineClient;
import io.wagateway.engine.EngineEntry;
import io.wagateway.engine.simulator.Simulator;
import io.wagateway.engine.simulator.SimulatorProperties;
import io.wagateway.error.ConflictException;
import io.wagateway.error.DomainException;
import io.wagateway.error.InvalidRequestException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whose an account is, where organisations do not trust each other. */
class SessionCreationTest {
    private static final List<TestDatabase> DATABASES = TestDatabase.both();
    private static final DefaultCamelContext CONTEXT = new DefaultCamelContext();

    static List<TestDatabase> databases() {
        return DATABASES;
    }

    @BeforeAll
    static void kinds() throws Exception {
        CONTEXT.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                routeTemplate("many-status")
                        .templateParameter("accounts", "many")
                        .from("direct:many")
                        .to("mock:many");
                routeTemplate("single-status").from("direct:single").to("mock:single");
            }
        });
        for (String entry : List.of("one", "same", "other")) {
            CONTEXT.addRouteFromTemplate("engine-" + entry + "-status", "many-status", Map.of());
        }
    }

    @AfterAll
    static void stop() {
        CONTEXT.stop();
    }

    private static EngineEntry entry(String kind, String url, String secret) {
        return new EngineEntry(kind, url, secret, null, null, null, null);
    }

    private static SessionCreation creation(TestDatabase database) {
        Map<String, EngineEntry> entries = Map.of(
                "one", entry("many", "http://engine:1", "a"),
                "same", entry("many", "HTTP://engine:1/", "b"),
                "other", entry("many", "http://engine:2", "a"),
                "single", entry("single", "http://engine:3", "a"),
                "same-single", entry("single", "http://engine:3", "a"),
                "other-single", entry("single", "http://engine:3", "b"));
        SessionStore store = StoredSyncs.sessions(database);
        return new SessionCreation(
                store,
                new Sessions(store),
                new EngineClient(CONTEXT, entries, Runnable::run, new SimpleMeterRegistry()),
                new Simulator(new SimulatorProperties(null, null)),
                new Quotas(database.jdbc(), new LimitProperties(null, null, null, null, null, null)),
                database.transaction(),
                database.clock());
    }

    private static Map<String, Object> input(String engine, String account) {
        Map<String, Object> input = new HashMap<>();
        input.put("engine", engine);
        input.put("engineSession", account);
        return input;
    }

    @ParameterizedTest
    @MethodSource("databases")
    void account_ofAnotherOrganization_isNotToBeHad(TestDatabase database) {
        SessionCreation creation = creation(database.emptied());
        Session first = creation.create("org_a", input("one", "Phone-1"), created -> {});
        assertThat(first.engineSession()).isEqualTo("Phone-1");
        for (Map<String, Object> input :
                List.of(input("one", "Phone-1"), input("one", "phone-1"), input("same", "Phone-1"))) {
            assertThatThrownBy(() -> creation.create("org_a", input, created -> {}))
                    .isInstanceOfSatisfying(ConflictException.class, refusal -> assertThat(refusal.details())
                            .containsEntry("session", first.id()));
            assertUnusable(creation, "org_b", input);
        }
        assertThat(creation.create("org_b", input("other", "Phone-1"), created -> {})
                        .engine())
                .isEqualTo("other");
        assertThat(creation.create("org_b", input("one", "Phone-2"), created -> {})
                        .engineSession())
                .isEqualTo("Phone-2");
    }

    @ParameterizedTest
    @MethodSource("databases")
    void account_ofADeletedSession_staysItsOrganizations(TestDatabase database) {
        SessionCreation creation = creation(database.emptied());
        Session first = creation.create("org_a", input("one", "phone"), created -> {});
        assertThat(StoredSyncs.sessions(database).delete(first.id(), 5L)).isTrue();
        assertUnusable(creation, "org_b", input("one", "phone"));
        assertThat(creation.create("org_a", input("one", "phone"), created -> {})
                        .id())
                .isNotEqualTo(first.id());
    }

    @ParameterizedTest
    @MethodSource("databases")
    void account_thatMayBeAnothersByAnotherName_isNotToBeHad(TestDatabase database) {
        for (String declared : new String[] {null, "6281000000001@s.whatsapp.net"}) {
            SessionCreation creation = creation(database.emptied());
            StoredSyncs.sessions(database)
                    .insert(new Session(
                            "a",
                            "org_a",
                            null,
                            "one",
                            declared,
                            SessionStatus.STOPPED,
                            null,
                            null,
                            null,
                            1L,
                            1L,
                            null));
            assertUnusable(creation, "org_b", input("one", "phone"));
            assertThat(creation.create("org_b", input("one", null), created -> {})
                            .engineSession())
                    .isNotNull();
            assertThat(creation.create("org_a", input("one", "phone"), created -> {})
                            .engineSession())
                    .isEqualTo("phone");
        }
        SessionCreation creation = creation(database.emptied());
        assertUnusable(creation, "org_b", input("one", "6281000000001@s.whatsapp.net"));
    }

    @ParameterizedTest
    @MethodSource("databases")
    void entryThatIsOneAccount_isOfOneOrganization(TestDatabase database) {
        SessionCreation creation = creation(database.emptied());
        assertThat(creation.create("org_a", input("single", null), created -> {})
                        .engineSession())
                .isNull();
        assertThatThrownBy(() -> creation.create("org_a", input("single", "another"), created -> {}))
                .isInstanceOf(ConflictException.class);
        assertUnusable(creation, "org_b", input("single", null));
        assertUnusable(creation, "org_b", input("single", "another"));
        assertUnusable(creation, "org_b", input("same-single", "6281000000001@s.whatsapp.net"));
        assertThat(creation.create("org_b", input("other-single", "6281000000001@s.whatsapp.net"), created -> {})
                        .engineSession())
                .isEqualTo("6281000000001@s.whatsapp.net");
    }

    @ParameterizedTest
    @MethodSource("databases")
    void account_thatManyAskForAtOnce_isGivenOnce(TestDatabase database) {
        SessionCreation creation = creation(database.emptied());
        int callers = 8;
        CyclicBarrier together = new CyclicBarrier(callers);
        List<CompletableFuture<Boolean>> given = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            String organization = "org_" + i % 2;
            given.add(CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            together.await();
                            creation.create(organization, input("one", "phone"), created -> {});
                            return true;
                        } catch (DomainException refused) {
                            return false;
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    },
                    task -> new Thread(task).start()));
        }
        assertThat(given.stream().map(CompletableFuture::join).filter(won -> won))
                .hasSize(1);
    }

    private static void assertUnusable(SessionCreation creation, String organization, Map<String, Object> input) {
        assertThatThrownBy(() -> creation.create(organization, input, created -> {}))
                .isInstanceOfSatisfying(InvalidRequestException.class, refusal -> assertThat(refusal.details())
                        .containsOnlyKeys("engineSession"));
    }
}
