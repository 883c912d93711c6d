package io.wagateway.engine;

import io.wagateway.error.ErrorCode;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;

/** How one engine is, as its calls found it; nobody asks it for that alone. */
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
     * What is known.
     *
     * @param state up or down as the last call that ended has it, unknown before the first one
     * @param since epoch milliseconds of when it became that
     * @param lastFailure the code of the last call that failed, also after others that did not; null where none has
     */
    record Seen(State state, long since, ErrorCode lastFailure) {
        Seen now(State now, ErrorCode failure) {
            return new Seen(now, now == state ? since : System.currentTimeMillis(), failure);
        }
    }

    private final AtomicReference<Seen> seen =
            new AtomicReference<>(new Seen(State.UNKNOWN, System.currentTimeMillis(), null));

    Seen seen() {
        return seen.get();
    }

    void answered() {
        // Nearly always up already: then nobody waits for anybody.
        if (seen.get().state() != State.UP) {
            seen.updateAndGet(last -> last.now(State.UP, last.lastFailure()));
        }
    }

    void failed(ErrorCode code) {
        seen.updateAndGet(last -> last.now(State.DOWN, code));
    }

    /** 1 up, 0 down, NaN unknown. */
    double gauge() {
        return switch (seen.get().state()) {
            case UP -> 1;
            case DOWN -> 0;
            case UNKNOWN -> Double.NaN;
        };
    }
}
