package io.wagateway.bench;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A WAHA with 100 groups of 20 members, whose webhook is the inbox of a gateway. */
final class HintingWaha implements AutoCloseable {
    static final int GROUPS = 100;
    static final String SESSION = "hinted";
    private static final int MEMBERS = 20;
    private static final String SECRET = "bench-inbox-secret-not-a-secret-0123456789";
    private static final String ACCOUNT = "6281000000009@c.us";

    private final HttpServer server;
    private final HttpClient client;
    private final AtomicInteger reads = new AtomicInteger();

    /** By group: whether its first member is an admin. */
    private final Map<String, Boolean> promoted = new ConcurrentHashMap<>();

    HintingWaha(Vertx vertx) {
        client = vertx.createHttpClient(new HttpClientOptions().setMaxPoolSize(8));
        server = vertx.createHttpServer(new HttpServerOptions().setHost("127.0.0.1"))
                .requestHandler(this::answer)
                .listen(0)
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    static String gid(int group) {
        return 120_363_000_000_001_000L + group + "@g.us";
    }

    /** The number of reads of a group since the last call. */
    int reads() {
        return reads.getAndSet(0);
    }

    /** Somebody's phone changes the role of the group's first member. */
    void changeRole(int group) {
        promoted.merge(gid(group), true, (was, ignored) -> !was);
    }

    /** Tells the gateway that the members of a group may have changed; the status of its response. */
    Future<Integer> hint(int port, int group) {
        Buffer body = new JsonObject()
                .put("event", "group.v2.participants")
                .put("session", SESSION)
                .put(
                        "payload",
                        new JsonObject()
                                .put("type", "promote")
                                .put("group", new JsonObject().put("id", gid(group)))
                                .put("participants", new JsonArray().add(new JsonObject().put("id", member(0)))))
                .toBuffer();
        return client.request(HttpMethod.POST, port, "127.0.0.1", "/inbox/waha")
                .compose(request -> request.putHeader("Content-Type", "application/json")
                        .putHeader("X-Webhook-Hmac", hmac(body.getBytes()))
                        .putHeader("X-Webhook-Hmac-Algorithm", "sha512")
                        .send(body))
                .map(HttpClientResponse::statusCode);
    }

    private static String hmac(byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA512");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA512"));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void answer(HttpServerRequest request) {
        String path = request.path();
        Object response = null;
        if (path.equals("/api/sessions/" + SESSION)) {
            response = new JsonObject()
                    .put("name", SESSION)
                    .put("status", "WORKING")
                    .put("me", new JsonObject().put("id", ACCOUNT));
        } else if (path.equals("/api/" + SESSION + "/groups")) {
            JsonArray groups = new JsonArray();
            IntStream.range(0, GROUPS).forEach(group -> groups.add(group(gid(group))));
            response = groups;
        } else if (path.startsWith("/api/" + SESSION + "/groups/")) {
            String gid = path.split("/", -1)[4].replace("%40", "@");
            if (path.contains("/participants")) {
                reads.incrementAndGet();
                response = participants(gid);
            } else {
                response = group(gid);
            }
        }
        request.response()
                .setStatusCode(response == null ? 404 : 200)
                .putHeader("Content-Type", "application/json")
                .end(response == null ? "{}" : response.toString());
    }

    /** In the form of GOWS. */
    private JsonObject group(String gid) {
        JsonArray rows = new JsonArray();
        participants(gid).forEach(row -> {
            JsonObject member = (JsonObject) row;
            boolean owner = member.getString("role").equals("superadmin");
            rows.add(new JsonObject()
                    .put("JID", member.getString("id").replace("@c.us", "@s.whatsapp.net"))
                    .put("IsAdmin", !member.getString("role").equals("participant"))
                    .put("IsSuperAdmin", owner));
        });
        return new JsonObject().put("JID", gid).put("Name", "Group " + gid).put("Participants", rows);
    }

    private JsonArray participants(String gid) {
        JsonArray rows = new JsonArray().add(new JsonObject().put("id", ACCOUNT).put("role", "superadmin"));
        for (int i = 0; i < MEMBERS; i++) {
            boolean admin = i == 0 && promoted.getOrDefault(gid, false);
            rows.add(new JsonObject().put("id", member(i)).put("role", admin ? "admin" : "participant"));
        }
        return rows;
    }

    private static String member(int number) {
        return 6_289_000_000_001L + number + "@c.us";
    }

    @Override
    public void close() {
        server.close();
        client.close();
    }
}
