package io.wagateway.event;

import io.wagateway.event.log.LoggedEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/** Caches the end of the log, so that it is read once for all streams. A stream that is further behind reads the log itself. */
final class EventTail {
    private static final int CAPACITY = 2_000;
    private static final int BATCH = 500;

    private final EventReader reader;
    private final Deque<LoggedEvent> cached = new ArrayDeque<>();

    /** The cache has every event after this position, up to {@link #last}; -1 if no stream is open. */
    private long floor = -1;

    private long last;

    EventTail(EventReader reader) {
        this.reader = reader;
    }

    /** Reads new events; true if there may be some, as there may be when the first stream opens. */
    boolean advance() {
        List<LoggedEvent> more;
        boolean found = !isFollowing();
        do {
            more = reader.after(last(), BATCH);
            found |= !more.isEmpty();
            add(more);
        } while (more.size() == BATCH);
        return found;
    }

    private synchronized boolean isFollowing() {
        return floor >= 0;
    }

    /** The last position in the cache; reads it from the log if no stream is open. */
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

    /** No stream is open any more. */
    synchronized void clear() {
        floor = -1;
        cached.clear();
    }

    private synchronized void add(List<LoggedEvent> more) {
        for (LoggedEvent event : more) {
            if (floor >= 0 && event.position() > last) {
                cached.addLast(event);
                last = event.position();
            }
        }
        while (cached.size() > CAPACITY) {
            floor = cached.removeFirst().position();
        }
    }

    /** The events after a position that match the filter. */
    Chunk after(EventFilter filter, long position, int most) {
        long readAtLeast;
        synchronized (this) {
            if (floor >= 0 && position >= floor) {
                return cached(filter, position, most);
            }
            readAtLeast = floor;
        }
        List<LoggedEvent> found = reader.list(filter, position, most);
        boolean all = found.size() < most;
        long read = found.isEmpty() ? position : found.get(found.size() - 1).position();
        return new Chunk(found, all ? Math.max(read, readAtLeast) : read, !all || readAtLeast >= 0);
    }

    private Chunk cached(EventFilter filter, long position, int most) {
        Deque<LoggedEvent> found = new ArrayDeque<>();
        Iterator<LoggedEvent> latestFirst = cached.descendingIterator();
        while (latestFirst.hasNext()) {
            LoggedEvent event = latestFirst.next();
            if (event.position() <= position) {
                break;
            }
            if (filter.matches(event)) {
                found.addFirst(event);
            }
        }
        if (found.size() <= most) {
            return new Chunk(List.copyOf(found), Math.max(position, last), false);
        }
        List<LoggedEvent> first = found.stream().limit(most).toList();
        return new Chunk(first, first.get(most - 1).position(), true);
    }

    /**
     * Some events that match a filter.
     *
     * @param until the position up to which no matching event is missing
     * @param more whether the log may have later ones
     */
    record Chunk(List<LoggedEvent> events, long until, boolean more) {}
}
