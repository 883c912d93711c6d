package io.wagateway.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.wagateway.engine.EngineClient;
import io.wagateway.engine.EngineEntry;
import io.wagateway.engine.EnginePaths;
import io.wagateway.pipeline.AsyncStep;
import io.wagateway.pipeline.ResponseTags;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.vertx.http.VertxHttpComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bounds of a route's vertx-http endpoint, against a misbehaving server. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EngineHttpTest {
    private static final byte[] MEBIBYTE = new byte[1024 * 1024];

    private final CamelContext context = new DefaultCamelContext();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private Vertx vertx;
    private RawServer server;

    @BeforeEach
    void start() throws Exception {
        Map<String, EngineEntry> entries = EngineEntry.DEFAULT;
        EngineClient engines = new EngineClient(context, entries, Runnable::run, registry);
        EngineHttpConfiguration http = new EngineHttpConfiguration();
        vertx = http.vertx();
        context.addComponent("vertx-http", http.engineHttp(vertx, http.engineClient(vertx, engines), registry));
        context.start();
    }

    @AfterEach
    void stop() throws Exception {
        context.stop();
        vertx.close();
        if (server != null) {
            server.close();
        }
    }

    private Exchange call(String url, Map<String, Object> headers, Duration timeout) {
        return context.createFluentProducerTemplate()
                .to("vertx-http:" + url + "?throwExceptionOnFailure=false")
                .withProcessor(exchange -> {
                    exchange.setProperty(EngineClient.DEADLINE, System.nanoTime() + timeout.toNanos());
                    exchange.getMessage().getHeaders().putAll(headers);
                })
                .send();
    }

    private Exchange call(Map<String, Object> headers) {
        return call("http://127.0.0.1:" + server.port(), headers, Duration.ofSeconds(10));
    }

    private void responds(String head, RawServer.Writer body) throws IOException {
        server = new RawServer((request, out) -> {
            out.write(("HTTP/1.1 " + head + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
            body.write(out);
        });
    }

    @Test
    void response_hasItsStatusAndBody_andNoHeaderOfTheEngine() throws Exception {
        responds(
                "200 OK\r\nSet-Cookie: a=b\r\nCamelHttpUri: x\r\nContent-Type: application/json\r\nContent-Length: 2",
                out -> out.write("{}".getBytes(StandardCharsets.UTF_8)));
        Exchange response = call(Map.of("X-Api-Key", "secret", "CamelHttpPath", "a"));
        assertThat(response.getException()).isNull();
        assertThat(response.getMessage().getHeaders())
                .containsOnlyKeys(Exchange.HTTP_RESPONSE_CODE, Exchange.CONTENT_TYPE)
                .containsEntry(Exchange.HTTP_RESPONSE_CODE, 200);
        assertThat(response.getMessage().getBody(String.class)).isEqualTo("{}");
        assertThat(server.requests().get(0))
                .startsWith("GET /a HTTP/1.1\r\n")
                .contains("X-Api-Key: secret")
                .doesNotContain("user-agent", "User-Agent");
    }

    @Test
    void name_withAnyCharacters_staysOneSegment() throws Exception {
        responds("200 OK\r\nContent-Length: 0", out -> {});
        String name = EnginePaths.segment("a/b?c#d\r\nX: y%2F ä");
        assertThat(call(Map.of("CamelHttpPath", "api/" + name)).getException()).isNull();
        assertThat(server.requests().get(0))
                .startsWith("GET /api/a%2Fb%3Fc%23d%0D%0AX%3A%20y%252F%20%C3%A4 HTTP/1.1\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"api/../admin", "api/./x", "..", "api/%2e%2e/admin", "a\\..\\b"})
    void path_withDotSegments_isNotCalled(String path) throws Exception {
        responds("200 OK\r\nContent-Length: 0", out -> {});
        assertThat(call(Map.of("CamelHttpPath", path)).getException()).isInstanceOf(Exception.class);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void redirect_isAResponse_andIsNotFollowed() throws Exception {
        responds("302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0", out -> {});
        Exchange response = call(Map.of());
        assertThat(response.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(302);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void bodyThatIsTooLarge_isRefused_andTheConnectionClosed() throws Exception {
        responds("200 OK\r\nContent-Length: " + 50L * MEBIBYTE.length, EngineHttpTest::forEver);
        assertThat(call(Map.of()).getException()).hasMessageContaining("larger than");
        assertThat(server.hungUp(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void bodyThatNeverEnds_isRefused_andTheConnectionClosed() throws Exception {
        responds("200 OK", EngineHttpTest::forEver);
        assertThat(call(Map.of()).getException()).hasMessageContaining("larger than");
        assertThat(server.hungUp(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void bodyThatDrips_endsWithTheDeadline_andTheConnectionIsClosed() throws Exception {
        responds("200 OK", out -> {
            while (true) {
                out.write(' ');
                out.flush();
                TimeUnit.MILLISECONDS.sleep(20);
            }
        });
        Exchange response = call("http://127.0.0.1:" + server.port(), Map.of(), Duration.ofMillis(500));
        assertThat(response.getException()).isInstanceOf(TimeoutException.class);
        assertThat(server.hungUp(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void silence_endsWithTheDeadline_andTheConnectionIsClosed() throws Exception {
        server = new RawServer((request, out) -> server.await());
        Exchange response = call("http://127.0.0.1:" + server.port(), Map.of(), Duration.ofMillis(500));
        assertThat(response.getException()).isInstanceOf(TimeoutException.class);
        assertThat(server.hungUp(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void silenceAfterTheHead_endsWithTheDeadline_andTheConnectionIsClosed() throws Exception {
        responds("200 OK\r\nContent-Length: 5", out -> {
            out.flush();
            server.await();
        });
        Exchange response = call("http://127.0.0.1:" + server.port(), Map.of(), Duration.ofMillis(500));
        assertThat(response.getException()).isInstanceOf(TimeoutException.class);
        assertThat(server.hungUp(5, TimeUnit.SECONDS)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n{"})
    void connectionThatIsLost_isAnEngineThatCannotBeReached(String before) throws Exception {
        server = new RawServer((request, out) -> out.write(before.getBytes(StandardCharsets.ISO_8859_1)));
        assertThat(call(Map.of()).getException()).isInstanceOf(IOException.class);
    }

    @Test
    void closedPort_isAnEngineThatCannotBeReached() {
        assertThat(call("http://127.0.0.1:1", Map.of(), Duration.ofSeconds(10)).getException())
                .isInstanceOf(ConnectException.class);
    }

    /** A route's second request, after the engine has responded to the first: the failure is none to connect. */
    @Test
    void closedPort_afterAnotherRequest_isAnEngineThatWasLost() throws Exception {
        responds("200 OK\r\nConnection: close\r\nContent-Length: 0", out -> {});
        String url = "vertx-http:http://127.0.0.1:" + server.port();
        Exchange exchange = context.createFluentProducerTemplate().to(url).send();
        server.close();
        exchange = context.createFluentProducerTemplate()
                .to(url)
                .withExchange(exchange)
                .send();
        assertThat(exchange.getException())
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(ConnectException.class)
                .hasRootCauseInstanceOf(ConnectException.class);
    }

    @Test
    void unknownHost_isAnEngineThatCannotBeReached() {
        assertThat(call("http://nowhere.invalid", Map.of(), Duration.ofSeconds(10))
                        .getException())
                .isInstanceOf(IOException.class);
    }

    /** Camel alone would use plain HTTP if an https URL names a port. */
    @Test
    void https_withAPort_isTls() throws Exception {
        responds("200 OK\r\nContent-Length: 0", out -> {});
        Exchange response = call("https://127.0.0.1:" + server.port(), Map.of(), Duration.ofSeconds(10));
        assertThat(response.getException()).isInstanceOf(IOException.class);
        assertThat(server.requests()).isNotEmpty().noneMatch(request -> request.contains("GET"));
    }

    @Test
    void deadlineThatHasPassed_sendsNothing() throws Exception {
        responds("200 OK\r\nContent-Length: 0", out -> {});
        Exchange response = call("http://127.0.0.1:" + server.port(), Map.of(), Duration.ZERO);
        assertThat(response.getException()).isInstanceOf(TimeoutException.class);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void responsesThatAreTooLargeTogether_areRefused_untilOthersHaveEnded() throws Exception {
        responds("200 OK\r\nContent-Length: " + 4 * MEBIBYTE.length, out -> {
            threeMebibytes(out);
            server.await();
        });
        String url = "http://127.0.0.1:" + server.port();
        ExecutorService threads = Executors.newFixedThreadPool(24);
        List<CompletableFuture<Exchange>> calls = Stream.generate(
                        () -> CompletableFuture.supplyAsync(() -> call(url, Map.of(), Duration.ofSeconds(4)), threads))
                .limit(24)
                .toList();
        List<Exception> ends =
                calls.stream().map(call -> call.join().getException()).toList();
        threads.shutdownNow();
        assertThat(ends).hasAtLeastOneElementOfType(RejectedExecutionException.class);
        assertThat(ends).hasAtLeastOneElementOfType(TimeoutException.class);
        server.close();
        responds(
                "200 OK\r\nConnection: close\r\nContent-Length: " + 3 * MEBIBYTE.length,
                EngineHttpTest::threeMebibytes);
        for (int i = 0; i < 24; i++) {
            assertThat(call(Map.of()).getException()).isNull();
        }
    }

    /** As maps, they take many times their bytes. */
    @Test
    void largeResponses_areParsedOneAfterTheOther_ifTheHeapIsSmall() throws Exception {
        responds("200 OK\r\nConnection: close\r\nContent-Length: " + MEBIBYTE.length, out -> out.write(MEBIBYTE));
        EngineHttpConfiguration http = new EngineHttpConfiguration();
        EngineClient engines = new EngineClient(context, EngineEntry.DEFAULT, Runnable::run, registry);
        VertxHttpComponent component = new VertxHttpComponent();
        component.setVertx(vertx);
        component.setVertxHttpBinding(new EngineHttpBinding(
                http.engineClient(vertx, engines), registry, 5L * ParsedResponses.GROWTH * MEBIBYTE.length));
        AtomicInteger parsed = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CamelContext small = new DefaultCamelContext();
        try {
            small.addComponent("vertx-http", component);
            small.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:read")
                            .to("vertx-http:http://127.0.0.1:" + server.port())
                            .process(AsyncStep.of(exchange -> {
                                most.accumulateAndGet(parsed.incrementAndGet(), Math::max);
                                return CompletableFuture.runAsync(
                                        parsed::decrementAndGet,
                                        CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS));
                            }));
                }
            });
            small.start();
            List<CompletableFuture<Exchange>> calls = Stream.generate(() -> small.createFluentProducerTemplate()
                            .to("direct:read")
                            .withBody(null)
                            .asyncSend())
                    .limit(5)
                    .map(call -> (CompletableFuture<Exchange>) call)
                    .toList();
            for (CompletableFuture<Exchange> call : calls) {
                assertThat(call.get(20, TimeUnit.SECONDS).getException()).isNull();
            }
        } finally {
            small.stop();
        }
        assertThat(most).hasValue(1);
    }

    @Test
    void requests_areCountedByEngineAndStatus() throws Exception {
        responds("404 Not Found\r\nConnection: close\r\nContent-Length: 0", out -> {});
        for (int i = 0; i < 2; i++) {
            context.createFluentProducerTemplate()
                    .to("vertx-http:http://127.0.0.1:" + server.port() + "?throwExceptionOnFailure=false")
                    .withProcessor(exchange -> exchange.setProperty(ResponseTags.ENGINE, "eu"))
                    .send();
        }
        call("http://127.0.0.1:1", Map.of(), Duration.ofSeconds(10));
        assertThat(requests("eu", "4xx")).isEqualTo(2);
        assertThat(requests("none", "none")).isOne();
    }

    private double requests(String engine, String status) {
        return registry.get("gateway.engine.requests")
                .tags("engine", engine, "status", status)
                .counter()
                .count();
    }

    private static void threeMebibytes(OutputStream out) throws IOException {
        for (int i = 0; i < 3; i++) {
            out.write(MEBIBYTE);
        }
        out.flush();
    }

    private static void forEver(OutputStream out) throws IOException {
        while (true) {
            out.write(MEBIBYTE);
        }
    }
}
