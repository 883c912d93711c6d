package io.wagateway.http;

import io.wagateway.error.InvalidRequestException;
import io.wagateway.pipeline.CallBody;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request's body, read without a thread that waits for it, and only when the corridor asks.
 *
 * <p>What nobody read is drained after the answer for as long as it keeps coming, within bounds, so that a caller in
 * the middle of sending gets to read it: a connection that is closed over unread bytes takes its answer with it.
 */
final class RequestBody implements CallBody, ReadListener {
    private static final Logger LOG = LoggerFactory.getLogger(RequestBody.class);

    /** Less than the server's connection-timeout, which would end the connection without an answer. */
    private static final int SECONDS_TO_ARRIVE = 8;

    private static final int SECONDS_TO_DRAIN = 10;

    private final HttpServletRequest request;
    private final Deadlines deadlines;
    private final ServerBody server;
    private final long declared;
    private final boolean expected;
    private final CompletableFuture<Void> arrived = new CompletableFuture<>();
    private final AtomicReference<Runnable> afterwards = new AtomicReference<>();
    private final AtomicBoolean listening = new AtomicBoolean();
    private final AtomicLong count = new AtomicLong();

    /** What came, where somebody wants to read it; written by the thread that the server reads with. */
    private volatile ByteArrayOutputStream kept;

    private volatile boolean finished;
    private volatile boolean broken;
    private volatile boolean abandoned;

    private RequestBody(HttpServletRequest request, Deadlines deadlines, long declared) {
        this.request = request;
        this.deadlines = deadlines;
        this.declared = declared;
        this.expected = request.getHeader("Expect") != null;
        this.server = (ServerBody) request.getAttribute(ServerBody.ATTRIBUTE);
    }

    /** Null where the request has no body. */
    static RequestBody of(HttpServletRequest request, Deadlines deadlines) {
        long declared = request.getContentLengthLong();
        if (request.getHeader("Transfer-Encoding") != null) {
            return new RequestBody(request, deadlines, -1);
        }
        return declared <= 0 ? null : new RequestBody(request, deadlines, declared);
    }

    @Override
    public CompletableFuture<Void> discard() {
        if (declared > MAX_BYTES) {
            return CompletableFuture.failedFuture(InvalidRequestException.tooLarge(MAX_BYTES));
        }
        if (declared >= 0) {
            // Its length is known and small enough; what it holds is of no interest.
            return CompletableFuture.completedFuture(null);
        }
        return arrive();
    }

    @Override
    public CompletableFuture<byte[]> read() {
        if (declared > MAX_BYTES) {
            return CompletableFuture.failedFuture(InvalidRequestException.tooLarge(MAX_BYTES));
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) Math.max(declared, 256));
        kept = bytes;
        return arrive().thenApply(nothing -> bytes.toByteArray());
    }

    @Override
    public String contentType() {
        return request.getContentType();
    }

    /** Done when all of it is there. */
    private CompletableFuture<Void> arrive() {
        try {
            if (expected && server != null) {
                server.invite();
            }
        } catch (IOException e) {
            broken(e);
        }
        Future<?> late = deadlines.after(SECONDS_TO_ARRIVE * 1000L, () -> arrived.completeExceptionally(late()));
        arrived.whenComplete((nothing, failure) -> late.cancel(false));
        listen();
        return arrived;
    }

    private static InvalidRequestException late() {
        return InvalidRequestException.validation(
                "the body did not arrive in time", Map.of("seconds", SECONDS_TO_ARRIVE));
    }

    /**
     * Takes what has arrived already, and tells whether the connection has to end with this answer. It need not where
     * the rest is short and on its way: nobody starts a next request before the end of this one.
     */
    boolean endsConnection() {
        if (!finished && !listening.get() && declared >= 0 && declared <= MAX_BYTES) {
            try {
                takeArrived(request.getInputStream());
            } catch (IOException e) {
                broken(e);
            }
        }
        return !finished && (broken || expected || declared < 0 || declared > MAX_BYTES);
    }

    private void takeArrived(ServletInputStream in) throws IOException {
        byte[] bytes = new byte[(int) Math.min(declared, 4096)];
        // Bounded by what is there: this read never waits.
        while (count.get() < declared && in.available() > 0) {
            int read = in.read(bytes);
            if (read <= 0) {
                break;
            }
            count.addAndGet(read);
        }
        finished = count.get() >= declared;
    }

    /** Drains what is left, within bounds, and goes on. */
    void leave(Runnable then) {
        if (finished) {
            then.run();
            return;
        }
        afterwards.set(then);
        if (finished || broken) {
            goOn();
            return;
        }
        watch(count.get(), 1);
        listen();
    }

    /** For a second of silence, or ten altogether. */
    private void watch(long before, int seconds) {
        deadlines.after(1000, () -> {
            long now = count.get();
            if (now == before || seconds >= SECONDS_TO_DRAIN) {
                goOn();
            } else if (afterwards.get() != null) {
                watch(now, seconds + 1);
            }
        });
    }

    /** Makes the connection end where the body has not; otherwise its rest would be read as the next request. */
    void abandon() {
        abandoned = true;
        if (!finished && server != null) {
            server.swallowNothing();
        }
    }

    private void listen() {
        if (listening.compareAndSet(false, true)) {
            try {
                request.getInputStream().setReadListener(this);
            } catch (IOException | IllegalStateException e) {
                onError(e);
            }
        }
    }

    @Override
    public void onDataAvailable() throws IOException {
        ServletInputStream in = request.getInputStream();
        byte[] bytes = new byte[4096];
        while (!abandoned && in.isReady()) {
            int read = in.read(bytes);
            if (read < 0) {
                return;
            }
            if (count.addAndGet(read) > MAX_BYTES) {
                arrived.completeExceptionally(InvalidRequestException.tooLarge(MAX_BYTES));
            } else if (kept != null) {
                kept.write(bytes, 0, read);
            }
        }
    }

    @Override
    public void onAllDataRead() {
        finished = true;
        arrived.complete(null);
        goOn();
    }

    @Override
    public void onError(Throwable failure) {
        broken(failure);
        goOn();
    }

    private void broken(Throwable failure) {
        LOG.debug("The body broke off", failure);
        broken = true;
        arrived.completeExceptionally(InvalidRequestException.validation(
                "the body broke off or is not encoded as its headers say", Map.of()));
    }

    /** At most once: afterwards the server may have given the request object to somebody else. */
    private void goOn() {
        Runnable then = afterwards.getAndSet(null);
        if (then != null) {
            then.run();
        }
    }
}
