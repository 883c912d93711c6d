package io.wagateway.event.webhook;

import io.wagateway.database.DatabaseGuard;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * The thread that writes deliveries to webhooks: of the events that this node has given positions at once, and of those that
 * another node left within a second. Organisations take turns, so that none waits for another's flood of events.
 */
final class FanOutWorker implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(FanOutWorker.class);
    private static final long POLL_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int MOST_DUE = 10_000;
    private static final long STOP_MILLIS = 5_000;

    private final WebhookCursors cursors;
    private final FanOut fanOut;
    private final PendingLimit limit;
    private final Consumer<Collection<WaitingWebhook>> dispatcher;
    private final DatabaseGuard guard = new DatabaseGuard(LOG, "Webhooks get no new events", this::isRunning);

    /** Organisations in the order of their turns. */
    private final Set<String> waiting = new LinkedHashSet<>();

    /** Organisations of the next round: one after a failure, so that none fails the rounds of the others. */
    private int size = FanOut.MOST_ORGANIZATIONS;

    private long nextPoll = System.nanoTime();
    private volatile Thread thread;

    /** @param dispatcher gets the webhooks that have new deliveries */
    FanOutWorker(
            WebhookCursors cursors,
            FanOut fanOut,
            PendingLimit limit,
            Consumer<Collection<WaitingWebhook>> dispatcher) {
        this.cursors = cursors;
        this.fanOut = fanOut;
        this.limit = limit;
        this.dispatcher = dispatcher;
        limit.onRoom(organization -> add(List.of(organization)));
    }

    /** Call it if these organisations may have events without deliveries. It returns at once. */
    void add(Collection<String> organizations) {
        synchronized (waiting) {
            waiting.addAll(organizations);
            waiting.notifyAll();
        }
    }

    private void run() {
        while (isCurrent()) {
            List<String> next;
            try {
                next = await();
            } catch (InterruptedException e) {
                return;
            }
            if (System.nanoTime() - nextPoll >= 0) {
                guard.run(this::poll);
                nextPoll = System.nanoTime() + POLL_NANOS;
            }
            if (!next.isEmpty()) {
                // Of organisations whose round fails, the next poll finds those that still wait.
                size = guard.run(() -> round(next)) ? Math.min(FanOut.MOST_ORGANIZATIONS, 2 * size) : 1;
            }
        }
    }

    private boolean isCurrent() {
        return thread == Thread.currentThread();
    }

    /** The organisations whose turn it is; none if it is time for the next poll. */
    private List<String> await() throws InterruptedException {
        synchronized (waiting) {
            long nanos = nextPoll - System.nanoTime();
            while (waiting.isEmpty() && nanos > 0 && isCurrent()) {
                waiting.wait(nanos / 1_000_000 + 1);
                nanos = nextPoll - System.nanoTime();
            }
            List<String> next = new ArrayList<>();
            Iterator<String> first = waiting.iterator();
            while (first.hasNext() && next.size() < size) {
                next.add(first.next());
                first.remove();
            }
            return next;
        }
    }

    private void poll() {
        cursors.beginMissing();
        add(cursors.due(MOST_DUE));
    }

    private void round(List<String> organizations) {
        FanOut.Round round = fanOut.run(organizations);
        add(round.unfinished());
        round.full().forEach(limit::request);
        dispatcher.accept(round.webhooks());
    }

    @Override
    public void start() {
        Thread started = new Thread(this::run, "webhook-fan-out");
        started.setDaemon(true);
        thread = started;
        started.start();
    }

    /** Never by an interrupt: the embedded database does not survive one. */
    @Override
    public void stop() {
        Thread running = thread;
        thread = null;
        if (running != null) {
            add(List.of());
            try {
                running.join(STOP_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }
}
