package io.wagateway.session;

import com.github.f4b6a3.ulid.UlidCreator;
import io.wagateway.engine.EngineClient;
import io.wagateway.engine.simulator.Simulator;
import io.wagateway.error.ConflictException;
import io.wagateway.error.InvalidRequestException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Makes sessions through the API. Organisations do not trust each other: what an engine calls the account of one is not
 * to be had by another, not even after the session was deleted, and nobody can tell it from a name that is wrong.
 */
@Component
final class SessionCreation {
    /** Word for word as the OpenAPI document says it, so that a name that is taken looks like one that is wrong. */
    private static final String RIGHT_ACCOUNT =
            "must be: a name that can be used at this engine, 1 to 128 of A-Z, a-z, 0-9, '.', '_' and '-', beginning with"
                    + " a letter or digit, or the account's user JID if the engine identifies accounts by it; absent for a new account";

    private static final String RIGHT_LABEL = "must be: a name for people, 1 to 255 characters";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
    private static final Pattern USER_JID = Pattern.compile("[0-9]{1,20}@s\\.whatsapp\\.net");
    private static final int LONGEST_LABEL = 255;

    private final SessionStore store;
    private final EngineClient engines;
    private final Simulator simulator;
    private final TransactionOperations transaction;

    SessionCreation(SessionStore store, EngineClient engines, Simulator simulator, TransactionOperations transaction) {
        this.store = store;
        this.engines = engines;
        this.simulator = simulator;
        this.transaction = transaction;
    }

    /** @param input the body of createSession */
    Session create(String organization, Map<String, Object> input) {
        String label = (String) input.get("label");
        if (label != null && label.length() > LONGEST_LABEL) {
            throw InvalidRequestException.fields(Map.of("label", RIGHT_LABEL));
        }
        String engine = engine(organization, (String) input.get("engine"));
        String named = (String) input.get("engineSession");
        String account = named == null ? minted(engine) : named(engine, named);
        return transaction.execute(status -> {
            store.lock();
            refuseTaken(organization, engine, account);
            if (named != null) {
                refuseOtherNames(organization, engine, named);
            }
            return insert(organization, label, engine, account);
        });
    }

    private Session insert(String organization, String label, String engine, String account) {
        long now = System.currentTimeMillis();
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

    /** The entry that is named, or the only one there is; of those that the organisation may use, as if there were no others. */
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
                            ? "there is none that your organisation may use"
                            : "must be: one of " + String.join(", ", usable)));
        }
        return named;
    }

    /** What the engine is to call a new account; null where it has one only. */
    private String minted(String engine) {
        return engines.hasManyAccounts(engine)
                ? UlidCreator.getUlid().toString().toLowerCase(Locale.ROOT)
                : null;
    }

    private String named(String engine, String named) {
        boolean many = engines.hasManyAccounts(engine);
        boolean simulated = isSimulated(engine);
        // An engine of many accounts may find one by its JID as well as by its name: two names of one account.
        boolean wellFormed = NAME.matcher(named).matches()
                || ((simulated || !many) && USER_JID.matcher(named).matches());
        if (!wellFormed || (simulated && !simulator.accounts().has(named))) {
            throw unusable();
        }
        return named;
    }

    private void refuseTaken(String organization, String engine, String account) {
        boolean many = engines.hasManyAccounts(engine);
        List<SessionStore.Row> there = store.findByAccount(engines.sameAccounts(engine), many ? account : null);
        there.stream()
                .filter(row -> !row.deleted())
                .map(SessionStore.Row::session)
                .filter(session -> session.organizationId().equals(organization))
                .findFirst()
                .ifPresent(own -> {
                    throw new ConflictException("another session has this account", Map.of("session", own.id()));
                });
        if (there.stream().anyMatch(row -> !row.session().organizationId().equals(organization))) {
            throw unusable();
        }
    }

    /** Engines find an account by its JID or its number, too, or take the only one that there is. */
    private void refuseOtherNames(String organization, String engine, String named) {
        if (engines.hasOtherNames(engine) && store.mayBeOthers(engines.sameAccounts(engine), named, organization)) {
            throw unusable();
        }
    }

    private boolean isSimulated(String engine) {
        return "simulator".equals(engines.entries().get(engine).kind());
    }

    private static InvalidRequestException unusable() {
        return InvalidRequestException.fields(Map.of("engineSession", RIGHT_ACCOUNT));
    }
}
