package io.wagateway.bench;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * What an engine's own webhook costs and gives: 1,000 hints a second over 100 groups, beside 8 connections that have nothing to
 * do with them; and the time from a change that nobody asked the gateway for until a webhook's receiver has its event.
 *
 * @param hintsPerSecond answered with 204
 * @param hintMicros of the response to a hint
 * @param readsPerSecond the engine's; a group is read once a second at most
 * @param alone the 8 connections without a hint
 * @param beside the same, during the hints
 * @param tellMicros from a change at the engine to its event's arrival
 */
record Inbox(
        double hintsPerSecond,
        Histogram hintMicros,
        double readsPerSecond,
        Sample alone,
        Sample beside,
        Histogram tellMicros) {
    static final int CONNECTIONS = 8;
    static final int PER_SECOND = 1_000;
    private static final int TICKS_A_SECOND = 50;
    private static final int CHANGES = 200;
    private static final long PATIENCE_SECONDS = 60;

    static Inbox measure(Servers servers, Settings settings) throws IOException, InterruptedException {
        Vertx vertx = Vertx.vertx();
        try (HintingWaha waha = new HintingWaha(vertx);
                Server gateway = servers.gatewayWithInbox(waha.url())) {
            Target quick = Target.promote("quick", gateway, Target.API_KEY);
            gateway.firstAnswer(quick.request());
            awaitGroups(gateway.port());
            Histogram tellMicros = tell(vertx, waha, gateway.port());
            try (LoadGenerator load = LoadGenerator.open(quick, CONNECTIONS)) {
                load.run(settings.warmup());
                flooded(vertx, waha, gateway, load, settings.warmup().dividedBy(2));
                Sample alone = load.run(settings.measure());
                Flood flood = flooded(vertx, waha, gateway, load, settings.measure());
                double seconds = settings.measure().toNanos() / 1e9;
                return new Inbox(
                        flood.micros().getTotalCount() / seconds,
                        flood.micros(),
                        flood.reads() / seconds,
                        alone,
                        flood.beside(),
                        tellMicros);
            }
        } finally {
            vertx.close();
        }
    }

    private record Flood(Histogram micros, int reads, Sample beside) {}

    /** An open loop: it does not wait for responses. */
    private static Flood flooded(Vertx vertx, HintingWaha waha, Server gateway, LoadGenerator load, Duration duration)
            throws IOException {
        Histogram micros = new ConcurrentHistogram(3);
        AtomicInteger number = new AtomicInteger();
        Map<Integer, AtomicInteger> others = new ConcurrentHashMap<>();
        waha.reads();
        long timer = vertx.setPeriodic(1_000 / TICKS_A_SECOND, tick -> {
            for (int i = 0; i < PER_SECOND / TICKS_A_SECOND; i++) {
                long sent = System.nanoTime();
                waha.hint(gateway.port(), number.getAndIncrement() % HintingWaha.GROUPS)
                        .onSuccess(status -> {
                            micros.recordValue((System.nanoTime() - sent) / 1_000);
                            if (status != 204) {
                                others.computeIfAbsent(status, it -> new AtomicInteger())
                                        .incrementAndGet();
                            }
                        });
            }
        });
        Sample beside = load.run(duration);
        vertx.cancelTimer(timer);
        if (!others.isEmpty()) {
            throw new IllegalStateException("hints are also answered with " + others);
        }
        return new Flood(micros, waha.reads(), beside);
    }

    /** One change after the other, each in another group than the last. */
    private static Histogram tell(Vertx vertx, HintingWaha waha, int port) throws IOException, InterruptedException {
        LinkedBlockingQueue<String> arrived = new LinkedBlockingQueue<>();
        HttpServer receiver = vertx.createHttpServer(new HttpServerOptions().setHost("127.0.0.1"))
                .requestHandler(request -> request.body().onSuccess(body -> {
                    JsonObject payload = body.toJsonObject().getJsonObject("payload");
                    if (payload.getBoolean("observed", false)) {
                        arrived.add(payload.getString("groupJid"));
                    }
                    request.response().setStatusCode(204).end();
                }))
                .listen(0)
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        send(
                port,
                "/webhooks",
                new JsonObject()
                        .put("url", "http://127.0.0.1:" + receiver.actualPort() + "/")
                        .put("events", new JsonArray().add("*")));
        Histogram micros = new Histogram(3);
        for (int change = 0; change < CHANGES; change++) {
            int group = change % HintingWaha.GROUPS;
            waha.changeRole(group);
            long began = System.nanoTime();
            waha.hint(port, group);
            String told = arrived.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (!HintingWaha.gid(group).equals(told)) {
                throw new IllegalStateException("change " + change + " of " + HintingWaha.gid(group) + ": " + told);
            }
            micros.recordValue((System.nanoTime() - began) / 1_000);
        }
        receiver.close();
        return micros;
    }

    /** Until the account's first sync is done: what it shows is no news. */
    private static void awaitGroups(int port) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        int found = 0;
        while (found < HintingWaha.GROUPS) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(found + " groups are stored");
            }
            TimeUnit.MILLISECONDS.sleep(200);
            found = send(port, "/sessions/hinted/groups?limit=1000", null)
                    .getJsonArray("data")
                    .size();
        }
        // The sync stores members after their group.
        TimeUnit.SECONDS.sleep(2);
    }

    private static JsonObject send(int port, String path, JsonObject body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1" + path))
                .header("x-api-key", Target.API_KEY);
        if (body != null) {
            request.header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body.encode()));
        }
        HttpResponse<String> response =
                HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() / 100 != 2) {
            throw new IllegalStateException(path + " returns " + response.statusCode() + " " + response.body());
        }
        return new JsonObject(response.body());
    }
}
