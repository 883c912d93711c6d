package io.wagateway.error;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Lets something happen at most once an interval, however often and by however many threads it is wanted. */
public final class Throttle {
    private final long interval;
    private final AtomicLong next = new AtomicLong(System.nanoTime());

    public Throttle(Duration interval) {
        this.interval = interval.toNanos();
    }

    /** Whether it may happen now; then not again before the interval is over. */
    public boolean tryAcquire() {
        long now = System.nanoTime();
        long due = next.get();
        return now - due >= 0 && next.compareAndSet(due, now + interval);
    }
}
