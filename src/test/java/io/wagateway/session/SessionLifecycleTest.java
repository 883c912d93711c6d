package io.wagateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wagateway.TestDatabase;
import io.wagateway.engine.EngineClient;
import io.wagateway.engine.EngineEntry;
import io.wagateway.event.log.Origin;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is left of an account when one of its sessions goes. */
class SessionLifecycleTest {
    private static final String JID = "6281000000001@s.whatsapp.net";
    private static final List<TestDatabase> DATABASES = TestDatabase.both();
    private static final DefaultCamelContext CONTEXT = new DefaultCamelContext();
    private static final AtomicInteger REMOVED = new AtomicInteger();

    private SessionStore store;

    static List<TestDatabase> databases() {
        return DATABASES;
    }

    @BeforeAll
    static void engine() throws Exception {
        CONTEXT.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                routeTemplate("many-status")
                        .templateParameter("accounts", "many")
                        .from("direct:many")
                        .to("mock:many");
                from(EngineClient.ROUTE).to("direct:engine-one-remove");
                from("direct:engine-one-remove").routeId("engine-one-remove").process(exchange -> {
                    REMOVED.incrementAndGet();
                    exchange.getMessage().setBody(Map.of());
                });
            }
        });
        CONTEXT.addRouteFromTemplate("engine-one-status", "many-status", Map.of());
        CONTEXT.start();
    }

    @AfterAll
    static void stop() {
        CONTEXT.stop();
    }

    private SessionLifecycle lifecycle(TestDatabase database) {
        store = StoredSyncs.sessions(database.emptied());
        EngineEntry entry = new EngineEntry("many", "http://engine:1", "a", null, null, null, null);
        EngineClient engines =
                new EngineClient(CONTEXT, Map.of("one", entry), Runnable::run, new SimpleMeterRegistry());
        SessionStatusService statusService =
                new SessionStatusService(engines, store, new Sessions(store), Runnable::run, database.clock());
        TransitionWatch transitions =
                new TransitionWatch(store, statusService, new SessionProperties(Duration.ZERO, null));
        return new SessionLifecycle(engines, statusService, transitions, store, database.clock());
    }

    private Session made(String id, String engineSession, String jid) {
        Session session = new Session(
                id, "org_a", null, "one", engineSession, SessionStatus.STOPPED, null, jid, null, 1L, 1L, null);
        store.insert(session);
        return session;
    }

    private static int removedBy(SessionLifecycle lifecycle, Session session) {
        int before = REMOVED.get();
        lifecycle
                .delete(new Origin("org_a", session.id(), null, "test", "deleteSession"), session)
                .join();
        return REMOVED.get() - before;
    }

    @ParameterizedTest
    @MethodSource("databases")
    void account_thatAnotherSessionHasByAnotherName_staysAtTheEngine(TestDatabase database) {
        SessionLifecycle lifecycle = lifecycle(database);
        made("nameless", null, null);
        assertThat(removedBy(lifecycle, made("named", "phone", null))).isZero();
        lifecycle = lifecycle(database);
        made("by-jid", JID, null);
        assertThat(removedBy(lifecycle, made("named", "phone", JID))).isZero();
        lifecycle = lifecycle(database);
        made("named", "phone", JID);
        assertThat(removedBy(lifecycle, made("by-jid", JID, null))).isZero();
        assertThat(store.find("by-jid")).isEmpty();
    }

    /** Two phones' worth of one number are two accounts to an engine; so are any two others. */
    @ParameterizedTest
    @MethodSource("databases")
    void account_ofItsOwn_goesWithItsSession(TestDatabase database) {
        SessionLifecycle lifecycle = lifecycle(database);
        made("other", "tablet", JID);
        made("another", "6281000000002@s.whatsapp.net", null);
        assertThat(removedBy(lifecycle, made("named", "phone", JID))).isOne();
        assertThat(removedBy(lifecycle, made("unpaired", "new", null))).isOne();
    }
}
