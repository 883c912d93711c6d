package io.wagateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockAsyncContext;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** Races between a response and a server that drops the connection; too short to provoke from outside. */
class RequestCompletionTest {
    private final AtomicInteger completed = new AtomicInteger();
    private final MockHttpServletRequest request = new MockHttpServletRequest() {
        @Override
        public AsyncContext startAsync() {
            return new MockAsyncContext(this, new MockHttpServletResponse()) {
                @Override
                public void complete() {
                    completed.incrementAndGet();
                }
            };
        }
    };
    private final RequestCompletion completion = new RequestCompletion(request, null);
    private final AsyncEvent event = new AsyncEvent(null, new IOException("the connection failed"));

    @Test
    void response_completesTheRequestOnce() {
        AtomicInteger written = new AtomicInteger();
        completion.respond(written::incrementAndGet);
        completion.respond(written::incrementAndGet);
        completion.onError(event);
        assertThat(written).hasValue(1);
        assertThat(completed).hasValue(1);
    }

    @Test
    void response_afterTheConnectionFailed_isNotWritten() {
        AtomicInteger written = new AtomicInteger();
        completion.onError(event);
        completion.respond(written::incrementAndGet);
        assertThat(written).hasValue(0);
        assertThat(completed).hasValue(1);
    }

    @Test
    void response_afterTheServerCompletedTheRequest_touchesNothing() {
        AtomicInteger written = new AtomicInteger();
        completion.onComplete(event);
        completion.respond(written::incrementAndGet);
        assertThat(written).hasValue(0);
        assertThat(completed).hasValue(0);
    }

    @Test
    void response_thatCannotBeWritten_completesTheRequest() {
        completion.respond(() -> {
            throw new IllegalStateException("a header that the server does not take");
        });
        assertThat(completed).hasValue(1);
    }

    @Test
    void connectionFailure_whileAThreadWrites_waitsForTheWriter() throws Exception {
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch proceed = new CountDownLatch(1);
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> completion.respond(() -> {
            writing.countDown();
            try {
                assertThat(proceed.await(10, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            assertThat(completed)
                    .as("the server may recycle the response from here on")
                    .hasValue(0);
        }));
        assertThat(writing.await(10, TimeUnit.SECONDS)).isTrue();
        Thread server = new Thread(() -> completion.onError(event), "server");
        server.start();
        Awaitility.await().until(() -> server.getState() == Thread.State.BLOCKED);
        proceed.countDown();
        writer.get(10, TimeUnit.SECONDS);
        server.join(10_000);
        assertThat(completed).hasValue(1);
    }
}
