package io.wagateway.session;

import io.wagateway.database.DatabaseClock;
import io.wagateway.engine.EngineClient;
import io.wagateway.engine.simulator.Simulator;
import io.wagateway.error.StartupException;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Stores the declared sessions. */
@Component
public class SessionProvisioning {
    private static final Logger LOG = LoggerFactory.getLogger(SessionProvisioning.class);
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,128}");
    private static final int MAX_TEXT_LENGTH = 255;

    private final SessionStore store;
    private final Sessions sessions;
    private final EngineClient engines;
    private final Simulator simulator;
    private final DatabaseClock clock;

    SessionProvisioning(
            SessionStore store, Sessions sessions, EngineClient engines, Simulator simulator, DatabaseClock clock) {
        this.store = store;
        this.sessions = sessions;
        this.engines = engines;
        this.simulator = simulator;
        this.clock = clock;
    }

    /** Rejects a session that could not work, or that is declared twice. */
    public void check(List<ProvisionedSession> declared) {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < declared.size(); i++) {
            ProvisionedSession session = declared.get(i);
            String at = at(i);
            if (session.id() == null || !ID.matcher(session.id()).matches()) {
                throw StartupException.property(
                        at + ".id",
                        session.id() == null ? "" : session.id(),
                        "1 to 128 of A-Z, a-z, 0-9, '.', '_' and '-', for example a ULID");
            }
            if (!ids.add(session.id())) {
                throw StartupException.property(
                        at + ".id", session.id(), "declared twice; an id belongs to one session");
            }
            StartupException.requireName(at + ".organization", session.organization());
            if (session.label() != null && session.label().length() > MAX_TEXT_LENGTH) {
                throw StartupException.property(at + ".label", session.label(), "at most 255 characters");
            }
            checkAccount(at, session, engine(at, session));
        }
    }

    private void checkAccount(String at, ProvisionedSession session, String engine) {
        boolean simulated = engines.entries().get(engine).isSimulator();
        String account = session.engineSession();
        if (account != null && account.length() > MAX_TEXT_LENGTH) {
            throw StartupException.property(at + ".engine-session", account, "at most 255 characters");
        }
        if (simulated && account != null && !simulator.accounts().has(account)) {
            throw StartupException.property(
                    at + ".engine-session", account, "gateway.simulator.accounts has no account of that jid");
        }
    }

    /** Whether the database has no session, not even a deleted one. */
    public boolean isEmpty() {
        return store.isEmpty();
    }

    public void provision(List<ProvisionedSession> declared) {
        for (int i = 0; i < declared.size(); i++) {
            provision(at(i), declared.get(i));
        }
        store.countByOtherEngines(engines.entries().keySet())
                .forEach((engine, sessions) -> LOG.warn(
                        "{} sessions name the engine '{}', which gateway.engines no longer has: their calls return 503",
                        sessions,
                        engine));
    }

    private void provision(String at, ProvisionedSession declared) {
        long now = clock.getAsLong();
        String engine = engine(at, declared);
        Optional<SessionStore.Row> known = store.findRow(declared.id());
        if (known.isEmpty()) {
            store.insert(new Session(
                    declared.id(),
                    declared.organization(),
                    declared.label(),
                    engine,
                    declared.engineSession(),
                    SessionStatus.STOPPED,
                    null,
                    null,
                    null,
                    now,
                    now,
                    null));
            sessions.invalidate(declared.id());
            return;
        }
        Session stored = known.get().session();
        if (!stored.organizationId().equals(declared.organization())) {
            throw StartupException.property(
                    at + ".id", declared.id(), "a stored session of another organisation has this id");
        }
        if (known.get().deleted()) {
            LOG.warn("{}: session={} was deleted through the API and stays deleted", at, declared.id());
            return;
        }
        boolean sameAccount =
                stored.engine().equals(engine) && Objects.equals(stored.engineSession(), declared.engineSession());
        if (!sameAccount || !Objects.equals(stored.label(), declared.label())) {
            store.declare(declared.id(), declared.label(), engine, declared.engineSession(), now);
            if (!sameAccount) {
                store.resetStatus(declared.id());
            }
            sessions.invalidate(declared.id());
        }
    }

    /** The entry that a session names, or the only one. */
    private String engine(String at, ProvisionedSession session) {
        Set<String> known = new TreeSet<>(engines.entries().keySet());
        if (session.engine() == null && known.size() == 1) {
            return known.iterator().next();
        }
        if (session.engine() == null || !known.contains(session.engine())) {
            throw StartupException.property(
                    at + ".engine",
                    session.engine() == null ? "" : session.engine(),
                    "one of gateway.engines: " + known);
        }
        return session.engine();
    }

    private static String at(int index) {
        return "gateway.provision.sessions[" + index + "]";
    }
}
