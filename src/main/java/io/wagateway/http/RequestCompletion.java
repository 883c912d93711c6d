package io.wagateway.http;

import io.wagateway.pipeline.StreamingResponse;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Completes an asynchronous request: once, and never while a thread still writes the response. The server reuses the
 * request and response objects as soon as the request completes, so that a later write would reach another caller.
 *
 * <p>The lock is never held while a read or write listener is set: the server takes its own lock there, and it holds that
 * lock while it calls this class.
 */
final class RequestCompletion implements AsyncListener {
    private static final Logger LOG = LoggerFactory.getLogger(RequestCompletion.class);

    private final AsyncContext async;
    private final RequestBody body;
    private final boolean isHead;
    private StreamingResponse streaming;
    private volatile boolean completed;

    /** Writes the response. */
    interface ResponseWriter {
        void write() throws IOException;
    }

    /** @param body null if the request has none */
    RequestCompletion(HttpServletRequest request, RequestBody body) {
        this.body = body;
        this.isHead = "HEAD".equals(request.getMethod());
        this.async = request.startAsync();
        // The gateway has its own time-out: the server's could end the request while a thread writes the response.
        async.setTimeout(0);
        async.addListener(this);
    }

    /** Writes the response, drains the rest of the body, and completes the request. */
    void respond(ResponseWriter writer) {
        if (write(writer) && body != null) {
            body.drain(this::complete);
        } else {
            complete();
        }
    }

    private synchronized boolean write(ResponseWriter writer) {
        if (completed) {
            return false;
        }
        try {
            writer.write();
            return true;
        } catch (IOException e) {
            LOG.debug("The caller disconnected before its response", e);
            return false;
        } catch (RuntimeException e) {
            LOG.error("The response cannot be sent", e);
            return false;
        }
    }

    /**
     * Streams until the response is closed, the caller disconnects, or the server stops.
     *
     * @param headers beside those of every stream
     */
    void stream(HttpServletResponse response, StreamingResponse stream, Map<String, String> headers) {
        ServletOutputStream out;
        synchronized (this) {
            if (completed) {
                stream.ended();
                return;
            }
            try {
                response.setStatus(HttpServletResponse.SC_OK);
                response.setContentType(stream.contentType());
                headers.forEach(response::setHeader);
                // Keeps a proxy from buffering the stream.
                response.setHeader("X-Accel-Buffering", "no");
                out = response.getOutputStream();
            } catch (IOException e) {
                LOG.debug("The caller disconnected before its response", e);
                stream.ended();
                complete();
                return;
            }
            streaming = stream;
        }
        if (isHead) {
            // A HEAD request gets the headers only.
            respond(response::flushBuffer);
            return;
        }
        // Not under the lock; see the class comment.
        out.setWriteListener(new StreamingOutput(this, out, stream));
    }

    boolean isCompleted() {
        return completed;
    }

    synchronized void complete() {
        if (completed) {
            return;
        }
        completed = true;
        if (body != null) {
            body.abandon();
        }
        if (streaming != null) {
            streaming.ended();
        }
        try {
            async.complete();
        } catch (IllegalStateException e) {
            LOG.debug("The server completed the request itself", e);
        }
    }

    @Override
    public void onError(AsyncEvent event) {
        LOG.debug("The connection failed", event.getThrowable());
        complete();
    }

    /** The server is stopping and waits no longer. */
    @Override
    public void onTimeout(AsyncEvent event) {
        complete();
    }

    @Override
    public synchronized void onComplete(AsyncEvent event) {
        if (!completed && streaming != null) {
            streaming.ended();
        }
        completed = true;
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        event.getAsyncContext().addListener(this);
    }
}
