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
 * One caller who follows the log by server-sent events: {@code id} is the event's, {@code event} its name, {@code data}
 * the envelope. One thread at a time writes to it; what it has not taken yet stays in the log.
 */
final class EventStream implements StreamingResponse {
    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int AT_ONCE = 100;
    private static final byte[] NOTHING = {};
    private static final byte[] SIGN_OF_LIFE = ":\n\n".getBytes(StandardCharsets.UTF_8);

    private final EventFilter filter;
    private final EventTail tail;
    private final EventStreams streams;
    private final Supplier<CompletableFuture<Boolean>> stillAllowed;

    /** More than nothing while somebody writes; they look again for what came meanwhile. */
    private final AtomicInteger wanted = new AtomicInteger();

    private volatile Output line;
    private volatile boolean checking;

    // Of whoever writes.
    private long position;
    private byte[] unsent;
    private volatile boolean quiet = true;

    /**
     * @param position after which it begins
     * @param stillAllowed whether the caller's credential is good, asked again and again
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
        unsent = SIGN_OF_LIFE;
        line = opened;
        streams.begun(this);
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

    /** Whether nobody is at it already: then {@link #write} is to be called. */
    boolean claim() {
        return line != null && wanted.getAndIncrement() == 0;
    }

    /** Sends some of what there is, if the caller takes it. Where there is more, the others have their turn before. */
    void write() {
        int seen = wanted.get();
        boolean more = false;
        try {
            more = writeSome();
        } catch (RuntimeException e) {
            LOG.warn("an event stream ends: {}", e.getClass().getName());
            line.close();
        }
        if (more || !wanted.compareAndSet(seen, 0)) {
            streams.submit(this);
        }
    }

    /** @return whether there may be more that the caller takes */
    private boolean writeSome() {
        if (unsent == null) {
            // What was sent last may still be on its way out.
            line.send(NOTHING);
        } else if (!sendUnsent()) {
            return false;
        }
        if (!line.isOpen()) {
            return false;
        }
        EventTail.Part partition = tail.after(filter, position, AT_ONCE);
        position = partition.until();
        if (!partition.events().isEmpty()) {
            unsent = bytes(partition.events());
            return sendUnsent() && partition.more();
        }
        return partition.more();
    }

    private boolean sendUnsent() {
        if (!line.send(unsent)) {
            return false;
        }
        unsent = null;
        quiet = false;
        return true;
    }

    /** Every some seconds: a sign of life where nothing was sent, and whether the caller may still listen. */
    void tick() {
        if (quiet && claim()) {
            unsent = unsent == null ? SIGN_OF_LIFE : unsent;
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

    /** One line: JSON escapes line ends. */
    private static String json(LoggedEvent event) {
        try {
            return JSON.writeValueAsString(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event that is no JSON", e);
        }
    }
}
