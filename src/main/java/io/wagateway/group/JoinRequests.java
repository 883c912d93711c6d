package io.wagateway.group;

import io.wagateway.engine.EngineOperation;
import io.wagateway.session.Session;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Reads who waits to be let into a group. Only its admins may know, so each read asks WhatsApp. */
final class JoinRequests {
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

    private final GroupEngine engine;

    JoinRequests(GroupEngine engine) {
        this.engine = engine;
    }

    boolean canRead(Session session) {
        return engine.offers(session, EngineOperation.LIST_JOIN_REQUESTS);
    }

    /** By a request that begins now. */
    CompletableFuture<Waiting> read(GroupCall call) {
        engine.require(call, EngineOperation.LIST_JOIN_REQUESTS);
        long startedAt = System.nanoTime();
        return engine.ask(call, EngineOperation.LIST_JOIN_REQUESTS, call.engineRequest())
                .thenApply(response -> Waiting.of(response, startedAt));
    }
}
