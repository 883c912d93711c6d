package io.wagateway.group.stored;

import io.wagateway.engine.EngineClient;
import io.wagateway.engine.EngineOperation;
import io.wagateway.error.EngineException;
import io.wagateway.pipeline.ActiveCall;
import io.wagateway.pipeline.AsyncStep;
import io.wagateway.session.Session;
import io.wagateway.session.SessionStatusService;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Requests that a refresh sends to engines. */
class LiveGroups {
    private final EngineClient engines;
    private final SessionStatusService statusService;

    LiveGroups(EngineClient engines, SessionStatusService statusService) {
        this.engines = engines;
        this.statusService = statusService;
    }

    /** Whether the session's engine can list the account's groups. */
    boolean canList(Session session) {
        return engines.offers(session.engine(), EngineOperation.LIST_GROUPS);
    }

    /**
     * All groups of the account, with their members if the engine can list them at once. The list of a large account may be
     * more than the engine sends in time, or than the gateway takes: then it comes without members.
     */
    CompletableFuture<ListedGroups> list(ActiveCall call, Session session) {
        return list(call, session, EngineOperation.LIST_GROUPS)
                .exceptionallyCompose(failure -> AsyncStep.cause(failure) instanceof EngineException
                                && engines.offers(session.engine(), EngineOperation.LIST_GROUPS_ONLY)
                        ? list(call, session, EngineOperation.LIST_GROUPS_ONLY)
                        : CompletableFuture.failedFuture(failure));
    }

    private CompletableFuture<ListedGroups> list(ActiveCall call, Session session, EngineOperation operation) {
        return ask(call, session, operation, request(session)).thenApply(ListedGroups::of);
    }

    /** @param named whether the group's subject is stored; if not, an engine that can describe groups is asked for it, too */
    CompletableFuture<ObservedGroup> read(ActiveCall call, Session session, String gid, boolean named) {
        return ask(call, session, EngineOperation.READ_GROUP, request(session, gid))
                .thenApply(response -> ObservedGroup.read(gid, response))
                .thenCompose(observed -> named
                                || observed.subject() != null
                                || !engines.offers(session.engine(), EngineOperation.DESCRIBE_GROUP)
                        ? CompletableFuture.completedFuture(observed)
                        : ask(call, session, EngineOperation.DESCRIBE_GROUP, request(session, gid))
                                .thenApply(response -> ObservedGroup.described(response.get("group"))
                                        .map(observed::with)
                                        .orElse(observed)));
    }

    private static Map<String, Object> request(Session session) {
        Map<String, Object> request = new HashMap<>();
        request.put("session", session.engineSession());
        return request;
    }

    private static Map<String, Object> request(Session session, String gid) {
        Map<String, Object> request = request(session);
        request.put("group", gid);
        return request;
    }

    private CompletableFuture<Map<String, Object>> ask(
            ActiveCall call, Session session, EngineOperation operation, Map<String, Object> request) {
        return statusService.live(session, engines.ask(call, session.engine(), operation, request));
    }
}
