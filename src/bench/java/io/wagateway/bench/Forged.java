package io.wagateway.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a flood of forged login tokens costs other callers: 8 connections with an API key, alone, beside 500 tokens a second
 * whose algorithm is unknown, and beside 500 that name a key of the frontend, but are not signed by it. Each has another
 * payload, so that nothing can be remembered.
 */
final class Forged {
    static final int CONNECTIONS = 8;
    static final int PER_SECOND = 500;
    private static final int TICKS_A_SECOND = 50;

    /** Of the rate: a flood that is slower proves nothing. */
    private static final double LEAST_PART = 0.9;

    /**
     * A row of the table.
     *
     * @param share beside forged tokens, of that beside tokens without a signature; the median of the rounds
     */
    record Row(String algorithm, double alone, double besideUnsigned, double besideForged, double share) {}

    private Forged() {}

    static List<Row> measure(Servers servers, Frontend frontend, Settings settings)
            throws IOException, InterruptedException {
        List<Row> rows = new ArrayList<>();
        try (Server gateway = servers.gateway(Servers.HEAP)) {
            Target target = Target.promote("API key", gateway, Target.API_KEY);
            gateway.firstAnswer(target.request());
            try (LoadGenerator load = LoadGenerator.open(target, CONNECTIONS)) {
                load.run(settings.warmup());
                for (String algorithm : List.of("RS256", "ES256", "EdDSA")) {
                    String forged = frontend.token(algorithm);
                    String unsigned = SigningKey.UNKNOWN_ALGORITHM + forged.substring(forged.indexOf('.'));
                    // Warms up the code of both refusals.
                    beside(load, gateway, unsigned, settings.measure());
                    beside(load, gateway, forged, settings.measure());
                    List<Double> alone = new ArrayList<>();
                    List<Double> besideUnsigned = new ArrayList<>();
                    List<Double> besideForged = new ArrayList<>();
                    List<Double> shares = new ArrayList<>();
                    for (int round = 0; round < settings.rounds(); round++) {
                        alone.add(load.run(settings.measure()).perSecond());
                        besideUnsigned.add(beside(load, gateway, unsigned, settings.measure()));
                        besideForged.add(beside(load, gateway, forged, settings.measure()));
                        shares.add(besideForged.get(round) / besideUnsigned.get(round));
                    }
                    rows.add(new Row(
                            algorithm,
                            Median.of(alone),
                            Median.of(besideUnsigned),
                            Median.of(besideForged),
                            Median.of(shares)));
                }
            }
        }
        return rows;
    }

    /** What the other callers get a second. */
    private static double beside(LoadGenerator load, Server gateway, String token, Duration duration)
            throws IOException {
        AtomicBoolean isOver = new AtomicBoolean();
        AtomicInteger refused = new AtomicInteger();
        CompletableFuture<Void> flood = CompletableFuture.runAsync(() -> flood(gateway, token, isOver, refused));
        Sample sample = load.run(duration);
        double refusedPerSecond = refused.get() * 1e9 / duration.toNanos();
        isOver.set(true);
        flood.join();
        if (!sample.isClean() || refusedPerSecond < PER_SECOND * LEAST_PART) {
            throw new IllegalStateException("other callers also got %s, and %.0f tokens a second were refused"
                    .formatted(sample.others(), refusedPerSecond));
        }
        return sample.perSecond();
    }

    /** An open loop: it does not wait for responses. */
    private static void flood(Server gateway, String token, AtomicBoolean isOver, AtomicInteger refused) {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        URI uri = URI.create("http://127.0.0.1:" + gateway.port() + "/api/v1/sessions");
        String header = token.substring(0, token.indexOf('.'));
        String payload = token.substring(token.indexOf('.') + 1, token.lastIndexOf('.'));
        String signature = token.substring(token.lastIndexOf('.') + 1);
        List<CompletableFuture<?>> sent = new ArrayList<>();
        int number = 0;
        long start = System.nanoTime();
        for (long tick = 1; !isOver.get(); tick++) {
            for (int i = 0; i < PER_SECOND / TICKS_A_SECOND; i++) {
                String forged = header + "." + SigningKey.withNumber(payload, number++) + "." + signature;
                HttpRequest request = HttpRequest.newBuilder(uri)
                        .header("Authorization", "Bearer " + forged)
                        .build();
                sent.add(client.sendAsync(request, HttpResponse.BodyHandlers.discarding())
                        .thenAccept(response -> {
                            if (response.statusCode() == 401) {
                                refused.incrementAndGet();
                            }
                        }));
            }
            sent.removeIf(CompletableFuture::isDone);
            try {
                TimeUnit.NANOSECONDS.sleep(start + tick * 1_000_000_000L / TICKS_A_SECOND - System.nanoTime());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).join();
    }
}
