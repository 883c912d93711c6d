package io.wagateway.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.wagateway.cache.AsyncReadCache;
import io.wagateway.database.DatabaseClock;
import io.wagateway.engine.EngineClient;
import io.wagateway.engine.EngineOperation;
import io.wagateway.engine.Jids;
import io.wagateway.error.EngineException;
import io.wagateway.error.NotConnectedException;
import io.wagateway.event.log.Origin;
import io.wagateway.pipeline.ActiveCall;
import io.wagateway.pipeline.AsyncStep;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Whether a session is connected: as its engine reported within the last ten seconds, else as it reports now. */
@Component
public class SessionStatusService {
    private static final Logger LOG = LoggerFactory.getLogger(SessionStatusService.class);
    private static final int MAX_SESSIONS = 100_000;
    private static final AsyncReadCache.Policy CONFIRMED =
            new AsyncReadCache.Policy(Duration.ofSeconds(10), MAX_SESSIONS);

    /**
     * The status of an account, as its engine reports it.
     *
     * @param jid own user JID, null if the engine does not name it
     * @param lid own LID, null if the engine does not name it
     * @param details see {@link Session#details}
     */
    record Confirmed(SessionStatus status, String jid, String lid, String details) {
        boolean isConnected() {
            return status == SessionStatus.WORKING;
        }

        private static Confirmed ofStatus(SessionStatus status) {
            return new Confirmed(status, null, null, null);
        }
    }

    private final EngineClient engines;
    private final SessionStore store;
    private final Sessions sessions;
    private final DatabaseClock clock;
    private final AsyncReadCache<String, Confirmed> confirmed;

    /** Whether a session was connected when this process last knew its status, however long ago. */
    private final Cache<String, Boolean> lastConnected =
            Caffeine.newBuilder().maximumSize(MAX_SESSIONS).build();

    SessionStatusService(
            EngineClient engines,
            SessionStore store,
            Sessions sessions,
            Executor pipelineExecutor,
            DatabaseClock clock) {
        this.engines = engines;
        this.store = store;
        this.sessions = sessions;
        this.confirmed = new AsyncReadCache<>(CONFIRMED, status -> 1, Confirmed::isConnected, pipelineExecutor);
        this.clock = clock;
    }

    /** The session as its engine confirms it; fails if the engine cannot be reached. */
    public CompletableFuture<Session> confirm(ActiveCall call, Session session) {
        return confirmed
                .getAndRenew(session.id(), () -> request(call, null, session))
                .thenApply(session::confirmed);
    }

    /**
     * Whether the status must be read from the engine, and is likely to be connected: then a call may send its own
     * request to the engine at the same time.
     */
    public boolean isWorthAskingAhead(Session session) {
        return !confirmed.isFresh(session.id())
                && (session.status() == SessionStatus.WORKING
                        || !Boolean.FALSE.equals(lastConnected.getIfPresent(session.id())));
    }

    /**
     * The session as its engine reports it after this moment: for a caller that has just changed it.
     *
     * @param by who has changed the status
     */
    CompletableFuture<Session> refresh(Origin by, Session session) {
        return by.call()
                .shared(session.engine(), () -> confirmed.getLater(session.id(), () -> request(by.call(), by, session)))
                .thenApply(session::confirmed);
    }

    /** As {@link #refresh}, for a session that nobody has just changed. */
    CompletableFuture<Session> readAgain(ActiveCall call, Session session) {
        return confirmed
                .getLater(session.id(), () -> request(call, null, session))
                .thenApply(session::confirmed);
    }

    /** Stores a status that the engine has not reported. */
    Session assume(Origin by, Session session, SessionStatus status) {
        Confirmed now = Confirmed.ofStatus(status);
        storeIfChanged(by, session, now);
        return session.confirmed(now);
    }

    /** Removes the names of the account. A connected session keeps them: it is paired. */
    Session unpaired(Session session) {
        boolean named = session.waJid() != null || session.waLid() != null || session.phoneNumber() != null;
        if (!named || session.status() == SessionStatus.WORKING) {
            return session;
        }
        store.unpair(session.id(), clock.getAsLong());
        invalidate(session.id());
        return session.unpaired();
    }

    /** Removes a deleted or changed session from the caches. */
    void invalidate(String id) {
        confirmed.drop(id);
        sessions.invalidate(id);
    }

    /**
     * Corrects the stored status if a live call finds that the session is not connected although its engine has reported
     * it as connected. A status request in flight decides, if there is one.
     */
    public <T> CompletableFuture<T> live(Session session, CompletableFuture<T> call) {
        return call.whenComplete((response, failure) -> {
            if (failure != null && AsyncStep.cause(failure) instanceof NotConnectedException) {
                confirmed
                        .latest(session.id())
                        .orElseGet(() -> CompletableFuture.completedFuture(Confirmed.ofStatus(SessionStatus.WORKING)))
                        .thenAccept(reported -> {
                            if (reported.isConnected()) {
                                confirmed.drop(session.id());
                                lastConnected.put(session.id(), false);
                                storeIfChanged(null, session, Confirmed.ofStatus(SessionStatus.FAILED));
                            }
                        });
            }
        });
    }

    private CompletableFuture<Confirmed> request(ActiveCall call, Origin by, Session session) {
        Map<String, Object> request = new HashMap<>();
        request.put("session", session.engineSession());
        return engines.ask(call, session.engine(), EngineOperation.STATUS, request)
                .thenApply(SessionStatusService::read)
                .exceptionallyCompose(failure -> AsyncStep.cause(failure) instanceof NotConnectedException
                        ? CompletableFuture.completedFuture(Confirmed.ofStatus(SessionStatus.STOPPED))
                        : CompletableFuture.failedFuture(failure))
                .whenComplete((now, failure) -> {
                    if (failure == null) {
                        lastConnected.put(session.id(), now.isConnected());
                        storeIfChanged(by, session, now);
                    }
                });
    }

    private static Confirmed read(Map<String, Object> response) {
        return SessionStatus.parse(response.get("status"))
                .filter(known -> isJidOrNull(response.get("jid"), Jids::isUser))
                .filter(known -> isJidOrNull(response.get("lid"), Jids::isLid))
                .map(status -> new Confirmed(
                        status,
                        (String) response.get("jid"),
                        (String) response.get("lid"),
                        status == SessionStatus.PASSKEY_REQUIRED ? PasskeyDetails.json(response.get("details")) : null))
                .orElseThrow(() -> EngineException.invalidResponse());
    }

    private void storeIfChanged(Origin by, Session session, Confirmed now) {
        Session after = session.confirmed(now);
        if (after.equals(session)) {
            return;
        }
        long time = clock.getAsLong();
        if (now.jid() == null && now.lid() == null) {
            store.updateStatus(by, session.id(), now.status(), null, null, null, now.details(), time);
        } else {
            store.updateStatus(
                    by,
                    session.id(),
                    now.status(),
                    after.waJid(),
                    after.waLid(),
                    after.phoneNumber(),
                    now.details(),
                    time);
        }
        sessions.invalidate(session.id());
        LOG.info(
                "session={} engine={} is now {}",
                session.id(),
                session.engine(),
                after.status().wireName());
    }

    private static boolean isJidOrNull(Object value, Predicate<String> wellFormed) {
        return value == null || (value instanceof String jid && wellFormed.test(jid));
    }
}
