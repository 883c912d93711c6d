package io.wagateway.session;

import com.github.f4b6a3.ulid.UlidCreator;
import io.wagateway.database.DatabaseClock;
import io.wagateway.database.Quotas;
import io.wagateway.engine.EngineClient;
import io.wagateway.engine.simulator.Simulator;
import io.wagateway.error.ConflictException;
import io.wagateway.error.InvalidRequestException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Creates sessions through the API. Organisations do not trust each other: no organisation can use another's account,
 * not even after its session was deleted, and the error is the same as for an invalid name.
 */
@Component
final class SessionCreation {
    /** Word for word as in the OpenAPI document, so that a name in use looks like an invalid one. */
    private static final String ACCOUNT_RULE =
            "must be: a name that can be used at this engine, 1 to 128 of A-Z, a-z, 0-9, '.', '_' and '-', beginning with"
                    + " a letter or digit, or the account's user JID if the engine identifies accounts by it; absent for a new account";

    private static final String LABEL_RULE = "must be: a name for people, 1 to 255 characters";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
    private static final Pattern USER_JID = Pattern.compile("[0-9]{1,20}@s\\.whatsapp\\.net");
    private static final int MAX_LABEL_LENGTH = 255;

    private final SessionStore store;
    private final Sessions sessions;
    private final EngineClient engines;
    private final Simulator simulator;
    private final Quotas quotas;
    private final TransactionOperations transaction;
    private final DatabaseClock clock;

    SessionCreation(
            SessionStore store,
            Sessions sessions,
            EngineClient engines,
            Simulator simulator,
            Quotas quotas,
            TransactionOperations transaction,
            DatabaseClock clock) {
        this.store = store;
        this.sessions = sessions;
        this.engines = engines;
        this.simulator = simulator;
        this.quotas = quotas;
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * Creates a session.
     *
     * @param input the body of createSession
     * @param inTransaction gets it in the transaction that creates it
     */
    Session create(String organization, Map<String, Object> input, Consumer<Session> inTransaction) {
        String label = (String) input.get("label");
        if (label != null && label.length() > MAX_LABEL_LENGTH) {
            throw InvalidRequestException.fields(Map.of("label", LABEL_RULE));
        }
        String engine = engine(organization, (String) input.get("engine"));
        String named = (String) input.get("engineSession");
        String account = named == null ? newName(engine) : checked(engine, named);
        Session created = transaction.execute(status -> {
            quotas.requireRoomForSession(organization);
            requireAccountFree(organization, engine, account);
            if (named != null) {
                requireNoOtherName(organization, engine, named);
            }
            Session inserted = insert(organization, label, engine, account);
            inTransaction.accept(inserted);
            return inserted;
        });
        sessions.invalidate(created.id());
        return created;
    }

    private Session insert(String organization, String label, String engine, String account) {
        long now = clock.getAsLong();
        Session session = new Session(
                UlidCreator.getMonotonicUlid().toString(),
                organization,
                label,
                engine,
                account,
                SessionStatus.STOPPED,
                null,
                null,
                null,
                now,
                now,
                null);
        store.insert(session);
        return session;
    }

    /** The named entry, or the only one; entries that the organisation may not use do not count. */
    private String engine(String organization, String named) {
        TreeSet<String> usable = new TreeSet<>();
        engines.entries().forEach((name, entry) -> {
            if (entry.isOpenTo(organization)) {
                usable.add(name);
            }
        });
        if (named == null && usable.size() == 1) {
            return usable.first();
        }
        if (named == null || !usable.contains(named)) {
            throw InvalidRequestException.fields(Map.of(
                    "engine",
                    usable.isEmpty()
                            ? "your organisation may use no engine"
                            : "must be: one of " + String.join(", ", usable)));
        }
        return named;
    }

    /** The name of a new account at the engine; null if the engine has only one account. */
    private String newName(String engine) {
        return engines.hasManyAccounts(engine)
                ? UlidCreator.getUlid().toString().toLowerCase(Locale.ROOT)
                : null;
    }

    private String checked(String engine, String named) {
        boolean many = engines.hasManyAccounts(engine);
        boolean simulated = isSimulated(engine);
        // An engine of many accounts may find one by its JID and by its name: that would be two names of one account.
        boolean wellFormed = NAME.matcher(named).matches()
                || ((simulated || !many) && USER_JID.matcher(named).matches());
        if (!wellFormed || (simulated && !simulator.accounts().has(named))) {
            throw invalidAccount();
        }
        return named;
    }

    private void requireAccountFree(String organization, String engine, String account) {
        boolean many = engines.hasManyAccounts(engine);
        List<SessionStore.Row> found = store.findByAccount(engines.sameAccounts(engine), many ? account : null);
        found.stream()
                .filter(row -> !row.deleted())
                .map(SessionStore.Row::session)
                .filter(session -> session.organizationId().equals(organization))
                .findFirst()
                .ifPresent(own -> {
                    throw new ConflictException("another session has this account", Map.of("session", own.id()));
                });
        if (found.stream().anyMatch(row -> !row.session().organizationId().equals(organization))) {
            throw invalidAccount();
        }
    }

    /** Some engines also find an account by its JID or its number, or use their only one. */
    private void requireNoOtherName(String organization, String engine, String named) {
        if (engines.hasOtherNames(engine) && store.mayBeOthers(engines.sameAccounts(engine), named, organization)) {
            throw invalidAccount();
        }
    }

    private boolean isSimulated(String engine) {
        return engines.entries().get(engine).isSimulator();
    }

    private static InvalidRequestException invalidAccount() {
        return InvalidRequestException.fields(Map.of("engineSession", ACCOUNT_RULE));
    }
}
