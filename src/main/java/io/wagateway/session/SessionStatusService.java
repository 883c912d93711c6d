package io.wagateway.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.wagateway.cache.AsyncReadCache;
import io.wagateway.engine.EngineClient;
import io.wagateway.engine.EngineOperation;
import io.wagateway.engine.Jids;
import io.wagateway.error.EngineException;
import io.wagateway.error.NotConnectedException;
import io.wagateway.event.log.Origin;
import io.wagateway.pipeline.AsyncStep;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Whether a session is connected: as its engine said within the last ten seconds, else as it says now. */
@Component
public class SessionStatusService {
    private static final Logger LOG = LoggerFactory.getLogger(SessionStatusService.class);
    private static final int MOST = 100_000;
    private static final AsyncReadCache.Policy CONFIRMED = new AsyncReadCache.Policy(Duration.ofSeconds(10), MOST);

    /**
     * What an engine says of an account.
     *
     * @param jid own user JID, null where the engine does not name it
     * @param lid own LID, null where the engine does not name it
     */
    record Confirmed(SessionStatus status, String jid, String lid) {
        boolean isConnected() {
            return status == SessionStatus.WORKING;
        }

        private static Confirmed only(SessionStatus status) {
            return new Confirmed(status, null, null);
        }
    }

    private final EngineClient engines;
    private final SessionStore store;
    private final Sessions sessions;
    private final AsyncReadCache<String, Confirmed> confirmed =
            new AsyncReadCache<>(CONFIRMED, status -> 1, Confirmed::isConnected);

    /** Whether a session was connected when this process last heard of it, however long ago. */
    private final Cache<String, Boolean> lastHeard =
            Caffeine.newBuilder().maximumSize(MOST).build();

    SessionStatusService(EngineClient engines, SessionStore store, Sessions sessions) {
        this.engines = engines;
        this.store = store;
        this.sessions = sessions;
    }

    /** The session as its engine confirms it; a failure where the engine cannot be asked. */
    public CompletableFuture<Session> confirm(String requestId, Session session) {
        return confirmed
                .getAndRenew(session.id(), () -> ask(requestId, null, session))
                .thenApply(session::confirmed);
    }

    /**
     * Whether the session's engine must be asked for the status, and is likely to say that it is connected: then what a
     * call will ask next may be asked at the same time.
     */
    public boolean isWorthAskingAhead(Session session) {
        return !confirmed.isFresh(session.id())
                && (session.status() == SessionStatus.WORKING
                        || !Boolean.FALSE.equals(lastHeard.getIfPresent(session.id())));
    }

    /**
     * The session as its engine says it is from now on: for whoever has just changed that.
     *
     * @param by whose doing the new status is
     */
    CompletableFuture<Session> confirmAnew(Origin by, Session session) {
        return confirmed
                .getLater(session.id(), () -> ask(by.requestId(), by, session))
                .thenApply(session::confirmed);
    }

    /** Stores a status that the engine has not said itself. */
    Session assume(Origin by, Session session, SessionStatus status) {
        Confirmed now = Confirmed.only(status);
        remember(by, session, now);
        return session.confirmed(now);
    }

    /** A session that is no more. */
    void forget(String id) {
        confirmed.drop(id);
        sessions.forget(id);
    }

    /**
     * Watches a live call: one that finds the session not connected, whatever its engine claims, corrects the status
     * that is stored. Where the engine is still being asked for the status, and does not claim that, it knows better.
     */
    public <T> CompletableFuture<T> live(Session session, CompletableFuture<T> call) {
        return call.whenComplete((answer, failure) -> {
            if (failure != null && AsyncStep.cause(failure) instanceof NotConnectedException) {
                confirmed
                        .latest(session.id())
                        .orElseGet(() -> CompletableFuture.completedFuture(Confirmed.only(SessionStatus.WORKING)))
                        .thenAccept(claimed -> {
                            if (claimed.isConnected()) {
                                confirmed.drop(session.id());
                                lastHeard.put(session.id(), false);
                                remember(null, session, Confirmed.only(SessionStatus.FAILED));
                            }
                        });
            }
        });
    }

    private CompletableFuture<Confirmed> ask(String requestId, Origin by, Session session) {
        Map<String, Object> question = new HashMap<>();
        question.put("session", session.engineSession());
        return engines.ask(requestId, session.engine(), EngineOperation.STATUS, question)
                .thenApply(SessionStatusService::read)
                .exceptionallyCompose(failure -> AsyncStep.cause(failure) instanceof NotConnectedException
                        ? CompletableFuture.completedFuture(Confirmed.only(SessionStatus.STOPPED))
                        : CompletableFuture.failedFuture(failure))
                .whenComplete((now, failure) -> {
                    if (failure == null) {
                        lastHeard.put(session.id(), now.isConnected());
                        remember(by, session, now);
                    }
                });
    }

    private static Confirmed read(Map<String, Object> answer) {
        return SessionStatus.parse(answer.get("status"))
                .filter(known -> isJidOrNull(answer.get("jid"), Jids::isUser))
                .filter(known -> isJidOrNull(answer.get("lid"), Jids::isLid))
                .map(status -> new Confirmed(status, (String) answer.get("jid"), (String) answer.get("lid")))
                .orElseThrow(() -> EngineException.error("the engine returned an invalid response"));
    }

    private void remember(Origin by, Session session, Confirmed now) {
        Session after = session.confirmed(now);
        if (after.equals(session)) {
            return;
        }
        long time = System.currentTimeMillis();
        if (now.jid() == null && now.lid() == null) {
            store.updateStatus(by, session.id(), now.status(), null, null, null, time);
        } else {
            store.updateStatus(by, session.id(), now.status(), after.waJid(), after.waLid(), after.phoneNumber(), time);
        }
        sessions.forget(session.id());
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
