package io.wagateway.event;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.wagateway.database.DatabaseGuard;
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
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/** The open event streams of this node; their number is limited in all and for each organisation. */
final class EventStreams implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(EventStreams.class);
    private static final int MOST = 1_000;
    private static final int MOST_PER_ORGANIZATION = 50;

    /** Two, so that a stream that is far behind does not delay the others. */
    private static final int THREADS = 2;

    /** How late a stream may send an event of another node. */
    private static final Duration POLL_INTERVAL = Duration.ofMillis(250);

    private static final Duration HEARTBEAT_INTERVAL = Duration.ofSeconds(5);

    private final EventTail tail;
    private final Map<String, Set<EventStream>> streams = new ConcurrentHashMap<>();
    private final AtomicBoolean pollRequested = new AtomicBoolean();
    private volatile ScheduledExecutorService executor;
    private final DatabaseGuard guard = new DatabaseGuard(LOG, "Event streams get no events", this::isRunning);

    EventStreams(EventTail tail, EventSequencer sequencer, MeterRegistry registry) {
        this.tail = tail;
        sequencer.onSequenced(organizations -> requestPoll());
        Gauge.builder("gateway.event.streams", this, EventStreams::count)
                .description("Callers who follow the event log at this node")
                .register(registry);
    }

    private int count() {
        return streams.values().stream().mapToInt(Set::size).sum();
    }

    /**
     * Opens a stream; 429 if there are too many.
     *
     * @param after the position after which it begins
     * @param stillAllowed whether the caller may still follow; the stream asks every few seconds
     */
    EventStream open(EventFilter filter, long after, Supplier<CompletableFuture<Boolean>> stillAllowed) {
        Set<EventStream> open = streams.getOrDefault(filter.organization(), Set.of());
        if (count() >= MOST || open.size() >= MOST_PER_ORGANIZATION || !isRunning()) {
            throw UnavailableException.streams();
        }
        return new EventStream(filter, after, tail, this, stillAllowed);
    }

    void opened(EventStream stream) {
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

    /** Makes one of this class's threads write to the stream soon. */
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
            LOG.debug("The node stops; its event streams end", e);
        }
    }

    private void requestPoll() {
        ScheduledExecutorService running = executor;
        if (running != null && !streams.isEmpty() && pollRequested.compareAndSet(false, true)) {
            try {
                running.execute(() -> {
                    pollRequested.set(false);
                    poll();
                });
            } catch (RejectedExecutionException e) {
                LOG.debug("The node stops; its event streams end", e);
            }
        }
    }

    private synchronized void poll() {
        guard.run(() -> {
            if (streams.isEmpty()) {
                tail.clear();
            } else if (tail.advance()) {
                forEach(this::write);
            }
        });
    }

    private void forEach(Consumer<EventStream> task) {
        streams.values().forEach(those -> those.forEach(task));
    }

    @Override
    public void start() {
        ScheduledExecutorService started =
                Executors.newScheduledThreadPool(THREADS, new CustomizableThreadFactory("event-streams-"));
        started.scheduleWithFixedDelay(
                this::poll, POLL_INTERVAL.toMillis(), POLL_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        started.scheduleWithFixedDelay(
                () -> forEach(EventStream::tick),
                HEARTBEAT_INTERVAL.toMillis(),
                HEARTBEAT_INTERVAL.toMillis(),
                TimeUnit.MILLISECONDS);
        executor = started;
    }

    /** Runs before the server waits for its requests: a stream would never end by itself. */
    @Override
    public void stop() {
        ScheduledExecutorService running = executor;
        executor = null;
        forEach(EventStream::close);
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
