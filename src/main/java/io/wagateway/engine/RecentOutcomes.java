package io.wagateway.engine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * What the last requests to an engine have shown, to tell a failing engine from a failing account: one slow account, or one
 * organisation with many of them, must not close the engine to the others.
 */
final class RecentOutcomes {
    private static final long IN_USE_NANOS = Duration.ofSeconds(30).toNanos();
    private static final int MAX_SESSIONS = 1_000;

    private record Last(String organization, boolean failed, long at) {}

    /** Failing and other sessions. */
    private static final class Tally {
        private int failing;
        private int all;

        void add(boolean failed) {
            failing += failed ? 1 : 0;
            all++;
        }

        /** Most of several, or the only one. */
        boolean isMostlyFailing() {
            return 2 * failing > all;
        }
    }

    private final LongSupplier nanoTime;
    /** Whether each of the last requests has failed. */
    private final Deque<Boolean> window = new ArrayDeque<>();

    private int failures;

    /** By the engine's name of the session; the one that was used last is the last. */
    private final Map<Object, Last> sessions = new LinkedHashMap<>(16, 0.75f, true);

    RecentOutcomes(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Adds the outcome of a request.
     *
     * @return whether the engine itself fails: at least half of the last requests, most of the sessions that were in use in
     *     the last half minute, and most such sessions of most organisations
     */
    synchronized boolean add(Object session, String organization, boolean failed) {
        long now = nanoTime.getAsLong();
        window.addLast(failed);
        failures += failed ? 1 : 0;
        if (window.size() > Circuit.WINDOW) {
            failures -= window.removeFirst() ? 1 : 0;
        }
        sessions.put(session, new Last(organization, failed, now));
        if (sessions.size() > MAX_SESSIONS) {
            sessions.remove(sessions.keySet().iterator().next());
        }
        return failed && window.size() >= Circuit.LEAST_CALLS && 2 * failures >= window.size() && areMostFailing(now);
    }

    private boolean areMostFailing(long now) {
        sessions.values().removeIf(last -> now - last.at() > IN_USE_NANOS);
        Tally bySession = new Tally();
        Map<String, Tally> organizations = new HashMap<>();
        sessions.values().forEach(last -> {
            bySession.add(last.failed());
            organizations
                    .computeIfAbsent(last.organization(), key -> new Tally())
                    .add(last.failed());
        });
        Tally byOrganization = new Tally();
        organizations.values().forEach(tally -> byOrganization.add(tally.isMostlyFailing()));
        return bySession.isMostlyFailing() && byOrganization.isMostlyFailing();
    }

    synchronized void clear() {
        window.clear();
        failures = 0;
        sessions.clear();
    }
}
