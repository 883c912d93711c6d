package io.wagateway.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
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
 * Step {@code watchSessions}, called every second: asks the engines what became of the sessions, so many at once and so
 * many a second. Each that is not stopped is asked about within {@code gateway.session-watch}, each that is every five
 * minutes, and all of them soon after the start. What another node has found connected meanwhile is not asked again.
 */
@Component("watchSessions")
final class SessionWatch implements Processor {
    private static final Logger LOG = LoggerFactory.getLogger(SessionWatch.class);
    private static final String REQUEST_ID = "session-watch";
    private static final int MOST_A_SECOND = 1_000;
    private static final int MOST_AT_ONCE = 256;
    private static final int MOST_AT_ONE_ENGINE = 32;
    private static final int MOST_REMEMBERED = 100_000;
    private static final long STOPPED_EVERY = Duration.ofMinutes(5).toMillis();

    /** Of the interval: a session is due somewhere between these, so that not all are due at once. */
    private static final double EARLIEST = 0.7;

    private static final double LATEST = 0.9;

    private final SessionStore store;
    private final SessionStatusService statusService;
    private final SessionLifecycle lifecycle;
    private final long interval;

    /** When a session is to be asked about again, epoch milliseconds. */
    private final Cache<String, Long> due;

    private final Map<String, AtomicInteger> underWay = new ConcurrentHashMap<>();
    private final AtomicInteger allUnderWay = new AtomicInteger();
    private final Queue<String> foundConnected = new ConcurrentLinkedQueue<>();

    // Of the round; read and written by the one thread that calls.
    private String after = "";
    private boolean withStopped = true;
    private long stoppedAgainAt;
    private boolean databaseFails;

    SessionWatch(
            SessionStore store,
            SessionStatusService statusService,
            SessionLifecycle lifecycle,
            SessionProperties properties) {
        this.store = store;
        this.statusService = statusService;
        this.lifecycle = lifecycle;
        this.interval = properties.sessionWatch().toMillis();
        this.due = Caffeine.newBuilder()
                .maximumSize(MOST_REMEMBERED)
                .expireAfterWrite(Duration.ofMillis(Math.max(1, interval)))
                .build();
    }

    @Override
    public void process(Exchange exchange) {
        if (interval > 0) {
            watch(System.currentTimeMillis());
        }
    }

    synchronized void watch(long now) {
        try {
            rememberConnected(now);
            askSome(now);
            databaseFails = false;
        } catch (DataAccessException e) {
            if (!databaseFails) {
                LOG.warn("sessions are not watched: the database fails");
            }
            databaseFails = true;
        }
    }

    private void rememberConnected(long now) {
        List<String> ids = new ArrayList<>();
        for (String id = foundConnected.poll(); id != null; id = foundConnected.poll()) {
            ids.add(id);
        }
        if (!ids.isEmpty()) {
            store.connected(ids, now);
        }
    }

    private void askSome(long now) {
        List<Session> some = store.watched(after, withStopped, now - (long) (interval * EARLIEST), MOST_A_SECOND);
        for (Session session : some) {
            if (allUnderWay.get() >= MOST_AT_ONCE) {
                return;
            }
            after = session.id();
            Long notBefore = due.getIfPresent(session.id());
            if (notBefore == null || notBefore <= now) {
                ask(session, now);
            }
        }
        if (some.size() < MOST_A_SECOND) {
            endRound(now);
        }
    }

    private void endRound(long now) {
        after = "";
        if (withStopped) {
            stoppedAgainAt = now + STOPPED_EVERY;
        }
        withStopped = now >= stoppedAgainAt;
    }

    private void ask(Session session, long now) {
        AtomicInteger ofEngine = underWay.computeIfAbsent(session.engine(), engine -> new AtomicInteger());
        if (ofEngine.get() >= MOST_AT_ONE_ENGINE) {
            // Still due in the next round.
            return;
        }
        double part = ThreadLocalRandom.current().nextDouble(EARLIEST, LATEST);
        due.put(session.id(), now + (long) (interval * part));
        ofEngine.incrementAndGet();
        allUnderWay.incrementAndGet();
        CallContext.logged(
                REQUEST_ID, () -> statusService.confirm(REQUEST_ID, session).whenComplete((found, failure) -> {
                    ofEngine.decrementAndGet();
                    allUnderWay.decrementAndGet();
                    // A failure was logged where it happened; the status then ages by itself.
                    if (failure == null && found.status() == SessionStatus.WORKING) {
                        foundConnected.add(session.id());
                    } else if (failure == null && found.status() == SessionStatus.SCAN_QR_CODE) {
                        lifecycle.unpaired(found);
                    }
                }));
    }
}
