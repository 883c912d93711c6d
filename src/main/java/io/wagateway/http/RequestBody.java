package io.wagateway.http;

import io.wagateway.call.CallBody;
import io.wagateway.error.InvalidRequest;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request's body, read without a thread that waits for it, and only when the corridor asks.
 *
 * <p>What nobody read is drained for a moment after the answer, so that a caller in the middle of sending gets to read
 * it, and then left: the connection closes.
 */
final class RequestBody implements CallBody, ReadListener {
    private static final Logger LOG = LoggerFactory.getLogger(RequestBody.class);
    private static final int SECONDS_TO_ARRIVE = 10;
    private static final int SECONDS_TO_DRAIN = 1;
    private static final long BYTES_TO_DRAIN = 1024 * 1024;

    private final HttpServletRequest request;
    private final Runnable swallowNothing;
    private final long declared;
    private final CompletableFuture<Void> discarded = new CompletableFuture<>();
    private final AtomicReference<Runnable> afterwards = new AtomicReference<>();
    private final byte[] buffer = new byte[4096];
    private ServletInputStream in;
    private boolean listening;
    private long count;
    private volatile boolean finished;
    private volatile boolean broken;

    private RequestBody(HttpServletRequest request, long declared) {
        this.request = request;
        this.declared = declared;
        this.swallowNothing = (Runnable) request.getAttribute(UnreadBodyValve.SWALLOW_NOTHING);
    }

    /** Null where the request has no body. */
    static RequestBody of(HttpServletRequest request) {
        boolean chunked = request.getHeader("Transfer-Encoding") != null;
        long declared = chunked ? -1 : Math.max(0, request.getContentLengthLong());
        return declared == 0 ? null : new RequestBody(request, declared);
    }

    @Override
    public CompletableFuture<Void> discard() {
        if (declared > MAX_BYTES) {
            return CompletableFuture.failedFuture(InvalidRequest.tooLarge(MAX_BYTES));
        }
        if (declared >= 0) {
            // Its length is known and small enough; what it holds is of no interest.
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture.delayedExecutor(SECONDS_TO_ARRIVE, TimeUnit.SECONDS)
                .execute(() -> discarded.completeExceptionally(late()));
        listen();
        return discarded;
    }

    private static InvalidRequest late() {
        return InvalidRequest.validation("the body did not arrive in time", Map.of("seconds", SECONDS_TO_ARRIVE));
    }

    /** Takes what has arrived already. Returns whether there is more that belongs to this request. */
    boolean unread() {
        if (!finished && in == null && declared <= MAX_BYTES) {
            try {
                in = request.getInputStream();
                while (count < declared && in.available() > 0) {
                    count += Math.max(0, in.read(buffer));
                }
                finished = count == declared;
            } catch (IOException e) {
                broken(e);
            }
        }
        return !finished;
    }

    /** Drains what is left, within bounds, and goes on. */
    void leave(Runnable then) {
        if (finished) {
            then.run();
            return;
        }
        afterwards.set(then);
        if (broken) {
            giveUp();
            return;
        }
        CompletableFuture.delayedExecutor(SECONDS_TO_DRAIN, TimeUnit.SECONDS).execute(this::giveUp);
        listen();
    }

    private void listen() {
        if (listening) {
            return;
        }
        listening = true;
        try {
            in = request.getInputStream();
            in.setReadListener(this);
        } catch (IOException | IllegalStateException e) {
            onError(e);
        }
    }

    @Override
    public void onDataAvailable() throws IOException {
        while (in.isReady()) {
            int read = in.read(buffer);
            if (read < 0) {
                return;
            }
            count += read;
            if (count > MAX_BYTES) {
                discarded.completeExceptionally(InvalidRequest.tooLarge(MAX_BYTES));
            }
            if (count > BYTES_TO_DRAIN) {
                giveUp();
                return;
            }
        }
    }

    @Override
    public void onAllDataRead() {
        finished = true;
        discarded.complete(null);
        giveUp();
    }

    @Override
    public void onError(Throwable failure) {
        broken(failure);
        giveUp();
    }

    private void broken(Throwable failure) {
        LOG.debug("The body broke off", failure);
        broken = true;
        discarded.completeExceptionally(
                InvalidRequest.validation("the body broke off or is not encoded as its headers say", Map.of()));
    }

    /** At most once: afterwards the server may have given the request object to somebody else. */
    private void giveUp() {
        Runnable then = afterwards.getAndSet(null);
        if (then != null) {
            if (!finished && swallowNothing != null) {
                swallowNothing.run();
            }
            then.run();
        }
    }
}
