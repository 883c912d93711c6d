package io.wagateway.engine.http;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * The memory that the parsed responses of all engines use together. As maps, JSON takes many times its bytes. A response that
 * finds none left waits for it, in the order in which they came. Small ones, which is what engines mostly send, do not wait.
 */
final class ParsedResponses {
    /** What the worst JSON, such as <code>{"a":1}</code> again and again, takes for each of its bytes. */
    static final int GROWTH = 30;

    private static final int SMALL_BYTES = 64 * 1024;

    private final long most;
    private final Queue<Place> waiting = new ArrayDeque<>();
    private long used;

    /** @param most bytes; a response that alone needs more has them all */
    ParsedResponses(long most) {
        this.most = most;
    }

    /** The memory of one response. */
    final class Place {
        private final long bytes;
        private final Runnable onAdmission;
        private boolean admitted;

        private Place(long bytes, Runnable onAdmission) {
            this.bytes = bytes;
            this.onAdmission = onAdmission;
        }

        /** Gives the memory back, or waits no more. Call it once. */
        void release() {
            leave(this);
        }
    }

    /**
     * Asks for memory.
     *
     * @param length of the response in bytes
     * @param onAdmission called once there is memory: at once, or later on the thread of the response that makes room
     */
    Place enter(int length, Runnable onAdmission) {
        Place place = new Place(length <= SMALL_BYTES ? 0 : Math.min(most, (long) GROWTH * length), onAdmission);
        synchronized (this) {
            if (place.bytes > 0 && (!waiting.isEmpty() || place.bytes > most - used)) {
                waiting.add(place);
                return place;
            }
            admit(place);
        }
        onAdmission.run();
        return place;
    }

    private void admit(Place place) {
        place.admitted = true;
        used += place.bytes;
    }

    private void leave(Place place) {
        List<Place> next = new ArrayList<>();
        synchronized (this) {
            if (place.admitted) {
                used -= place.bytes;
            } else {
                waiting.remove(place);
            }
            while (!waiting.isEmpty() && waiting.peek().bytes <= most - used) {
                Place first = waiting.poll();
                admit(first);
                next.add(first);
            }
        }
        next.forEach(admitted -> admitted.onAdmission.run());
    }
}
