package io.wagateway.event;

import io.wagateway.event.log.LoggedEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/** The end of the log, read once for all who follow it; who is further behind reads the log by themselves. */
final class EventTail {
    private static final int KEPT = 2_000;
    private static final int AT_ONCE = 500;

    private final EventReader reader;
    private final Deque<LoggedEvent> kept = new ArrayDeque<>();

    /** Every event behind this position, up to {@link #last}, is kept. */
    private long floor = -1;

    private long last;

    EventTail(EventReader reader) {
        this.reader = reader;
    }

    /** Reads on; true where there may be something new: also at its beginning, as it looks at nothing before. */
    boolean advance() {
        List<LoggedEvent> more;
        boolean some = !isFollowing();
        do {
            more = reader.after(last(), AT_ONCE);
            some |= !more.isEmpty();
            add(more);
        } while (more.size() == AT_ONCE);
        return some;
    }

    private synchronized boolean isFollowing() {
        return floor >= 0;
    }

    /** The last position that is known; from the log, where nobody has followed it yet. */
    long last() {
        synchronized (this) {
            if (floor >= 0) {
                return last;
            }
        }
        long now = reader.last();
        synchronized (this) {
            if (floor < 0) {
                floor = now;
                last = now;
            }
            return last;
        }
    }

    /** Nobody follows any more: the next begins anew. */
    synchronized void forget() {
        floor = -1;
        kept.clear();
    }

    private synchronized void add(List<LoggedEvent> more) {
        for (LoggedEvent event : more) {
            if (floor >= 0 && event.position() > last) {
                kept.addLast(event);
                last = event.position();
            }
        }
        while (kept.size() > KEPT) {
            floor = kept.removeFirst().position();
        }
    }

    /** What stands behind a position: what the filter takes of it, and how far that goes. */
    Part after(EventFilter filter, long position, int most) {
        long readAtLeast;
        synchronized (this) {
            if (floor >= 0 && position >= floor) {
                return kept(filter, position, most);
            }
            readAtLeast = floor;
        }
        List<LoggedEvent> found = reader.list(filter, position, most);
        boolean all = found.size() < most;
        long read = found.isEmpty() ? position : found.get(found.size() - 1).position();
        return new Part(found, all ? Math.max(read, readAtLeast) : read, !all || readAtLeast >= 0);
    }

    private Part kept(EventFilter filter, long position, int most) {
        Deque<LoggedEvent> found = new ArrayDeque<>();
        Iterator<LoggedEvent> latestFirst = kept.descendingIterator();
        while (latestFirst.hasNext()) {
            LoggedEvent event = latestFirst.next();
            if (event.position() <= position) {
                break;
            }
            if (filter.takes(event)) {
                found.addFirst(event);
            }
        }
        if (found.size() <= most) {
            return new Part(List.copyOf(found), Math.max(position, last), false);
        }
        List<LoggedEvent> first = found.stream().limit(most).toList();
        return new Part(first, first.get(most - 1).position(), true);
    }

    /**
     * A part of the log.
     *
     * @param until the position up to which nothing was left out
     * @param more whether there may be more behind it now
     */
    record Part(List<LoggedEvent> events, long until, boolean more) {}
}
