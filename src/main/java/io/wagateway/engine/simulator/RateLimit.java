package io.wagateway.engine.simulator;

import io.wagateway.error.StartupException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number of calls in a window of time, as WhatsApp counts them for one account. */
final class RateLimit {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,9})(?:/([smh]))?");

    private final int calls;
    private final long windowNanos;
    private long windowStart = System.nanoTime();
    private int used;

    private RateLimit(int calls, int seconds) {
        this.calls = calls;
        this.windowNanos = seconds * 1_000_000_000L;
    }

    /** Null if nothing is limited. */
    static RateLimit parse(String property, String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        Matcher form = FORM.matcher(text.trim());
        if (!form.matches()) {
            throw StartupException.property(
                    property, text, "calls per second, or with /s, /m, /h: for example 20 or 60/m");
        }
        int seconds = "h".equals(form.group(2)) ? 3600 : "m".equals(form.group(2)) ? 60 : 1;
        return new RateLimit(Integer.parseInt(form.group(1)), seconds);
    }

    /** Counts a call. Returns 0 if it is allowed, else the whole seconds until the next window. */
    synchronized int secondsToWait() {
        long now = System.nanoTime();
        if (now - windowStart >= windowNanos) {
            windowStart = now;
            used = 0;
        }
        if (used < calls) {
            used++;
            return 0;
        }
        return (int) ((windowNanos - (now - windowStart) + 999_999_999L) / 1_000_000_000L);
    }
}
