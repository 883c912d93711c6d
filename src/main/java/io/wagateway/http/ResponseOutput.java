package io.wagateway.http;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a response without waiting for its caller to read it: a thread that waits serves nobody. It writes under the lock of
 * the request's completion.
 */
final class ResponseOutput implements WriteListener, HeldMemory.Holder {
    private static final Logger LOG = LoggerFactory.getLogger(ResponseOutput.class);

    /** The server copies what it cannot write at once. */
    private static final int CHUNK = 8_192;

    private final RequestCompletion completion;
    private final ServletOutputStream out;
    private final HeldMemory memory;
    private final int length;
    private final long own;
    private int position;
    private boolean flushed;
    private boolean held;

    /** Null if it has been given up. */
    private volatile byte[] content;

    /** @param own bytes of the content that no other response has, too */
    ResponseOutput(RequestCompletion completion, ServletOutputStream out, byte[] content, long own, HeldMemory memory) {
        this.completion = completion;
        this.own = own;
        this.out = out;
        this.content = content;
        this.length = content.length;
        this.memory = memory;
    }

    /** @throws IOException if the response ends too early, so that the server closes the connection */
    @Override
    public void onWritePossible() throws IOException {
        if (isWritten()) {
            completion.written();
        }
    }

    private boolean isWritten() throws IOException {
        synchronized (completion) {
            while (!completion.isCompleted()) {
                if (!out.isReady()) {
                    hold();
                    return false;
                }
                if (position < length) {
                    write();
                } else if (flushed) {
                    return true;
                } else {
                    flushed = true;
                    out.flush();
                }
            }
            return false;
        }
    }

    private void write() throws IOException {
        byte[] bytes = content;
        if (bytes == null) {
            throw new IOException("The caller did not read the response in time");
        }
        int count = Math.min(CHUNK, length - position);
        out.write(bytes, position, count);
        position += count;
    }

    private void hold() {
        if (!held) {
            held = true;
            memory.hold(this, own);
        }
    }

    @Override
    public void giveUp() {
        content = null;
    }

    /** The request has been completed. The lock of the completion is held. */
    void ended() {
        if (held) {
            memory.release(this);
        }
    }

    @Override
    public void onError(Throwable failure) {
        LOG.debug("The caller disconnected before the end of its response", failure);
        completion.complete();
    }
}
