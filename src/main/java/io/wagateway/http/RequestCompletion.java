package io.wagateway.http;

import io.wagateway.pipeline.StreamingResponse;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
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

    private static final byte[] NOTHING = {};

    private final AsyncContext async;
    private final RequestBody body;
    private final HeldMemory memory;
    private final boolean isHead;
    private StreamingResponse streaming;
    private ResponseOutput output;
    private volatile boolean completed;

    /** @param body null if the request has none */
    RequestCompletion(HttpServletRequest request, RequestBody body, HeldMemory memory) {
        this.body = body;
        this.memory = memory;
        this.isHead = "HEAD".equals(request.getMethod());
        this.async = request.startAsync();
        // The gateway has its own time-out: the server's could end the request while a thread writes the response.
        async.setTimeout(0);
        async.addListener(this);
    }

    /**
     * Writes the response as fast as its caller reads it, drains the rest of the body, and completes the request. No thread
     * waits meanwhile.
     *
     * @param head sets status and headers
     * @param content is sent without a copy, so it must not change
     */
    void respond(HttpServletResponse response, Runnable head, byte[] content) {
        respond(response, head, content, content.length);
    }

    /** As {@link #respond}, with content that all responses share, so that it takes no memory for this one. */
    void respondShared(HttpServletResponse response, Runnable head, byte[] content) {
        respond(response, head, content, 0);
    }

    private void respond(HttpServletResponse response, Runnable head, byte[] content, long own) {
        if (body != null && body.isRefused()) {
            respondAtOnce(response, head, content);
            return;
        }
        ServletOutputStream out = open(response, head, content, own);
        if (out == null) {
            complete();
        } else {
            // Not under the lock; see the class comment.
            listen(out, output);
        }
    }

    /** It is short. */
    private void respondAtOnce(HttpServletResponse response, Runnable head, byte[] content) {
        ServletOutputStream out = open(response, head, content, 0);
        synchronized (this) {
            try {
                if (out != null && !completed) {
                    out.write(content);
                    response.flushBuffer();
                }
            } catch (IOException e) {
                LOG.debug("The caller disconnected before its response", e);
            }
        }
        written();
    }

    /** Null if there is nothing to write to. */
    private synchronized ServletOutputStream open(
            HttpServletResponse response, Runnable head, byte[] content, long own) {
        if (completed) {
            return null;
        }
        try {
            head.run();
            ServletOutputStream out = response.getOutputStream();
            output = new ResponseOutput(this, out, isHead ? NOTHING : content, own, memory);
            return out;
        } catch (IOException e) {
            LOG.debug("The caller disconnected before its response", e);
            return null;
        } catch (RuntimeException e) {
            LOG.error("The response cannot be sent", e);
            return null;
        }
    }

    private void listen(ServletOutputStream out, WriteListener listener) {
        try {
            out.setWriteListener(listener);
        } catch (IllegalStateException e) {
            LOG.debug("The server completed the request itself", e);
            complete();
        }
    }

    /** The server has taken the whole response. */
    void written() {
        if (body != null) {
            body.drain(this::complete);
        } else {
            complete();
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
            respond(response, () -> {}, NOTHING);
            return;
        }
        // Not under the lock; see the class comment.
        listen(out, new StreamingOutput(this, out, stream));
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
        ended();
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
        if (!completed) {
            ended();
        }
        completed = true;
        if (body != null) {
            body.close();
        }
    }

    private void ended() {
        if (streaming != null) {
            streaming.ended();
        }
        if (output != null) {
            output.ended();
        }
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        event.getAsyncContext().addListener(this);
    }
}
