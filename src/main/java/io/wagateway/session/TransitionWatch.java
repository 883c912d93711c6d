package io.wagateway.session;

import io.wagateway.engine.FairShare;
import io.wagateway.pipeline.ActiveCall;
import io.wagateway.pipeline.CallContext;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Step {@code watchTransitions}, called four times a second: reads the status of sessions that are on their way to another
 * one, as a call on this node has just changed them or has got their pairing code. The first read comes after half a second,
 * the next ones less and less often, until the session works, or stays failed or stopped, or three minutes have passed
 * without such a call. Then the {@link SessionWatch} goes on alone. If {@code gateway.session-watch} is 0s, this watch is
 * off, too.
 */
@Component("watchTransitions")
final class TransitionWatch implements Processor {
    private static final String REQUEST_ID = "session-transition";

    /** The session watch alone reads those that exceed it. */
    static final int MAX_SESSIONS = 5_000;

    static final int MAX_IN_FLIGHT_PER_ENGINE = 32;
    private static final long DURATION = Duration.ofMinutes(3).toNanos();
    private static final long FIRST_DELAY = Duration.ofMillis(500).toNanos();
    private static final double DELAY_FACTOR = 1.5;

    /** A person waits for the status after a scan. */
    private static final long MAX_DELAY = Duration.ofSeconds(2).toNanos();

    /** An engine may report a session as stopped while it opens the connection, and once more after a scan. */
    private static final long STAYS_DOWN = Duration.ofSeconds(10).toNanos();

    private static final Set<SessionStatus> DOWN = Set.of(SessionStatus.FAILED, SessionStatus.STOPPED);

    /**
     * A session on its way. Times are {@link System#nanoTime()}, the delay nanoseconds.
     *
     * @param endsAt three minutes after the last call
     * @param delay before the next read
     * @param dueAt when the next read is due
     * @param seen the status that the last read found; null before the first one
     * @param seenSince when a read first found that status
     * @param reading whether a read is in flight
     */
    private record Transition(
            String engine,
            String organization,
            long endsAt,
            long delay,
            long dueAt,
            SessionStatus seen,
            long seenSince,
            boolean reading) {
        static Transition begun(Session session, long now) {
            return new Transition(
                    session.engine(),
                    session.organizationId(),
                    now + DURATION,
                    FIRST_DELAY,
                    now + FIRST_DELAY,
                    null,
                    now,
                    false);
        }

        /** A call that comes again and again does not put off the next read. */
        Transition renewed(long now) {
            long next = Math.min(dueAt - now, FIRST_DELAY) + now;
            return new Transition(engine, organization, now + DURATION, FIRST_DELAY, next, seen, seenSince, reading);
        }

        Transition started() {
            return new Transition(engine, organization, endsAt, delay, dueAt, seen, seenSince, true);
        }

        /** The read has found nothing new, or has failed. */
        Transition unchanged(long now) {
            return new Transition(engine, organization, endsAt, longer(delay), now + delay, seen, seenSince, false);
        }

        Transition ended(SessionStatus found, long now) {
            if (found == seen) {
                return unchanged(now);
            }
            long next = seen == null ? delay : FIRST_DELAY;
            return new Transition(engine, organization, endsAt, longer(next), now + next, found, now, false);
        }

        private static long longer(long delay) {
            return Math.min((long) (delay * DELAY_FACTOR), MAX_DELAY);
        }

        boolean isFinal(SessionStatus found, long now) {
            boolean staysDown = DOWN.contains(found) && found == seen && now - seenSince >= STAYS_DOWN;
            return found == SessionStatus.WORKING || staysDown;
        }

        boolean isDue(long now) {
            return !reading && now - dueAt >= 0;
        }

        boolean isOver(long now) {
            return now - endsAt >= 0;
        }
    }

    private final SessionStore store;
    private final SessionStatusService statusService;
    private final boolean enabled;
    private final LongSupplier nanoTime;
    private final Map<String, Transition> transitions = new ConcurrentHashMap<>();
    private final Map<String, FairShare> placesByEngine = new ConcurrentHashMap<>();

    @Autowired
    TransitionWatch(SessionStore store, SessionStatusService statusService, SessionProperties properties) {
        this(store, statusService, properties, System::nanoTime);
    }

    TransitionWatch(
            SessionStore store,
            SessionStatusService statusService,
            SessionProperties properties,
            LongSupplier nanoTime) {
        this.store = store;
        this.statusService = statusService;
        this.enabled = !properties.sessionWatch().isZero();
        this.nanoTime = nanoTime;
    }

    /** Reads the status of the session soon, and from then on until it is final. */
    void follow(Session session) {
        if (!enabled) {
            return;
        }
        long now = nanoTime.getAsLong();
        transitions.compute(session.id(), (id, known) -> {
            if (known != null) {
                return known.renewed(now);
            }
            return transitions.size() < MAX_SESSIONS ? Transition.begun(session, now) : null;
        });
    }

    /** The number of sessions on their way. */
    int count() {
        return transitions.size();
    }

    @Override
    public void process(Exchange exchange) {
        watch();
    }

    /** The timer never calls this twice at a time. */
    void watch() {
        long now = nanoTime.getAsLong();
        transitions.entrySet().stream()
                .filter(entry -> entry.getValue().isDue(now))
                .sorted(Comparator.comparingLong(entry -> entry.getValue().dueAt() - now))
                .toList()
                .forEach(entry -> readOrEnd(entry.getKey(), entry.getValue(), now));
    }

    private void readOrEnd(String id, Transition transition, long now) {
        if (transition.isOver(now)) {
            transitions.remove(id, transition);
            return;
        }
        FairShare places =
                placesByEngine.computeIfAbsent(transition.engine(), engine -> new FairShare(MAX_IN_FLIGHT_PER_ENGINE));
        // Otherwise it stays due. A slow engine, or organisation, delays only its own sessions.
        if (places.tryTake(transition.organization())) {
            if (!transitions.replace(id, transition, transition.started())) {
                places.release(transition.organization());
                return;
            }
            CallContext.logged(REQUEST_ID, () -> read(id).whenComplete((found, failure) -> {
                places.release(transition.organization());
                onRead(id, transition, found, failure);
            }));
        }
    }

    /** Empty if the session is deleted. */
    private CompletableFuture<Optional<Session>> read(String id) {
        try {
            Optional<Session> session = store.find(id);
            return session.isEmpty()
                    ? CompletableFuture.completedFuture(session)
                    : statusService
                            .readAgain(new ActiveCall(REQUEST_ID, session.get().organizationId()), session.get())
                            .thenApply(this::unpairedIfItWaits);
        } catch (RuntimeException e) {
            // The session watch reports that the database is unavailable.
            return CompletableFuture.failedFuture(e);
        }
    }

    private Optional<Session> unpairedIfItWaits(Session found) {
        return Optional.of(found.status() == SessionStatus.SCAN_QR_CODE ? statusService.unpaired(found) : found);
    }

    /** @param before the transition at the start of the read: a call that came after it needs another read */
    private void onRead(String id, Transition before, Optional<Session> found, Throwable failure) {
        long now = nanoTime.getAsLong();
        transitions.computeIfPresent(id, (key, current) -> {
            if (failure != null) {
                return current.unchanged(now);
            }
            boolean isNewer = current.endsAt() != before.endsAt();
            return found.map(Session::status)
                    .filter(status -> isNewer || !current.isFinal(status, now))
                    .map(status -> current.ended(status, now))
                    .orElse(null);
        });
    }
}
