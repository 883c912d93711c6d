package io.wagateway.http;

import io.wagateway.pipeline.StreamingResponse;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server's non-blocking output of a streaming response, under the lock of the request's completion. */
final class StreamingOutput implements StreamingResponse.Output, WriteListener {
    private static final Logger LOG = LoggerFactory.getLogger(StreamingOutput.class);

    private final RequestCompletion completion;
    private final ServletOutputStream out;
    private final StreamingResponse stream;
    private boolean begun;
    private boolean unflushed;

    StreamingOutput(RequestCompletion completion, ServletOutputStream out, StreamingResponse stream) {
        this.completion = completion;
        this.out = out;
        this.stream = stream;
    }

    @Override
    public void onWritePossible() {
        if (!begun) {
            begun = true;
            stream.begin(this);
        } else {
            stream.writable();
        }
    }

    @Override
    public boolean send(byte[] bytes) {
        synchronized (completion) {
            if (completion.isCompleted()) {
                return true;
            }
            try {
                if (!out.isReady()) {
                    return false;
                }
                if (bytes.length > 0) {
                    out.write(bytes);
                    unflushed = true;
                }
                if (unflushed && out.isReady()) {
                    out.flush();
                    unflushed = false;
                }
                return true;
            } catch (IOException e) {
                LOG.debug("The caller disconnected", e);
                completion.complete();
                return true;
            } catch (IllegalStateException e) {
                LOG.debug("The server completed the request itself", e);
                completion.complete();
                return true;
            }
        }
    }

    @Override
    public boolean isOpen() {
        return !completion.isCompleted();
    }

    @Override
    public void close() {
        completion.complete();
    }

    @Override
    public void onError(Throwable failure) {
        LOG.debug("The connection failed", failure);
        completion.complete();
    }
}
