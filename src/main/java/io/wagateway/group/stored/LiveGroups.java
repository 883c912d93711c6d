package io.wagateway.group.stored;

import io.wagateway.engine.EngineClient;
import io.wagateway.engine.EngineOperation;
import io.wagateway.session.Session;
import io.wagateway.session.SessionStatusService;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** What a refresh asks engines. */
class LiveGroups {
    private final EngineClient engines;
    private final SessionStatusService statusService;

    LiveGroups(EngineClient engines, SessionStatusService statusService) {
        this.engines = engines;
        this.statusService = statusService;
    }

    /** Whether the session's engine can tell which groups there are. */
    boolean canList(Session session) {
        return engines.offers(session.engine(), EngineOperation.LIST_GROUPS);
    }

    CompletableFuture<List<ObservedGroup>> list(String requestId, Session session) {
        return ask(requestId, session, EngineOperation.LIST_GROUPS, null).thenApply(ObservedGroup::list);
    }

    /** @param described whether it is known what the group is called; else an engine that can tell is asked for that, too */
    CompletableFuture<ObservedGroup> read(String requestId, Session session, String gid, boolean described) {
        return ask(requestId, session, EngineOperation.READ_GROUP, gid)
                .thenApply(answer -> ObservedGroup.read(gid, answer))
                .thenCompose(seen -> described
                                || seen.subject() != null
                                || !engines.offers(session.engine(), EngineOperation.DESCRIBE_GROUP)
                        ? CompletableFuture.completedFuture(seen)
                        : ask(requestId, session, EngineOperation.DESCRIBE_GROUP, gid)
                                .thenApply(answer -> ObservedGroup.told(answer.get("group"))
                                        .map(seen::with)
                                        .orElse(seen)));
    }

    private CompletableFuture<Map<String, Object>> ask(
            String requestId, Session session, EngineOperation operation, String gid) {
        Map<String, Object> question = new HashMap<>();
        question.put("session", session.engineSession());
        if (gid != null) {
            question.put("group", gid);
        }
        return statusService.live(session, engines.ask(requestId, session.engine(), operation, question));
    }
}
