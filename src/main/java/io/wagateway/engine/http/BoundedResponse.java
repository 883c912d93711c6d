package io.wagateway.engine.http;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.streams.WriteStream;
import io.vertx.ext.web.client.impl.ClientPhase;
import io.vertx.ext.web.client.impl.HttpContext;
import io.vertx.ext.web.client.impl.HttpRequestImpl;
import io.vertx.ext.web.codec.BodyCodec;
import io.vertx.ext.web.codec.spi.BodyStream;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The body of a response, bounded in size and time. If it is too large, alone or together with others, or too late, the
 * gateway closes its connection. Vert.x alone would read on and discard the bytes. All of it runs on one event loop.
 *
 * <p>A body that has arrived may have to wait until there is memory to parse it, see {@link ParsedResponses}.
 */
final class BoundedResponse implements BodyCodec<Buffer> {
    private final int maxBytes;
    private final ResponseBudget budget;
    private final ParsedResponses parsed;
    private final long deadline;
    private HttpConnection connection;
    private long timer;
    private volatile Exception failure;

    /** Bytes of the budget; 0 after the end. */
    private long reserved;

    private boolean ended;

    /** Null until the body has arrived, and after {@link #forget}. */
    private ParsedResponses.Place place;

    private boolean forgotten;
    private volatile Body body;

    /**
     * @param maxBytes of this body
     * @param budget shared with the other responses of its engine
     * @param parsed shared with the responses of all engines
     * @param deadline a {@link System#nanoTime()}
     */
    BoundedResponse(int maxBytes, ResponseBudget budget, ParsedResponses parsed, long deadline) {
        this.maxBytes = maxBytes;
        this.budget = budget;
        this.parsed = parsed;
        this.deadline = deadline;
    }

    /** An interceptor of a client. It starts the timer when the head of a response arrives. */
    static Handler<HttpContext<?>> interceptor(Vertx vertx) {
        return context -> {
            if (context.phase() == ClientPhase.RECEIVE_RESPONSE
                    && context.request() instanceof HttpRequestImpl<?> request
                    && request.bodyCodec() instanceof BoundedResponse response) {
                response.begin(vertx, context.clientResponse().request().connection());
            }
            context.next();
        };
    }

    private void begin(Vertx vertx, HttpConnection responding) {
        connection = responding;
        long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        timer = vertx.setTimer(
                Math.max(1, millis), id -> abort(new TimeoutException("the response did not end in time")));
    }

    private Future<Void> abort(Exception reason) {
        failure = reason;
        if (body != null && body.arrived) {
            // Its connection may be another request's by now.
            body.result.tryFail(reason);
        } else {
            connection.close();
        }
        return Future.failedFuture(reason);
    }

    /** Accepts no more bytes, and releases its bytes of the budget. */
    synchronized void end() {
        ended = true;
        budget.release(reserved);
        reserved = 0;
    }

    /** Nothing of what was parsed is needed any more. */
    void forget() {
        ParsedResponses.Place held;
        synchronized (this) {
            forgotten = true;
            held = place;
            place = null;
        }
        if (held != null) {
            held.release();
        }
    }

    private void hold(ParsedResponses.Place given) {
        synchronized (this) {
            if (!forgotten) {
                place = given;
                return;
            }
        }
        given.release();
    }

    private synchronized boolean reserve(int bytes) {
        if (ended || !budget.reserve(bytes)) {
            return false;
        }
        reserved += bytes;
        return true;
    }

    /** Why the gateway closed the connection; null if it did not. */
    Exception failure() {
        return failure;
    }

    @Override
    public void create(Handler<AsyncResult<BodyStream<Buffer>>> handler) {
        body = new Body();
        handler.handle(Future.succeededFuture(body));
    }

    private final class Body implements BodyStream<Buffer> {
        private final Buffer bytes = Buffer.buffer();
        private final Promise<Buffer> result = Promise.promise();
        private volatile boolean arrived;

        @Override
        public Future<Void> write(Buffer more) {
            if (bytes.length() + (long) more.length() > maxBytes) {
                return abort(new ResponseTooLargeException(maxBytes));
            }
            if (!reserve(more.length())) {
                return abort(new RejectedExecutionException("the responses of one engine are too large together"));
            }
            bytes.appendBuffer(more);
            return Future.succeededFuture();
        }

        @Override
        public void write(Buffer more, Handler<AsyncResult<Void>> handler) {
            handler.handle(write(more));
        }

        /** Vert.x calls this also after the connection was closed. */
        @Override
        public void end(Handler<AsyncResult<Void>> handler) {
            arrived = true;
            Context loop = Vertx.currentContext();
            if (failure == null) {
                hold(parsed.enter(bytes.length(), () -> loop.runOnContext(now -> complete(loop))));
            } else {
                complete(loop);
            }
            handler.handle(Future.succeededFuture());
        }

        private void complete(Context loop) {
            loop.owner().cancelTimer(timer);
            result.tryComplete(bytes);
        }

        @Override
        public Future<Buffer> result() {
            return result.future();
        }

        @Override
        public void handle(Throwable failure) {
            result.tryFail(failure);
        }

        @Override
        public WriteStream<Buffer> exceptionHandler(Handler<Throwable> handler) {
            return this;
        }

        @Override
        public WriteStream<Buffer> setWriteQueueMaxSize(int size) {
            return this;
        }

        @Override
        public boolean writeQueueFull() {
            return false;
        }

        @Override
        public WriteStream<Buffer> drainHandler(Handler<Void> handler) {
            return this;
        }
    }

    /** A response larger than any that a working engine returns. */
    static final class ResponseTooLargeException extends Exception {
        ResponseTooLargeException(int maxBytes) {
            super("the response is larger than " + maxBytes + " bytes");
        }
    }
}
