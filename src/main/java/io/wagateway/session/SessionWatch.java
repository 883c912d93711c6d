package io.wagateway.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.wagateway.database.DatabaseClock;
import io.wagateway.engine.FairShare;
import io.wagateway.pipeline.ActiveCall;
import io.wagateway.pipeline.CallContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
 * Step {@code watchSessions}, called every second: reads the status of sessions from their engines, within limits of
 * requests in flight and per second. It reads each session that is not stopped within {@code gateway.session-watch}, each
 * stopped one every five minutes, and all of them soon after the start. It skips sessions that another node has just found
 * connected.
 */
@Component("watchSessions")
final class SessionWatch implements Processor {
    private static final Logger LOG = LoggerFactory.getLogger(SessionWatch.class);
    private static final String REQUEST_ID = "session-watch";
    private static final int MAX_PER_SECOND = 1_000;
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

    /** When the status of a session is due again, epoch milliseconds. */
    private final Cache<String, Long> due;

    private final Map<String, FairShare> placesByEngine = new ConcurrentHashMap<>();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final Queue<String> foundConnected = new ConcurrentLinkedQueue<>();

    // The state of the current round; only the calling thread uses it.
    private String after = "";
    private boolean withStopped = true;
    private long nextStoppedAt;
    private boolean databaseDown;

    SessionWatch(
            SessionStore store, SessionStatusService statusService, SessionProperties properties, DatabaseClock clock) {
        this.store = store;
        this.statusService = statusService;
        this.clock = clock;
        this.interval = properties.sessionWatch().toMillis();
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
            storeConnected(now);
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

    private void readSome(long now) {
        List<Session> some = store.watched(after, withStopped, now - (long) (interval * EARLIEST), MAX_PER_SECOND);
        for (Session session : some) {
            if (inFlight.get() >= MAX_IN_FLIGHT) {
                return;
            }
            after = session.id();
            Long notBefore = due.getIfPresent(session.id());
            if (notBefore == null || notBefore <= now) {
                read(session, now);
            }
        }
        if (some.size() < MAX_PER_SECOND) {
            endRound(now);
        }
    }

    private void endRound(long now) {
        after = "";
        if (withStopped) {
            nextStoppedAt = now + STOPPED_EVERY;
        }
        withStopped = now >= nextStoppedAt;
    }

    private void read(Session session, long now) {
        FairShare places =
                placesByEngine.computeIfAbsent(session.engine(), engine -> new FairShare(MAX_IN_FLIGHT_PER_ENGINE));
        if (!places.tryTake(session.organizationId())) {
            // Still due in the next round.
            return;
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
    }
}
