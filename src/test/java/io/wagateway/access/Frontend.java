package io.wagateway.access;

import com.nimbusds.jose.jwk.JWKSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A frontend with real keys that serves its key set over real HTTP, and has every way of being unwell. */
public final class Frontend implements AutoCloseable {
    public static final String PATH = "/api/auth/jwks";
    public static final String ISSUER = "https://frontend.example";
    public static final String AUDIENCE = "gateway";

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicInteger fetches = new AtomicInteger();
    private final AtomicInteger strays = new AtomicInteger();
    private final AtomicInteger abandoned = new AtomicInteger();
    private volatile HttpHandler mood;
    private volatile String keySet;
    private HttpServer server;
    private int port;

    /** Up and well, with these keys published. */
    public Frontend(SigningKey... published) {
        publish(published);
        recover();
        switchOn();
    }

    /** What a frontend puts into a token that lasts five minutes. */
    public static Map<String, Object> claims(String organization, Object role) {
        Map<String, Object> claims = new HashMap<>();
        claims.put("iss", ISSUER);
        claims.put("aud", AUDIENCE);
        claims.put("sub", "usr_2f6b");
        claims.put("iat", Instant.now().getEpochSecond() - 60);
        claims.put("exp", Instant.now().getEpochSecond() + 300);
        claims.put("org", organization);
        claims.put("role", role);
        return claims;
    }

    public String jwksUri() {
        return "http://127.0.0.1:" + port + PATH;
    }

    /** An address at this frontend that nobody has any business with. */
    public String strayUri() {
        return "http://127.0.0.1:" + port + "/elsewhere";
    }

    /** How often the key set was asked for, whatever came of it. */
    public int fetches() {
        return fetches.get();
    }

    /** How often anything else was asked for. */
    public int strays() {
        return strays.get();
    }

    /** How many answers could not be sent to their end because the other side had hung up. */
    public int abandoned() {
        return abandoned.get();
    }

    /** Publishes these keys and no other from now on. */
    public void publish(SigningKey... keys) {
        publishText(new JWKSet(Arrays.stream(keys).map(SigningKey::jwk).toList()).toString());
    }

    public void publishText(String text) {
        keySet = text;
    }

    public void recover() {
        mood = exchange -> answer(exchange, 200, "application/json", keySet);
    }

    public void fail() {
        mood = exchange -> answer(exchange, 500, "text/plain", "out of order");
    }

    /**
     * Takes the question and answers it well, but not yet.
     *
     * @return run it for the answers
     */
    public Runnable hold() {
        CountDownLatch held = new CountDownLatch(1);
        mood = exchange -> {
            try {
                held.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
            answer(exchange, 200, "application/json", keySet);
        };
        return held::countDown;
    }

    /** Takes the question and says nothing. */
    public void hang() {
        mood = exchange -> await(Long.MAX_VALUE);
    }

    /** Begins well and then sends a space now and then, for ever. */
    public void drip() {
        mood = exchange -> {
            begin(exchange);
            OutputStream body = exchange.getResponseBody();
            while (!await(50)) {
                body.write(' ');
                body.flush();
            }
        };
    }

    /** Sends as much as anybody takes. */
    public void flood() {
        byte[] block = " ".repeat(64 * 1024).getBytes(StandardCharsets.US_ASCII);
        mood = exchange -> {
            begin(exchange);
            while (closed.getCount() > 0) {
                exchange.getResponseBody().write(block);
            }
        };
    }

    /** Sends elsewhere, where the very same key set lies. */
    public void redirect() {
        mood = exchange -> {
            exchange.getResponseHeaders().set("Location", strayUri());
            answer(exchange, 302, "text/plain", "");
        };
    }

    public void serveHtml() {
        mood = exchange -> answer(exchange, 200, "text/html", "<!doctype html><title>Sign in</title>");
    }

    public void switchOff() {
        server.stop(0);
    }

    /** On the same port as before. */
    public void switchOn() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        port = server.getAddress().getPort();
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    @Override
    public void close() {
        closed.countDown();
        switchOff();
        threads.shutdownNow();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (exchange.getRequestURI().getPath().equals(PATH)) {
                fetches.incrementAndGet();
                mood.handle(exchange);
            } else {
                strays.incrementAndGet();
                answer(exchange, 200, "application/json", keySet);
            }
        } catch (IOException e) {
            abandoned.incrementAndGet();
            throw e;
        }
    }

    private static void begin(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().put("Content-Type", List.of("application/json"));
        exchange.sendResponseHeaders(200, 0);
    }

    private static void answer(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    /** Whether the frontend was closed meanwhile. */
    private boolean await(long milliseconds) throws IOException {
        try {
            return closed.await(milliseconds, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
