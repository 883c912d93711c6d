package io.wagateway.engine.http;

import java.util.concurrent.atomic.AtomicLong;

/** The memory that the responses of one engine may use together until they are parsed. */
final class ResponseBudget {
    private final AtomicLong left;

    /** @param bytes in all */
    ResponseBudget(long bytes) {
        this.left = new AtomicLong(bytes);
    }

    /** Reserves the bytes; false, and nothing is reserved, if fewer are left. */
    boolean reserve(int bytes) {
        return left.getAndUpdate(now -> now < bytes ? now : now - bytes) >= bytes;
    }

    void release(long bytes) {
        left.addAndGet(bytes);
    }
}
