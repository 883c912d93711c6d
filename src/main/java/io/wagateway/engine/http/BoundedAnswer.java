package io.wagateway.engine.http;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import io.vertx.ext.web.codec.BodyCodec;
import io.vertx.ext.web.codec.spi.BodyStream;
import java.util.concurrent.TimeoutException;

/** The body of an answer, as long as it is neither too large nor too late; else the connection is closed. */
final class BoundedAnswer implements BodyCodec<Buffer> {
    private final int largest;
    private final long deadline;

    /**
     * @param largest bytes
     * @param deadline a {@link System#nanoTime()}
     */
    BoundedAnswer(int largest, long deadline) {
        this.largest = largest;
        this.deadline = deadline;
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
                return failed(new OversizedAnswer(largest));
            }
            if (System.nanoTime() - deadline > 0) {
                return failed(new TimeoutException("the answer did not end in time"));
            }
            bytes.appendBuffer(more);
            return Future.succeededFuture();
        }

        private Future<Void> failed(Exception failure) {
            result.tryFail(failure);
            return Future.failedFuture(failure);
        }

        @Override
        public void write(Buffer more, Handler<AsyncResult<Void>> handler) {
            handler.handle(write(more));
        }

        @Override
        public void end(Handler<AsyncResult<Void>> handler) {
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
