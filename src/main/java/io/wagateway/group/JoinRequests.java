package io.wagateway.group;

import io.wagateway.engine.EngineOperation;
import io.wagateway.event.log.Origin;
import io.wagateway.session.Session;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads who waits to be let into a group. Only its admins may know, so each read asks WhatsApp. */
final class JoinRequests {
    private static final Logger LOG = LoggerFactory.getLogger(JoinRequests.class);

    /**
     * Who waits.
     *
     * @param people by their names
     * @param requests oldest first
     */
    record Waiting(GroupSnapshot people, List<JoinRequest> requests) {
        static Waiting of(Map<String, Object> response, long startedAt) {
            GroupSnapshot people = GroupSnapshot.ofWaiting(response, startedAt);
            List<?> rows = (List<?>) response.get("requests");
            List<JoinRequest> requests = new ArrayList<>();
            for (int i = 0; i < rows.size(); i++) {
                requests.add(JoinRequest.of(people.members().get(i), rows.get(i)));
            }
            requests.sort(Comparator.comparing(JoinRequest::key));
            return new Waiting(people, requests);
        }

        /** @param key of the last one that the caller has; the empty string: none */
        List<JoinRequest> after(String key, int most) {
            return requests.stream()
                    .filter(request -> request.key().compareTo(key) > 0)
                    .limit(most)
                    .toList();
        }
    }

    private static final String HINT = "hint";

    private final GroupEngine engine;
    private final ObservedJoinRequests observed;

    JoinRequests(GroupEngine engine, ObservedJoinRequests observed) {
        this.engine = engine;
        this.observed = observed;
    }

    /** Reads them for nobody but the event log, as the group may have changed. */
    void readAhead(Session session, String gid) {
        if (canRead(session)) {
            Origin origin = new Origin(session.organizationId(), session.id(), null, HINT, null);
            read(new GroupCall(origin, session, gid, null, AccountRole.ADMIN, System.nanoTime(), new AtomicBoolean()))
                    .whenComplete((waiting, failure) -> {
                        if (failure != null) {
                            LOG.debug(
                                    "session={} Could not read who waits to be let into a group",
                                    session.id(),
                                    failure);
                        }
                    });
        }
    }

    boolean canRead(Session session) {
        return engine.offers(session, EngineOperation.LIST_JOIN_REQUESTS);
    }

    /** By a request that begins now. */
    CompletableFuture<Waiting> read(GroupCall call) {
        engine.require(call, EngineOperation.LIST_JOIN_REQUESTS);
        long startedAt = System.nanoTime();
        long requestedAt = observed.now();
        return engine.ask(call, EngineOperation.LIST_JOIN_REQUESTS, call.engineRequest())
                .thenApply(response -> {
                    Waiting waiting = Waiting.of(response, startedAt);
                    observed.record(call.session(), call.gid(), waiting.requests(), requestedAt);
                    return waiting;
                });
    }
}
