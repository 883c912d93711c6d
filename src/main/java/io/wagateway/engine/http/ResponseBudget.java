package io.wagateway.engine.http;

import java.util.concurrent.atomic.AtomicLong;

/** The memory that the answers of one engine may take together while they arrive. */
final class ResponseBudget {
    private final AtomicLong left;

    /** @param bytes in all */
    ResponseBudget(long bytes) {
        this.left = new AtomicLong(bytes);
    }

    /** Whether there were as many bytes left; then they are taken. */
    boolean take(int bytes) {
        return left.getAndUpdate(now -> now < bytes ? now : now - bytes) >= bytes;
    }

    void giveBack(long bytes) {
        left.addAndGet(bytes);
    }
}
