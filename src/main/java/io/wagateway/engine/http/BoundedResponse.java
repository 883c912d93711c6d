package io.wagateway.engine.http;

import io.vertx.core.AsyncResult;
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
 * The body of an answer, as long as it is neither too large, alone or with others, nor too late. Else its connection is closed, which Vert.x
 * alone would not do: it would read on for ever, and throw away what it reads. All of it runs on one event loop.
 */
final class BoundedResponse implements BodyCodec<Buffer> {
    private final int largest;
    private final ResponseBudget budget;
    private final long deadline;
    private HttpConnection connection;
    private long alarm;
    private volatile Exception refusal;

    /** Bytes of the budget; none any more after the end. */
    private long taken;

    private boolean ended;

    /**
     * @param largest bytes
     * @param budget what it shares with the other answers of its engine
     * @param deadline a {@link System#nanoTime()}
     */
    BoundedResponse(int largest, ResponseBudget budget, long deadline) {
        this.largest = largest;
        this.budget = budget;
        this.deadline = deadline;
    }

    /** An interceptor of a client: from the head of an answer on, its body is watched. */
    static Handler<HttpContext<?>> watch(Vertx vertx) {
        return context -> {
            if (context.phase() == ClientPhase.RECEIVE_RESPONSE
                    && context.request() instanceof HttpRequestImpl<?> request
                    && request.bodyCodec() instanceof BoundedResponse answer) {
                answer.begin(vertx, context.clientResponse().request().connection());
            }
            context.next();
        };
    }

    private void begin(Vertx vertx, HttpConnection answering) {
        connection = answering;
        long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        alarm = vertx.setTimer(
                Math.max(1, millis), id -> refuse(new TimeoutException("the answer did not end in time")));
    }

    private Future<Void> refuse(Exception reason) {
        refusal = reason;
        connection.close();
        return Future.failedFuture(reason);
    }

    /** Takes no more, and leaves its part of the budget to others. */
    synchronized void end() {
        ended = true;
        budget.giveBack(taken);
        taken = 0;
    }

    private synchronized boolean take(int bytes) {
        if (ended || !budget.take(bytes)) {
            return false;
        }
        taken += bytes;
        return true;
    }

    /** Why the answer was not taken; null where it was, or where it ended otherwise. */
    Exception refusal() {
        return refusal;
    }

    @Override
    public void create(Handler<AsyncResult<BodyStream<Buffer>>> handler) {
        handler.handle(Future.succeededFuture(new Body()));
    }

    private final class Body implements BodyStream<Buffer> {
        private final Buffer bytes = Buffer.buffer();
        private final Promise<Buffer> result = Promise.promise();

        @Override
        public Future<Void> write(Buffer more) {
            if (bytes.length() + (long) more.length() > largest) {
                return refuse(new OversizedAnswer(largest));
            }
            if (!take(more.length())) {
                return refuse(new RejectedExecutionException("the answers of one engine are too large together"));
            }
            bytes.appendBuffer(more);
            return Future.succeededFuture();
        }

        @Override
        public void write(Buffer more, Handler<AsyncResult<Void>> handler) {
            handler.handle(write(more));
        }

        /** However the body has ended. */
        @Override
        public void end(Handler<AsyncResult<Void>> handler) {
            Vertx.currentContext().owner().cancelTimer(alarm);
            result.tryComplete(bytes);
            handler.handle(Future.succeededFuture());
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

    /** An answer that no engine gives when it is well. */
    static final class OversizedAnswer extends Exception {
        OversizedAnswer(int largest) {
            super("the answer is larger than " + largest + " bytes");
        }
    }
}
