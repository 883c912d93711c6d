package io.wagateway.bench;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A WAHA that delays every response and counts its requests. Its one group has the members of a burst. */
final class SlowWaha implements AutoCloseable {
    static final int MEMBERS = 1_000;
    static final String GROUP = "120363000000000001@g.us";
    private static final String READ = "/participants";

    /**
     * The requests since the last call.
     *
     * @param atOnce the most requests in flight
     */
    record Asked(int status, int read, int change, int atOnce) {
        @Override
        public String toString() {
            return status + " / " + read + " / " + change;
        }
    }

    private final Vertx vertx;
    private final HttpServer server;
    private final boolean tells;
    private final Set<String> admins = ConcurrentHashMap.newKeySet();
    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
    private final AtomicInteger now = new AtomicInteger();
    private final AtomicInteger atOnce = new AtomicInteger();
    private volatile Duration latency = Duration.ZERO;

    /** @param tells whether it reports the result of each member, as GOWS does; else it is like WEBJS */
    SlowWaha(Vertx vertx, boolean tells) {
        this.vertx = vertx;
        this.tells = tells;
        this.server = vertx.createHttpServer(
                        new HttpServerOptions().setHost("127.0.0.1").setAcceptBacklog(2_048))
                .requestHandler(this::heard)
                .listen(0)
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    static String member(int number) {
        return 6_289_000_000_000L + number + "@s.whatsapp.net";
    }

    int port() {
        return server.actualPort();
    }

    String url() {
        return "http://127.0.0.1:" + port();
    }

    void takes(Duration eachAnswer) {
        latency = eachAnswer;
    }

    Asked asked() {
        Asked counted = new Asked(take("status"), take("read"), take("change"), atOnce.getAndSet(0));
        asked.clear();
        return counted;
    }

    private int take(String kind) {
        return asked.getOrDefault(kind, new AtomicInteger()).get();
    }

    private void heard(HttpServerRequest request) {
        String kind = kind(request);
        if (kind == null) {
            request.response().setStatusCode(404).end();
            return;
        }
        atOnce.accumulateAndGet(now.incrementAndGet(), Math::max);
        request.body().onSuccess(body -> {
            if (latency.isZero()) {
                respond(kind, request, body.toString());
            } else {
                vertx.setTimer(latency.toMillis(), id -> respond(kind, request, body.toString()));
            }
        });
    }

    /** Null: it answers no such request. */
    private static String kind(HttpServerRequest request) {
        String path = request.path();
        if (path.startsWith("/api/sessions/")) {
            return "status";
        }
        if (!path.startsWith("/api/")) {
            return null;
        }
        if (path.endsWith(READ)) {
            return "read";
        }
        return HttpMethod.POST.equals(request.method()) ? "change" : null;
    }

    private void respond(String kind, HttpServerRequest request, String body) {
        asked.computeIfAbsent(kind, name -> new AtomicInteger()).incrementAndGet();
        String response =
                switch (kind) {
                    case "status" ->
                        new JsonObject()
                                .put("status", "WORKING")
                                .put("me", new JsonObject().put("id", "6281000000001@c.us"))
                                .encode();
                    case "read" -> members();
                    default -> changed(request.path().endsWith("/promote"), new JsonObject(body));
                };
        now.decrementAndGet();
        request.response().putHeader("Content-Type", "application/json").end(response);
    }

    private String members() {
        JsonArray rows = IntStream.range(0, MEMBERS)
                .mapToObj(SlowWaha::member)
                .map(jid -> new JsonObject().put("id", jid).put("role", admins.contains(jid) ? "admin" : "participant"))
                .collect(Collectors.collectingAndThen(Collectors.toList(), JsonArray::new));
        return rows.add(new JsonObject().put("id", "6281000000001@c.us").put("role", "superadmin"))
                .encode();
    }

    private String changed(boolean promote, JsonObject change) {
        JsonArray rows = new JsonArray();
        change.getJsonArray("participants").forEach(participant -> {
            String jid = ((JsonObject) participant).getString("id");
            if (promote) {
                admins.add(jid);
            } else {
                admins.remove(jid);
            }
            rows.add(new JsonObject().put("JID", jid).put("Error", 0));
        });
        return tells ? rows.encode() : "{\"status\":200}";
    }

    @Override
    public void close() {
        server.close();
    }
}
