package io.wagateway.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.wagateway.database.DatabaseClock;
import io.wagateway.engine.FairShare;
import io.wagateway.pipeline.ActiveCall;
import io.wagateway.pipeline.CallContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Step {@code watchSessions}, called ten times a second: reads the status of sessions from their engines, at most {@code
 * gateway.session-watch-rate} a second, and within limits of requests in flight. It reads each session that is not stopped
 * within {@code gateway.session-watch}, each stopped one every five minutes, and all of them soon after the start; where
 * there are too many for that rate, each in its turn. It skips sessions that another node has just found connected.
 */
@Component("watchSessions")
final class SessionWatch implements Processor {
    private static final Logger LOG = LoggerFactory.getLogger(SessionWatch.class);
    private static final String REQUEST_ID = "session-watch";

    private static final long CHOICE_EVERY = Duration.ofSeconds(1).toMillis();
    private static final int READS_PER_CHOICE = 10;

    /** Of the table, at each choice: one of 100,000 sessions is read in 25 s, and costs no more than a small one. */
    private static final int ROWS = 4_000;

    private static final int MAX_FOUND = 1_000;

    /** The part of the rate that stopped sessions have in any case. */
    private static final int STOPPED_PART = 10;

    private static final int MAX_IN_FLIGHT = 256;
    private static final int MAX_IN_FLIGHT_PER_ENGINE = 32;
    private static final int MAX_REMEMBERED = 100_000;
    private static final long STOPPED_EVERY = Duration.ofMinutes(5).toMillis();

    /** Parts of the interval: a session is due at a random time between them, so that not all are due at once. */
    private static final double EARLIEST = 0.7;

    private static final double LATEST = 0.9;

    private final SessionStore store;
    private final SessionStatusService statusService;
    private final DatabaseClock clock;
    private final long interval;
    private final int rate;

    /** When the status of a session is due again, epoch milliseconds. */
    private final Cache<String, Long> due;

    private final Map<String, FairShare> placesByEngine = new ConcurrentHashMap<>();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final Queue<String> foundConnected = new ConcurrentLinkedQueue<>();

    // Only the calling thread uses them.
    private final List<Session> chosen = new ArrayList<>();
    private long chosenAt;
    private final Round live = new Round(false);
    private final Round stopped = new Round(true);
    private boolean databaseDown;

    /** One pass over the stopped sessions, or over all others, by their ids. */
    private static final class Round {
        private final boolean ofStopped;
        private String after = "";
        private long nextAt;

        Round(boolean ofStopped) {
            this.ofStopped = ofStopped;
        }

        boolean isOn(long now) {
            return now >= nextAt;
        }

        void end(long now) {
            after = "";
            nextAt = ofStopped ? now + STOPPED_EVERY : now;
        }
    }

    SessionWatch(
            SessionStore store, SessionStatusService statusService, SessionProperties properties, DatabaseClock clock) {
        this.store = store;
        this.statusService = statusService;
        this.clock = clock;
        this.interval = properties.sessionWatch().toMillis();
        this.rate = properties.sessionWatchRate();
        this.due = Caffeine.newBuilder()
                .maximumSize(MAX_REMEMBERED)
                .expireAfterWrite(Duration.ofMillis(Math.max(1, interval)))
                .build();
    }

    @Override
    public void process(Exchange exchange) {
        if (interval > 0) {
            watch(clock.getAsLong());
        }
    }

    synchronized void watch(long now) {
        try {
            if (Math.abs(now - chosenAt) >= CHOICE_EVERY) {
                chosenAt = now;
                storeConnected(now);
                choose(now);
            }
            readSome(now);
            databaseDown = false;
        } catch (DataAccessException e) {
            if (!databaseDown) {
                LOG.warn("Session watch is paused: the database is unavailable");
            }
            databaseDown = true;
        }
    }

    private void storeConnected(long now) {
        List<String> ids = new ArrayList<>();
        for (String id = foundConnected.poll(); id != null; id = foundConnected.poll()) {
            ids.add(id);
        }
        if (!ids.isEmpty()) {
            store.connected(ids, now);
        }
    }

    private void choose(long now) {
        chosen.clear();
        boolean withStopped = stopped.isOn(now);
        chosen.addAll(choose(live, withStopped ? rate - rate / STOPPED_PART : rate, now));
        if (withStopped) {
            chosen.addAll(choose(stopped, rate - chosen.size(), now));
        }
        // An engine that is too slow for all of them leaves some out: others in each round.
        Collections.shuffle(chosen);
    }

    private List<Session> choose(Round round, int most, long now) {
        Optional<String> until = store.idAfter(round.after, ROWS);
        List<Session> found =
                store.watched(round.after, until, round.ofStopped, now - (long) (interval * EARLIEST), MAX_FOUND);
        List<Session> dueNow = new ArrayList<>();
        for (Session session : found) {
            if (dueNow.size() == most) {
                return dueNow;
            }
            round.after = session.id();
            Long notBefore = due.getIfPresent(session.id());
            if (notBefore == null || notBefore <= now) {
                dueNow.add(session);
            }
        }
        if (found.size() < MAX_FOUND) {
            until.ifPresentOrElse(id -> round.after = id, () -> round.end(now));
        }
        return dueNow;
    }

    private void readSome(long now) {
        int most = (rate + READS_PER_CHOICE - 1) / READS_PER_CHOICE;
        for (Iterator<Session> next = chosen.iterator();
                next.hasNext() && most > 0 && inFlight.get() < MAX_IN_FLIGHT; ) {
            if (read(next.next(), now)) {
                next.remove();
                most--;
            }
        }
    }

    /** False if the engine, or the organisation, has enough requests in flight. */
    private boolean read(Session session, long now) {
        FairShare places =
                placesByEngine.computeIfAbsent(session.engine(), engine -> new FairShare(MAX_IN_FLIGHT_PER_ENGINE));
        if (!places.tryTake(session.organizationId())) {
            return false;
        }
        double part = ThreadLocalRandom.current().nextDouble(EARLIEST, LATEST);
        due.put(session.id(), now + (long) (interval * part));
        inFlight.incrementAndGet();
        CallContext.logged(REQUEST_ID, () -> statusService
                .confirm(new ActiveCall(REQUEST_ID, session.organizationId()), session)
                .whenComplete((found, failure) -> {
                    places.release(session.organizationId());
                    inFlight.decrementAndGet();
                    // The engine client has logged a failure; the stored status expires after a minute.
                    if (failure == null && found.status() == SessionStatus.WORKING) {
                        foundConnected.add(session.id());
                    } else if (failure == null && found.status() == SessionStatus.SCAN_QR_CODE) {
                        statusService.unpaired(found);
                    }
                }));
        return true;
    }
}
