package io.wagateway.http;

import io.wagateway.error.InvalidRequestException;
import io.wagateway.pipeline.AsyncBody;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The body of a request. It is read without a waiting thread, and only when a step of the pipeline asks for it.
 *
 * <p>After the response, the rest of the body is drained within bounds, so that a caller that still sends can read the
 * response: if the server closed the connection over unread bytes, the response would be lost with it.
 */
final class RequestBody implements AsyncBody, ReadListener, HeldMemory.Holder {
    private static final Logger LOG = LoggerFactory.getLogger(RequestBody.class);

    /** Less than the server's connection-timeout, which would close the connection without a response. */
    private static final int SECONDS_TO_ARRIVE = 8;

    private static final int SECONDS_TO_DRAIN = 10;

    private final HttpServletRequest request;
    private final TimeoutScheduler timeouts;
    private final HeldMemory memory;
    private final ServerBody server;
    private final long declared;
    private final boolean expected;
    private final CompletableFuture<Void> arrived = new CompletableFuture<>();
    private final AtomicReference<Runnable> afterDrain = new AtomicReference<>();
    private final AtomicBoolean listening = new AtomicBoolean();
    private final AtomicLong count = new AtomicLong();

    /** The bytes so far if a step reads the body and they are not given up, else null; the server's reading thread writes it. */
    private volatile ByteArrayOutputStream content;

    /** The most bytes that the operation takes. */
    private volatile int limit = MAX_BYTES;

    private volatile boolean finished;
    private volatile boolean broken;
    private volatile boolean refused;
    private volatile boolean abandoned;

    private RequestBody(HttpServletRequest request, TimeoutScheduler timeouts, HeldMemory memory, long declared) {
        this.request = request;
        this.timeouts = timeouts;
        this.memory = memory;
        this.declared = declared;
        this.expected = request.getHeader("Expect") != null;
        this.server = (ServerBody) request.getAttribute(ServerBody.ATTRIBUTE);
    }

    /** Null if the request has no body. */
    static RequestBody of(HttpServletRequest request, TimeoutScheduler timeouts, HeldMemory memory) {
        long declared = request.getContentLengthLong();
        if (request.getHeader("Transfer-Encoding") != null) {
            return new RequestBody(request, timeouts, memory, -1);
        }
        return declared <= 0 ? null : new RequestBody(request, timeouts, memory, declared);
    }

    @Override
    public CompletableFuture<Void> discard() {
        if (declared > MAX_BYTES) {
            return CompletableFuture.failedFuture(InvalidRequestException.tooLarge(MAX_BYTES));
        }
        if (declared >= 0) {
            // Its length is known and small enough; its content does not matter.
            return CompletableFuture.completedFuture(null);
        }
        return receive();
    }

    @Override
    public CompletableFuture<byte[]> read(int maxBytes) {
        limit = maxBytes;
        if (declared > maxBytes) {
            return CompletableFuture.failedFuture(InvalidRequestException.tooLarge(maxBytes));
        }
        // What a caller declares takes no memory before it arrives.
        content = new ByteArrayOutputStream();
        return receive().handle((nothing, failure) -> {
            ByteArrayOutputStream all = content;
            forget();
            if (failure != null) {
                throw failure instanceof CompletionException wrapped ? wrapped : new CompletionException(failure);
            }
            if (all == null) {
                throw timeout();
            }
            return all.toByteArray();
        });
    }

    private void forget() {
        content = null;
        memory.release(this);
    }

    @Override
    public void giveUp() {
        content = null;
        // The route goes on in a thread of its own.
        timeouts.schedule(0, () -> arrived.completeExceptionally(timeout()));
    }

    @Override
    public String contentType() {
        return request.getContentType();
    }

    @Override
    public String contentEncoding() {
        return request.getHeader("Content-Encoding");
    }

    /** Done when the whole body has arrived. */
    private CompletableFuture<Void> receive() {
        try {
            if (expected && server != null) {
                server.sendContinue();
            }
        } catch (IOException e) {
            fail(e);
        }
        Future<?> timeout =
                timeouts.schedule(SECONDS_TO_ARRIVE * 1000L, () -> arrived.completeExceptionally(timeout()));
        arrived.whenComplete((nothing, failure) -> timeout.cancel(false));
        listen();
        return arrived;
    }

    private static InvalidRequestException timeout() {
        return InvalidRequestException.validation(
                "the body did not arrive in time", Map.of("seconds", SECONDS_TO_ARRIVE));
    }

    /**
     * Reads what has arrived, and returns whether the connection must close after this response. It can stay open if the
     * rest of the body is short and on its way: the caller sends no other request before the end of this one.
     */
    boolean endsConnection() {
        if (!finished && !listening.get() && declared >= 0 && declared <= limit) {
            try {
                readAvailable(request.getInputStream());
            } catch (IOException e) {
                fail(e);
            }
        }
        return !finished && (broken || expected || declared < 0 || declared > limit);
    }

    private void readAvailable(ServletInputStream in) throws IOException {
        byte[] bytes = new byte[(int) Math.min(declared, 4096)];
        // Reads no more than is available, so that it never waits.
        while (count.get() < declared && in.available() > 0) {
            int read = in.read(bytes);
            if (read <= 0) {
                break;
            }
            count.addAndGet(read);
        }
        finished = count.get() >= declared;
    }

    /** Drains the rest within bounds, then runs the task, at most once. */
    void drain(Runnable then) {
        if (finished) {
            then.run();
            return;
        }
        afterDrain.set(then);
        if (finished || broken) {
            endDrain();
            return;
        }
        watchDrain(count.get(), 1);
        listen();
    }

    /** Ends the drain after a second without bytes, or after ten seconds. */
    private void watchDrain(long before, int seconds) {
        timeouts.schedule(1000, () -> {
            long now = count.get();
            if (now == before || seconds >= SECONDS_TO_DRAIN) {
                endDrain();
            } else if (afterDrain.get() != null) {
                watchDrain(now, seconds + 1);
            }
        });
    }

    /**
     * Whether the response must be written before the server goes on: it reads the body on this thread, and may then close the
     * connection.
     */
    boolean isRefused() {
        return refused;
    }

    /** Reads no more. */
    void abandon() {
        abandoned = true;
        forget();
    }

    /**
     * Closes the connection if the body has not ended; otherwise the server would read its rest as the next request. Only
     * while the server completes the request: before, it would not complete it, and would count it as active for ever.
     */
    void close() {
        if (!finished && server != null) {
            server.disableSwallow();
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
            if (count.addAndGet(read) > limit) {
                refused = true;
                arrived.completeExceptionally(InvalidRequestException.tooLarge(limit));
            } else {
                keep(bytes, read);
            }
        }
    }

    private void keep(byte[] bytes, int length) {
        ByteArrayOutputStream kept = content;
        if (kept != null) {
            memory.hold(this, length);
            kept.write(bytes, 0, length);
        }
    }

    @Override
    public void onAllDataRead() {
        finished = true;
        arrived.complete(null);
        endDrain();
    }

    @Override
    public void onError(Throwable failure) {
        fail(failure);
        endDrain();
    }

    private void fail(Throwable failure) {
        LOG.debug("The request body is truncated or malformed", failure);
        broken = true;
        refused = true;
        arrived.completeExceptionally(
                InvalidRequestException.validation("the request body is truncated or malformed", Map.of()));
    }

    /** At most once: afterwards the server may reuse the request object for another request. */
    private void endDrain() {
        Runnable then = afterDrain.getAndSet(null);
        if (then != null) {
            then.run();
        }
    }
}
