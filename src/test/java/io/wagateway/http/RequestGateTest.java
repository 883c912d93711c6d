package io.wagateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.camel.impl.DefaultCamelContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** What requests meet while the routes are replaced. */
class RequestGateTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final Endpoints endpoints = new Endpoints();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> done = new CopyOnWriteArrayList<>();
    private final CountDownLatch slow = new CountDownLatch(1);
    private final CountDownLatch replacing = new CountDownLatch(1);
    private final CountDownLatch replaced = new CountDownLatch(1);

    @BeforeEach
    void addRoute() {
        endpoints.add("/route", "GET", null);
    }

    @AfterEach
    void stop() {
        slow.countDown();
        replaced.countDown();
        threads.shutdown();
    }

    private CompletableFuture<Void> request(RequestGate gate, String path, CountDownLatch until) {
        CountDownLatch entered = new CountDownLatch(1);
        CompletableFuture<Void> request = CompletableFuture.runAsync(
                () -> {
                    try {
                        gate.doFilter(
                                new MockHttpServletRequest("GET", path), new MockHttpServletResponse(), (in, out) -> {
                                    entered.countDown();
                                    await(until);
                                    done.add(path);
                                });
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                },
                threads);
        if (until == slow) {
            await(entered);
        }
        return request;
    }

    private CompletableFuture<Void> replace(RequestGate gate) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        gate.closedDuring(new DefaultCamelContext(), () -> {
                            replacing.countDown();
                            await(replaced);
                            return done.add("replaced");
                        });
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                },
                threads);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void requestThatTakesTooLong_isCutOff_andNoOtherMeetsHalfOfTheRoutes() {
        RequestGate gate = new RequestGate(endpoints, Duration.ofMillis(50));
        request(gate, "/route", slow);
        CompletableFuture<Void> replace = replace(gate);
        await(replacing);
        CompletableFuture<Void> other = request(gate, "/route", new CountDownLatch(0));
        assertThat(other).isNotDone();
        replaced.countDown();
        replace.join();
        other.join();
        assertThat(done).containsExactly("replaced", "/route");
    }

    @Test
    void requestInFlight_isWaitedFor() {
        RequestGate gate = new RequestGate(endpoints, LONG);
        replaced.countDown();
        CompletableFuture<Void> first = request(gate, "/route", slow);
        CompletableFuture<Void> replace = replace(gate);
        Awaitility.await().pollDelay(Duration.ofMillis(100)).until(() -> !replace.isDone());
        slow.countDown();
        CompletableFuture.allOf(first, replace).join();
        assertThat(done).containsExactly("/route", "replaced");
    }

    @Test
    void slowReaderOfAPage_isNotWaitedFor() {
        RequestGate gate = new RequestGate(endpoints, LONG);
        replaced.countDown();
        request(gate, "/docs/page.js", slow);
        assertThat(replace(gate)).succeedsWithin(LONG.dividedBy(2));
    }
}
