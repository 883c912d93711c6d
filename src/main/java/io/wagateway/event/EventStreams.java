package io.wagateway.event;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.wagateway.error.UnavailableException;
import io.wagateway.event.log.EventSequencer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/** Everybody who follows the log at this node: so many in all and of one organisation. */
final class EventStreams implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(EventStreams.class);
    private static final int MOST = 1_000;
    private static final int MOST_OF_ONE = 50;

    /** Two, so that one who is far behind holds up nobody else. */
    private static final int THREADS = 2;

    /** How late an event of another node may be told. */
    private static final Duration ROUND = Duration.ofMillis(250);

    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(5);

    private final EventTail tail;
    private final Map<String, Set<EventStream>> streams = new ConcurrentHashMap<>();
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile ScheduledExecutorService executor;
    private boolean failing;

    EventStreams(EventTail tail, EventSequencer clerk, MeterRegistry registry) {
        this.tail = tail;
        clerk.onSequenced(this::look);
        Gauge.builder("gateway.event.streams", this, EventStreams::count)
                .description("Callers who follow the event log at this node")
                .register(registry);
    }

    private int count() {
        return streams.values().stream().mapToInt(Set::size).sum();
    }

    /**
     * A new one; 429 where there are too many.
     *
     * @param after the position after which it begins
     */
    EventStream open(EventFilter filter, long after, Supplier<CompletableFuture<Boolean>> stillAllowed) {
        Set<EventStream> those = streams.getOrDefault(filter.organization(), Set.of());
        if (count() >= MOST || those.size() >= MOST_OF_ONE || !isRunning()) {
            throw UnavailableException.streams();
        }
        return new EventStream(filter, after, tail, this, stillAllowed);
    }

    void begun(EventStream stream) {
        streams.compute(stream.organization(), (organization, those) -> {
            Set<EventStream> all = those == null ? ConcurrentHashMap.newKeySet() : those;
            all.add(stream);
            return all;
        });
        write(stream);
        if (!isRunning()) {
            stream.close();
        }
        if (!stream.isOpen()) {
            ended(stream);
        }
    }

    void ended(EventStream stream) {
        streams.computeIfPresent(stream.organization(), (organization, those) -> {
            those.remove(stream);
            return those.isEmpty() ? null : those;
        });
    }

    /** Soon, on a thread of ours. */
    void write(EventStream stream) {
        if (stream.claim()) {
            submit(stream);
        }
    }

    void submit(EventStream stream) {
        ScheduledExecutorService running = executor;
        if (running == null) {
            return;
        }
        try {
            running.execute(stream::write);
        } catch (RejectedExecutionException e) {
            LOG.debug("The node stops, and its streams with it", e);
        }
    }

    /** Something may have come. */
    private void look() {
        ScheduledExecutorService running = executor;
        if (running != null && !streams.isEmpty() && looking.compareAndSet(false, true)) {
            try {
                running.execute(() -> {
                    looking.set(false);
                    round();
                });
            } catch (RejectedExecutionException e) {
                LOG.debug("The node stops, and its streams with it", e);
            }
        }
    }

    private synchronized void round() {
        try {
            if (streams.isEmpty()) {
                tail.forget();
            } else if (tail.advance()) {
                all(this::write);
            }
            failing = false;
        } catch (DataAccessException e) {
            if (!failing) {
                LOG.warn("event streams wait: the database fails");
            }
            failing = true;
        } catch (RuntimeException e) {
            LOG.error("Event streams cannot go on", e);
        }
    }

    private void all(Consumer<EventStream> task) {
        streams.values().forEach(those -> those.forEach(task));
    }

    @Override
    public void start() {
        ScheduledExecutorService started =
                Executors.newScheduledThreadPool(THREADS, new CustomizableThreadFactory("event-streams-"));
        started.scheduleWithFixedDelay(this::round, ROUND.toMillis(), ROUND.toMillis(), TimeUnit.MILLISECONDS);
        started.scheduleWithFixedDelay(
                () -> all(EventStream::tick), SIGN_OF_LIFE.toMillis(), SIGN_OF_LIFE.toMillis(), TimeUnit.MILLISECONDS);
        executor = started;
    }

    /** Before the server waits for its requests: a stream would never end by itself. */
    @Override
    public void stop() {
        ScheduledExecutorService running = executor;
        executor = null;
        all(EventStream::close);
        if (running != null) {
            running.shutdown();
        }
    }

    @Override
    public boolean isRunning() {
        return executor != null;
    }

    @Override
    public int getPhase() {
        return DEFAULT_PHASE;
    }
}
