package io.wagateway.group;

import io.wagateway.engine.ChangeOutcome;
import io.wagateway.engine.EngineClient;
import io.wagateway.engine.EngineOperation;
import io.wagateway.error.EngineException;
import io.wagateway.error.NotImplementedException;
import io.wagateway.pipeline.ActiveCall;
import io.wagateway.session.Session;
import io.wagateway.session.SessionStatusService;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Sends requests about groups to the engine of a session. */
final class GroupEngine {
    private final EngineClient engines;
    private final SessionStatusService statusService;

    GroupEngine(EngineClient engines, SessionStatusService statusService) {
        this.engines = engines;
        this.statusService = statusService;
    }

    /** Sends a request; an engine that finds the account not connected corrects the session's stored status. */
    CompletableFuture<Map<String, Object>> ask(
            ActiveCall call, Session session, EngineOperation operation, Map<String, Object> request) {
        return statusService.live(session, engines.ask(call, session.engine(), operation, request));
    }

    CompletableFuture<Map<String, Object>> ask(GroupCall call, EngineOperation operation, Map<String, Object> request) {
        return ask(call.active(), call.session(), operation, request);
    }

    /** Whether the engine's kind has a route for the operation. */
    boolean offers(Session session, EngineOperation operation) {
        return engines.offers(session.engine(), operation);
    }

    /**
     * Refuses an operation that the engine's kind has no route for.
     *
     * @param operationId for the caller
     * @throws NotImplementedException 501
     */
    void require(Session session, EngineOperation operation, String operationId) {
        engines.require(session.engine(), operation, operationId);
    }

    /** As {@link #require(Session, EngineOperation, String)}, for the operation of the call. */
    void require(GroupCall call, EngineOperation operation) {
        String operationId = call.origin().operationId();
        require(call.session(), operation, operationId == null ? operation.wireName() : operationId);
    }

    /** A new request, with the session that it is for. */
    static Map<String, Object> request(Session session) {
        Map<String, Object> request = new HashMap<>();
        request.put("session", session.engineSession());
        return request;
    }

    /** A new request, with the session and the group that it is for. */
    static Map<String, Object> request(Session session, String gid) {
        Map<String, Object> request = request(session);
        request.put("group", gid);
        return request;
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> asMap(Object value) {
        if (value instanceof Map<?, ?> map) {
            return (Map<String, Object>) map;
        }
        throw EngineException.invalidResponse();
    }

    /** The outcome of a change that is made, or must be read back; fails if the response has another one. */
    static ChangeOutcome outcome(Map<String, Object> response) {
        return ChangeOutcome.parse(response.get("outcome"))
                .filter(outcome -> outcome != ChangeOutcome.ACCEPTED)
                .orElseThrow(EngineException::invalidResponse);
    }
}
