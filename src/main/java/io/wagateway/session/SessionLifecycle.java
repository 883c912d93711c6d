package io.wagateway.session;

import io.wagateway.database.DatabaseClock;
import io.wagateway.engine.EngineClient;
import io.wagateway.engine.EngineOperation;
import io.wagateway.error.DomainException;
import io.wagateway.error.NotConnectedException;
import io.wagateway.error.NotFoundException;
import io.wagateway.event.log.Origin;
import io.wagateway.pipeline.AsyncStep;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Starts and stops accounts at their engines. The status afterwards is what the engine reports, not the request; if the
 * engine has made the change and then cannot report a status, it is the status that the change leads to. Until the engine
 * reports a final status, the gateway asks again soon.
 */
@Component
final class SessionLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(SessionLifecycle.class);

    private final EngineClient engines;
    private final SessionStatusService statusService;
    private final TransitionWatch transitions;
    private final SessionStore store;
    private final DatabaseClock clock;

    SessionLifecycle(
            EngineClient engines,
            SessionStatusService statusService,
            TransitionWatch transitions,
            SessionStore store,
            DatabaseClock clock) {
        this.engines = engines;
        this.statusService = statusService;
        this.transitions = transitions;
        this.store = store;
        this.clock = clock;
    }

    CompletableFuture<Session> start(Origin by, Session session) {
        engines.require(session.engine(), EngineOperation.START, "startSession");
        SessionStatus otherwise =
                session.status() == SessionStatus.WORKING ? SessionStatus.WORKING : SessionStatus.STARTING;
        return follow(session, SessionStatus.WORKING, startNow(by, session, otherwise));
    }

    private CompletableFuture<Session> startNow(Origin by, Session session, SessionStatus otherwise) {
        return request(by, session, EngineOperation.START)
                // If the gateway stops before the engine reports a status, the watch must see the session all the same.
                .thenApply(done -> session.status() == SessionStatus.WORKING
                        ? session
                        : statusService.assume(by, session, SessionStatus.STARTING))
                .thenCompose(starting -> report(by, starting, otherwise))
                .thenApply(now -> now.status() == SessionStatus.SCAN_QR_CODE ? statusService.unpaired(now) : now);
    }

    /** Starts a new session. A session that cannot be started stays, and its status shows that. */
    CompletableFuture<Session> startCreated(Origin by, Session session) {
        return CompletableFuture.completedFuture(session)
                .thenCompose(created -> start(by, created))
                .exceptionallyCompose(failure -> {
                    if (!(AsyncStep.cause(failure) instanceof DomainException refusal)) {
                        return CompletableFuture.failedFuture(failure);
                    }
                    LOG.info(
                            "session={} engine={} was created, but cannot be started: {}",
                            session.id(),
                            session.engine(),
                            refusal.getMessage());
                    return CompletableFuture.completedFuture(
                            store.find(session.id()).orElse(session));
                });
    }

    CompletableFuture<Session> stop(Origin by, Session session) {
        engines.require(session.engine(), EngineOperation.STOP, "stopSession");
        return follow(session, SessionStatus.STOPPED, endNow(by, session, EngineOperation.STOP));
    }

    private CompletableFuture<Session> endNow(Origin by, Session session, EngineOperation operation) {
        return end(by, session, operation).thenCompose(done -> report(by, session, SessionStatus.STOPPED));
    }

    CompletableFuture<Session> restart(Origin by, Session session) {
        // An engine may report the old connection for a moment, so no status is final at once.
        return follow(session, null, restartNow(by, session));
    }

    private CompletableFuture<Session> restartNow(Origin by, Session session) {
        if (engines.offers(session.engine(), EngineOperation.RESTART)) {
            return request(by, session, EngineOperation.RESTART)
                    .thenCompose(done -> report(by, session, SessionStatus.STARTING));
        }
        engines.require(session.engine(), EngineOperation.STOP, "restartSession");
        engines.require(session.engine(), EngineOperation.START, "restartSession");
        return end(by, session, EngineOperation.STOP).thenCompose(done -> startNow(by, session, SessionStatus.STARTING)
                .whenComplete((now, failure) -> {
                    if (failure != null) {
                        // It is stopped. If nobody knows whether it was started, the watch must see it.
                        statusService.assume(
                                by,
                                session,
                                isOutcomeUnknown(failure) ? SessionStatus.STARTING : SessionStatus.STOPPED);
                    }
                }));
    }

    CompletableFuture<Session> logout(Origin by, Session session) {
        engines.require(session.engine(), EngineOperation.LOGOUT, "logoutSession");
        return follow(session, SessionStatus.STOPPED, endNow(by, session, EngineOperation.LOGOUT))
                .thenApply(statusService::unpaired);
    }

    /**
     * The session as its engine reports it after a change that the engine has made.
     *
     * @param otherwise the status if the engine cannot report one: the change is made all the same
     */
    private CompletableFuture<Session> report(Origin by, Session session, SessionStatus otherwise) {
        return statusService.refresh(by, session).exceptionallyCompose(failure -> {
            if (!(AsyncStep.cause(failure) instanceof DomainException unknown)) {
                return CompletableFuture.failedFuture(failure);
            }
            LOG.info(
                    "session={} engine={} has done {}, but cannot report the status: {}",
                    session.id(),
                    session.engine(),
                    by.operationId(),
                    unknown.getMessage());
            transitions.follow(session);
            return CompletableFuture.completedFuture(statusService.assume(by, session, otherwise));
        });
    }

    /**
     * Asks the engine again soon if it has not reported the final status of a change, or may still make the change.
     *
     * @param last the final status; null: whatever it has reported
     */
    private CompletableFuture<Session> follow(Session session, SessionStatus last, CompletableFuture<Session> change) {
        return change.whenComplete((now, failure) -> {
            if (failure == null ? now.status() != last : isOutcomeUnknown(failure)) {
                transitions.follow(session);
            }
        });
    }

    private static boolean isOutcomeUnknown(Throwable failure) {
        return AsyncStep.cause(failure) instanceof DomainException reported && reported.isOutcomeUnknown();
    }

    /** The engine first: if it cannot be reached, nothing is deleted, and the caller can retry. */
    CompletableFuture<Void> delete(Origin by, Session session) {
        return removeAccount(by, session).thenRun(() -> {
            if (!store.delete(session.id(), clock.getAsLong())) {
                throw new NotFoundException("session not found");
            }
            statusService.invalidate(session.id());
            LOG.info("session={} engine={} is deleted", session.id(), session.engine());
        });
    }

    private CompletableFuture<?> removeAccount(Origin by, Session session) {
        if (!engines.entries().containsKey(session.engine())) {
            LOG.warn(
                    "session={} is deleted, but its account is not: gateway.engines no longer has '{}'",
                    session.id(),
                    session.engine());
            return CompletableFuture.completedFuture(null);
        }
        if (isShared(session)) {
            LOG.info(
                    "session={} is deleted, but its account stays: it has no name, or another session uses it",
                    session.id());
            return CompletableFuture.completedFuture(null);
        }
        for (EngineOperation end : List.of(EngineOperation.REMOVE, EngineOperation.LOGOUT)) {
            if (engines.offers(session.engine(), end)) {
                return end(by, session, end);
            }
        }
        LOG.warn("session={} is deleted, but its account is not: the engine has no operation for that", session.id());
        return CompletableFuture.completedFuture(null);
    }

    private boolean isShared(Session session) {
        boolean many = engines.hasManyAccounts(session.engine());
        if (many && session.engineSession() == null) {
            return true;
        }
        String account = many ? session.engineSession() : null;
        List<String> entries = engines.sameAccounts(session.engine());
        boolean sameName = store.findByAccount(entries, account).stream()
                .anyMatch(row -> !row.deleted() && !row.session().id().equals(session.id()));
        return sameName || (engines.hasOtherNames(session.engine()) && store.isNamedOtherwise(entries, session));
    }

    /** An account that the engine does not know has already ended. */
    private CompletableFuture<Map<String, Object>> end(Origin by, Session session, EngineOperation operation) {
        return request(by, session, operation)
                .exceptionallyCompose(failure -> AsyncStep.cause(failure) instanceof NotConnectedException
                        ? CompletableFuture.completedFuture(Map.of())
                        : CompletableFuture.failedFuture(failure));
    }

    private CompletableFuture<Map<String, Object>> request(Origin by, Session session, EngineOperation operation) {
        Map<String, Object> request = new HashMap<>();
        request.put("session", session.engineSession());
        return engines.ask(by.call(), session.engine(), operation, request);
    }
}
