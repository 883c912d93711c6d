package io.wagateway.http;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Bounds the memory that callers hold who send a body slowly, or do not read a response: an eighth of the heap in all. If it
 * is not enough, whoever has held some of it for the longest time gives it up. Others hold theirs for some milliseconds.
 */
final class HeldMemory {
    private final long most;

    /** The bytes of each, the oldest first. */
    private final Map<Holder, Long> held = new LinkedHashMap<>();

    private long total;

    /** Compares by identity. */
    interface Holder {
        /** Frees its memory. A thread that serves another caller calls it, so it must neither wait nor do more. */
        void giveUp();
    }

    HeldMemory() {
        this(Runtime.getRuntime().maxMemory() / 8);
    }

    /** @param most bytes */
    HeldMemory(long most) {
        this.most = most;
    }

    /** Counts bytes more for a holder. */
    void hold(Holder holder, long bytes) {
        List<Holder> oldest = new ArrayList<>();
        synchronized (held) {
            held.merge(holder, bytes, Long::sum);
            total += bytes;
            Iterator<Map.Entry<Holder, Long>> entries = held.entrySet().iterator();
            while (total > most && entries.hasNext()) {
                Map.Entry<Holder, Long> entry = entries.next();
                oldest.add(entry.getKey());
                total -= entry.getValue();
                entries.remove();
            }
        }
        oldest.forEach(Holder::giveUp);
    }

    /** The holder has nothing any more. */
    void release(Holder holder) {
        synchronized (held) {
            Long bytes = held.remove(holder);
            total -= bytes == null ? 0 : bytes;
        }
    }
}
