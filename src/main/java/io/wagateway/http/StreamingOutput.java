package io.wagateway.http;

import io.wagateway.pipeline.StreamingResponse;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The line of an answer that goes on: the server's non-blocking output, under the lock of the request's end. */
final class StreamingOutput implements StreamingResponse.Line, WriteListener {
    private static final Logger LOG = LoggerFactory.getLogger(StreamingOutput.class);

    private final RequestCompletion end;
    private final ServletOutputStream out;
    private final StreamingResponse answer;
    private boolean begun;
    private boolean unflushed;

    StreamingOutput(RequestCompletion end, ServletOutputStream out, StreamingResponse answer) {
        this.end = end;
        this.out = out;
        this.answer = answer;
    }

    @Override
    public void onWritePossible() {
        if (!begun) {
            begun = true;
            answer.begin(this);
        } else {
            answer.writable();
        }
    }

    @Override
    public boolean send(byte[] bytes) {
        synchronized (end) {
            if (end.hasEnded()) {
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
                LOG.debug("The caller went away", e);
                end.end();
                return true;
            } catch (IllegalStateException e) {
                LOG.debug("The server ended the request by itself", e);
                end.end();
                return true;
            }
        }
    }

    @Override
    public boolean isOpen() {
        return !end.hasEnded();
    }

    @Override
    public void close() {
        end.end();
    }

    @Override
    public void onError(Throwable failure) {
        LOG.debug("The connection broke", failure);
        end.end();
    }
}
