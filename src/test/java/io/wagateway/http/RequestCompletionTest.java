package io.wagateway.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
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
    private static final byte[] CONTENT = "0123456789".repeat(1_000).getBytes(US_ASCII);

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
    private final Output out = new Output();
    private final MockHttpServletResponse response = new MockHttpServletResponse() {
        @Override
        public ServletOutputStream getOutputStream() {
            return out;
        }
    };
    private final HeldMemory memory = new HeldMemory(10_000);
    private final RequestCompletion completion = new RequestCompletion(request, null, memory);
    private final AsyncEvent event = new AsyncEvent(null, new IOException("the connection failed"));

    @Test
    void response_completesTheRequestOnce() {
        AtomicInteger written = new AtomicInteger();
        respond(written::incrementAndGet);
        respond(written::incrementAndGet);
        completion.onError(event);
        assertThat(written).hasValue(1);
        assertThat(completed).hasValue(1);
    }

    @Test
    void response_afterTheConnectionFailed_isNotWritten() {
        AtomicInteger written = new AtomicInteger();
        completion.onError(event);
        respond(written::incrementAndGet);
        assertThat(written).hasValue(0);
        assertThat(completed).hasValue(1);
    }

    @Test
    void response_afterTheServerCompletedTheRequest_touchesNothing() {
        AtomicInteger written = new AtomicInteger();
        completion.onComplete(event);
        respond(written::incrementAndGet);
        assertThat(written).hasValue(0);
        assertThat(completed).hasValue(0);
    }

    @Test
    void response_thatCannotBeWritten_completesTheRequest() {
        respond(() -> {
            throw new IllegalStateException("a header that the server does not take");
        });
        assertThat(completed).hasValue(1);
    }

    @Test
    void connectionFailure_whileAThreadWrites_waitsForTheWriter() throws Exception {
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch proceed = new CountDownLatch(1);
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> respond(() -> {
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

    @Test
    void response_isWrittenAsTheCallerReads() throws IOException {
        out.room = 5_000;
        respond(() -> {});
        assertThat(out.written.size()).isBetween(5_000, CONTENT.length - 1);
        assertThat(completed).hasValue(0);
        out.room = Integer.MAX_VALUE;
        out.listener.onWritePossible();
        assertThat(out.written.toByteArray()).isEqualTo(CONTENT);
        assertThat(completed).hasValue(1);
    }

    @Test
    void oldestUnreadResponse_isGivenUpIfMemoryIsShort() {
        out.room = 0;
        respond(() -> {});
        memory.hold(() -> {}, 1);
        assertThatThrownBy(() -> {
                    out.room = Integer.MAX_VALUE;
                    out.listener.onWritePossible();
                })
                .isInstanceOf(IOException.class);
        assertThat(out.written.size()).isZero();
    }

    @Test
    void unreadResponse_withSharedContent_holdsNoMemory() throws IOException {
        out.room = 0;
        completion.respondShared(response, () -> {}, CONTENT);
        memory.hold(() -> {}, 10_000);
        out.room = Integer.MAX_VALUE;
        out.listener.onWritePossible();
        assertThat(out.written.toByteArray()).isEqualTo(CONTENT);
    }

    @Test
    void unreadResponse_ofAFailedConnection_holdsNoMemory() {
        AtomicInteger givenUp = new AtomicInteger();
        memory.hold(givenUp::incrementAndGet, 1);
        out.room = 0;
        respond(() -> {});
        assertThat(givenUp).as("it is older, and was needed").hasValue(1);
        completion.onError(event);
        memory.hold(givenUp::incrementAndGet, 10_000);
        assertThat(givenUp).hasValue(1);
    }

    private void respond(Runnable head) {
        completion.respond(response, head, CONTENT);
    }

    /** Takes as much as the caller has room for. */
    private static final class Output extends ServletOutputStream {
        private final ByteArrayOutputStream written = new ByteArrayOutputStream();
        private int room = Integer.MAX_VALUE;
        private WriteListener listener;

        @Override
        public boolean isReady() {
            return written.size() < room;
        }

        @Override
        public void setWriteListener(WriteListener given) {
            listener = given;
            try {
                given.onWritePossible();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void write(int b) {
            written.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            written.write(bytes, offset, length);
        }
    }
}
