package io.wagateway.group;

import io.wagateway.event.log.Event;
import io.wagateway.event.log.EventLog;
import io.wagateway.event.log.EventName;
import io.wagateway.group.stored.WaitingStore;
import io.wagateway.pipeline.DatabaseOutage;
import io.wagateway.session.Session;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionOperations;

/** Tells of people who newly wait to be let into a group, as a read shows it: once, by whichever node stores it first. */
final class ObservedJoinRequests {
    private static final Logger LOG = LoggerFactory.getLogger(ObservedJoinRequests.class);

    private final WaitingStore store;
    private final EventLog log;
    private final TransactionOperations transaction;
    private final Executor executor;
    private final LongSupplier clock;

    /**
     * For this node.
     *
     * @param executor stores what was read
     * @param clock the database's time
     */
    ObservedJoinRequests(
            WaitingStore store,
            EventLog log,
            TransactionOperations transaction,
            Executor executor,
            LongSupplier clock) {
        this.store = store;
        this.log = log;
        this.transaction = transaction;
        this.executor = executor;
        this.clock = clock;
    }

    /** The database's time. */
    long now() {
        return clock.getAsLong();
    }

    /**
     * Stores what a read has shown, and tells who is new. Never waits; if it fails, a later read tells.
     *
     * @param requestedAt when the gateway sent the request, epoch milliseconds of the database
     */
    void record(Session session, String gid, List<JoinRequest> waiting, long requestedAt) {
        long endedAt = now();
        try {
            executor.execute(() -> store(session, gid, waiting, requestedAt, endedAt));
        } catch (RejectedExecutionException e) {
            LOG.debug("session={} No thread is free to store who waits to be let into a group", session.id(), e);
        }
    }

    private void store(Session session, String gid, List<JoinRequest> waiting, long requestedAt, long endedAt) {
        Map<Set<String>, JoinRequest> people = new HashMap<>();
        waiting.forEach(request -> people.put(names(request), request));
        try {
            transaction.executeWithoutResult(status -> {
                List<Set<String>> added =
                        store.replace(session.id(), gid, List.copyOf(people.keySet()), requestedAt, endedAt);
                // An account of the organisation asks by a call of its own.
                Set<String> own = store.ownAccounts(
                        session.organizationId(),
                        added.stream().flatMap(Set::stream).toList());
                log.append(added.stream()
                        .filter(names -> Collections.disjoint(names, own))
                        .map(people::get)
                        .map(request -> requested(session, gid, request))
                        .toList());
            });
        } catch (RuntimeException e) {
            DatabaseOutage.logFailure(
                    LOG, e, "session={} Could not store who waits to be let into a group", session.id());
        }
    }

    private static Set<String> names(JoinRequest request) {
        return Stream.of(request.jid(), request.lid())
                .filter(Objects::nonNull)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static Event requested(Session session, String gid, JoinRequest request) {
        return Event.observed(
                EventName.JOIN_REQUESTED,
                session.organizationId(),
                session.id(),
                gid,
                Map.of("memberJid", request.name()));
    }
}
