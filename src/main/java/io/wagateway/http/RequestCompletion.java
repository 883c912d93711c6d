package io.wagateway.http;

import io.wagateway.pipeline.StreamingResponse;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of an asynchronous request: once, and never while somebody still writes the answer. The server hands request
 * and response to the next caller as soon as it ends, so that a write after it would reach somebody else.
 *
 * <p>The lock is never held while a read listener is set, since the server takes its own lock there; it holds that one
 * while it calls us.
 */
final class RequestCompletion implements AsyncListener {
    private static final Logger LOG = LoggerFactory.getLogger(RequestCompletion.class);

    private final AsyncContext async;
    private final RequestBody body;
    private final boolean isHead;
    private StreamingResponse live;
    private volatile boolean ended;

    /** What writes the answer. */
    interface Answer {
        void write() throws IOException;
    }

    /** @param body null where the request has none */
    RequestCompletion(HttpServletRequest request, RequestBody body) {
        this.body = body;
        this.isHead = "HEAD".equals(request.getMethod());
        this.async = request.startAsync();
        // A deadline of our own ends a call: the server's would end the request beneath whoever is answering it.
        async.setTimeout(0);
        async.addListener(this);
    }

    /** Writes the answer, drains what is left of the body, and ends the request. */
    void answer(Answer answer) {
        if (write(answer) && body != null) {
            body.leave(this::end);
        } else {
            end();
        }
    }

    private synchronized boolean write(Answer answer) {
        if (ended) {
            return false;
        }
        try {
            answer.write();
            return true;
        } catch (IOException e) {
            LOG.debug("The caller went away before its answer", e);
            return false;
        } catch (RuntimeException e) {
            LOG.error("An answer cannot be sent", e);
            return false;
        }
    }

    /** Lets an answer go on until it is closed, the caller goes away, or the server stops. */
    void begin(HttpServletResponse response, StreamingResponse answer) {
        ServletOutputStream out;
        synchronized (this) {
            if (ended) {
                answer.ended();
                return;
            }
            try {
                response.setStatus(HttpServletResponse.SC_OK);
                response.setContentType(answer.contentType());
                // Tells a proxy in front not to collect what belongs to the caller now.
                response.setHeader("X-Accel-Buffering", "no");
                out = response.getOutputStream();
            } catch (IOException e) {
                LOG.debug("The caller went away before its answer", e);
                answer.ended();
                end();
                return;
            }
            live = answer;
        }
        if (isHead) {
            // The headers are all that it asks for; who hangs up after them would never be missed.
            end();
            return;
        }
        StreamingOutput line = new StreamingOutput(this, out, answer);
        // Not under the lock, as with a read listener.
        out.setWriteListener(line);
    }

    boolean hasEnded() {
        return ended;
    }

    synchronized void end() {
        if (ended) {
            return;
        }
        ended = true;
        if (body != null) {
            body.abandon();
        }
        if (live != null) {
            live.ended();
        }
        try {
            async.complete();
        } catch (IllegalStateException e) {
            LOG.debug("The server ended the request by itself", e);
        }
    }

    @Override
    public void onError(AsyncEvent event) {
        LOG.debug("The connection broke", event.getThrowable());
        end();
    }

    /** The server is being stopped, and waits no longer. */
    @Override
    public void onTimeout(AsyncEvent event) {
        end();
    }

    @Override
    public synchronized void onComplete(AsyncEvent event) {
        if (!ended && live != null) {
            live.ended();
        }
        ended = true;
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        event.getAsyncContext().addListener(this);
    }
}
