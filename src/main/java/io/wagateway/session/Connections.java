package io.wagateway.session;

import io.wagateway.call.Steps;
import io.wagateway.engine.EngineOperation;
import io.wagateway.engine.Engines;
import io.wagateway.engine.FreshReads;
import io.wagateway.engine.Jids;
import io.wagateway.error.EngineFailure;
import io.wagateway.error.NotConnected;
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
public class Connections {
    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
    private static final FreshReads.Policy CONFIRMED = new FreshReads.Policy(Duration.ofSeconds(10), 100_000);

    private final Engines engines;
    private final SessionStore store;
    private final Sessions sessions;
    private final FreshReads<String, SessionStatus> confirmed =
            new FreshReads<>(CONFIRMED, status -> 1, SessionStatus.WORKING::equals);

    Connections(Engines engines, SessionStore store, Sessions sessions) {
        this.engines = engines;
        this.store = store;
        this.sessions = sessions;
    }

    /** The status that the engine confirms; a failure where it cannot be asked. */
    CompletableFuture<SessionStatus> status(String requestId, Session session) {
        return confirmed.get(session.id(), () -> ask(requestId, session));
    }

    /**
     * Watches a live call: one that finds the session not connected, whatever its engine claims, corrects the status
     * that is stored.
     */
    public <T> CompletableFuture<T> live(Session session, CompletableFuture<T> call) {
        return call.whenComplete((answer, failure) -> {
            if (failure != null && Steps.cause(failure) instanceof NotConnected) {
                confirmed.drop(session.id());
                remember(session, SessionStatus.FAILED, Map.of());
            }
        });
    }

    private CompletableFuture<SessionStatus> ask(String requestId, Session session) {
        Map<String, Object> question = new HashMap<>();
        question.put("session", session.engineSession());
        return engines.ask(requestId, session.engine(), EngineOperation.STATUS, question)
                .thenApply(answer -> {
                    SessionStatus status = SessionStatus.parse(answer.get("status"))
                            .filter(known -> isJidOrNull(answer.get("jid"), Jids::isUser))
                            .filter(known -> isJidOrNull(answer.get("lid"), Jids::isLid))
                            .orElseThrow(() -> EngineFailure.error("the engine answered nonsense"));
                    remember(session, status, answer);
                    return status;
                })
                .exceptionallyCompose(failure -> {
                    if (Steps.cause(failure) instanceof NotConnected) {
                        remember(session, SessionStatus.STOPPED, Map.of());
                        return CompletableFuture.completedFuture(SessionStatus.STOPPED);
                    }
                    return CompletableFuture.failedFuture(failure);
                });
    }

    private void remember(Session session, SessionStatus status, Map<String, Object> answer) {
        String jid = text(answer.get("jid"));
        String lid = text(answer.get("lid"));
        boolean sameJids = (jid == null || jid.equals(session.waJid())) && (lid == null || lid.equals(session.waLid()));
        if (status == session.status() && sameJids) {
            return;
        }
        String phoneNumber = jid == null ? null : jid.substring(0, jid.indexOf('@'));
        store.updateStatus(session.id(), status, jid, lid, phoneNumber, System.currentTimeMillis());
        sessions.forget(session.id());
        LOG.info("session={} engine={} is now {}", session.id(), session.engine(), status.wireName());
    }

    private static boolean isJidOrNull(Object value, Predicate<String> wellFormed) {
        return value == null || (value instanceof String jid && wellFormed.test(jid));
    }

    private static String text(Object value) {
        return value instanceof String text ? text : null;
    }
}
