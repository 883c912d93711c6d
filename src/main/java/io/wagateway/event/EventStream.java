package io.wagateway.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wagateway.event.log.LoggedEvent;
import io.wagateway.pipeline.StreamingResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends events to one caller as server-sent events: {@code id} is the event's id, {@code event} its name, {@code data} the
 * envelope. One thread at a time writes. Events that the caller has not taken yet stay in the log.
 */
final class EventStream implements StreamingResponse {
    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int BATCH = 100;
    private static final byte[] NOTHING = {};
    private static final byte[] HEARTBEAT = ":\n\n".getBytes(StandardCharsets.UTF_8);

    private final EventFilter filter;
    private final EventTail tail;
    private final EventStreams streams;
    private final Supplier<CompletableFuture<Boolean>> stillAllowed;

    /** Not 0 while a thread writes; if it has changed when the thread ends, there may be new events. */
    private final AtomicInteger requests = new AtomicInteger();

    private volatile Output line;
    private volatile boolean checking;

    // Owned by the thread that writes.
    private long position;
    private byte[] unsent;
    private volatile boolean quiet = true;

    /**
     * @param position after which it begins
     * @param stillAllowed whether the caller may still follow; the stream asks every few seconds
     */
    EventStream(
            EventFilter filter,
            long position,
            EventTail tail,
            EventStreams streams,
            Supplier<CompletableFuture<Boolean>> stillAllowed) {
        this.filter = filter;
        this.position = position;
        this.tail = tail;
        this.streams = streams;
        this.stillAllowed = stillAllowed;
    }

    String organization() {
        return filter.organization();
    }

    @Override
    public String contentType() {
        return "text/event-stream";
    }

    @Override
    public void begin(Output opened) {
        unsent = HEARTBEAT;
        line = opened;
        streams.opened(this);
    }

    @Override
    public void writable() {
        streams.write(this);
    }

    @Override
    public void ended() {
        streams.ended(this);
    }

    boolean isOpen() {
        return line != null && line.isOpen();
    }

    void close() {
        if (line != null) {
            line.close();
        }
    }

    /** Requests a write; true if no thread is writing yet, so that the caller must have {@link #write} run. */
    boolean claim() {
        return line != null && requests.getAndIncrement() == 0;
    }

    /** Sends a batch if the caller takes it. If there is more, the other streams have their turn first. */
    void write() {
        int seen = requests.get();
        boolean more = false;
        try {
            more = writeBatch();
        } catch (RuntimeException e) {
            LOG.warn("Event stream closed after an error: {}", e.getClass().getName());
            line.close();
        }
        if (more || !requests.compareAndSet(seen, 0)) {
            streams.submit(this);
        }
    }

    /** @return whether there may be more events that the caller takes */
    private boolean writeBatch() {
        if (unsent == null) {
            // Flushes what the connection has not taken yet.
            line.send(NOTHING);
        } else if (!sendUnsent()) {
            return false;
        }
        if (!line.isOpen()) {
            return false;
        }
        EventTail.Chunk chunk = tail.after(filter, position, BATCH);
        position = chunk.until();
        if (!chunk.events().isEmpty()) {
            unsent = bytes(chunk.events());
            return sendUnsent() && chunk.more();
        }
        return chunk.more();
    }

    private boolean sendUnsent() {
        if (!line.send(unsent)) {
            return false;
        }
        unsent = null;
        quiet = false;
        return true;
    }

    /** Runs every few seconds: sends a heartbeat if nothing else was sent, and checks that the caller may still follow. */
    void tick() {
        if (quiet && claim()) {
            unsent = unsent == null ? HEARTBEAT : unsent;
            streams.submit(this);
        }
        quiet = true;
        if (!checking) {
            checking = true;
            stillAllowed.get().whenComplete((allowed, failure) -> {
                checking = false;
                if (failure != null || !allowed) {
                    close();
                }
            });
        }
    }

    private static byte[] bytes(Iterable<LoggedEvent> events) {
        StringBuilder text = new StringBuilder();
        for (LoggedEvent event : events) {
            text.append("id: ").append(event.id()).append("\nevent: ").append(event.event());
            text.append("\ndata: ").append(json(event)).append("\n\n");
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** JSON escapes line breaks, so this is one line. */
    private static String json(LoggedEvent event) {
        try {
            return JSON.writeValueAsString(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the event cannot be written as JSON", e);
        }
    }
}
