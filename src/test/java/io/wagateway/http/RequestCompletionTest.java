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

/** The races of an answer with a server that gives the connection up; they are too short to be met from outside. */
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
    private final RequestCompletion end = new RequestCompletion(request, null);
    private final AsyncEvent event = new AsyncEvent(null, new IOException("the connection broke"));

    @Test
    void answer_endsTheRequestOnce() {
        AtomicInteger written = new AtomicInteger();
        end.answer(written::incrementAndGet);
        end.answer(written::incrementAndGet);
        end.onError(event);
        assertThat(written).hasValue(1);
        assertThat(completed).hasValue(1);
    }

    @Test
    void answer_afterTheConnectionBroke_isNotWritten() {
        AtomicInteger written = new AtomicInteger();
        end.onError(event);
        end.answer(written::incrementAndGet);
        assertThat(written).hasValue(0);
        assertThat(completed).hasValue(1);
    }

    @Test
    void answer_afterTheServerEndedTheRequestByItself_touchesNothing() {
        AtomicInteger written = new AtomicInteger();
        end.onComplete(event);
        end.answer(written::incrementAndGet);
        assertThat(written).hasValue(0);
        assertThat(completed).hasValue(0);
    }

    @Test
    void answer_thatCannotBeWritten_endsTheRequestAllTheSame() {
        end.answer(() -> {
            throw new IllegalStateException("a header that the server does not take");
        });
        assertThat(completed).hasValue(1);
    }

    @Test
    void brokenConnection_whileSomebodyWrites_waitsForTheWriter() throws Exception {
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch proceed = new CountDownLatch(1);
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> end.answer(() -> {
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
        Thread server = new Thread(() -> end.onError(event), "server");
        server.start();
        Awaitility.await().until(() -> server.getState() == Thread.State.BLOCKED);
        proceed.countDown();
        writer.get(10, TimeUnit.SECONDS);
        server.join(10_000);
        assertThat(completed).hasValue(1);
    }
}
