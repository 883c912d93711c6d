package io.wagateway.engine;

import io.wagateway.error.ErrorCode;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;

/** The state of one engine, as its calls found it. The gateway sends no request only to learn it. */
final class EngineHealth {
    enum State {
        UP,
        DOWN,
        UNKNOWN;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The state at one moment.
     *
     * @param state up or down after the last call that ended, unknown before the first one
     * @param since when the state last changed, in epoch milliseconds
     * @param lastFailure the code of the last call that failed, also after later successes; null if none has failed
     */
    record Snapshot(State state, long since, ErrorCode lastFailure) {
        Snapshot with(State next, ErrorCode failure) {
            return new Snapshot(next, next == state ? since : System.currentTimeMillis(), failure);
        }
    }

    private final AtomicReference<Snapshot> latest =
            new AtomicReference<>(new Snapshot(State.UNKNOWN, System.currentTimeMillis(), null));

    Snapshot snapshot() {
        return latest.get();
    }

    void responded() {
        // It is up already nearly always. Then threads do not compete for the reference.
        if (latest.get().state() != State.UP) {
            latest.updateAndGet(last -> last.with(State.UP, last.lastFailure()));
        }
    }

    void failed(ErrorCode code) {
        latest.updateAndGet(last -> last.with(State.DOWN, code));
    }

    /** 1 up, 0 down, NaN unknown. */
    double gauge() {
        return switch (latest.get().state()) {
            case UP -> 1;
            case DOWN -> 0;
            case UNKNOWN -> Double.NaN;
        };
    }
}
