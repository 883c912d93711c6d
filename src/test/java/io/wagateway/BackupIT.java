package io.wagateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.wagateway.http.RawConnection;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup of the packaged jar's database, made while callers change groups, and a gateway that starts from it. */
class BackupIT {
    private static final String KEY = "x-api-key: wa_demo_only_not_a_secret_0123456789\r\n";
    private static final String END = "Host: localhost\r\nConnection: close\r\n\r\n";
    private static final String MEMBER = "/api/v1/sessions/01HZ0SESSION0000000000000/groups/120363041234567890@g.us"
            + "/members/6281234567890@s.whatsapp.net";
    private static final String SECRET = "a secret of the receiver";

    private record Delivery(String body, String signature) {}

    @TempDir
    Path folder;

    private final Queue<Delivery> deliveries = new ConcurrentLinkedQueue<>();

    @Test
    void backup_whileChangesAreMade_startsAnotherGateway_withTheEventsAndTheSecrets() throws Exception {
        HttpServer receiver = receiver();
        try {
            String backup;
            int events;
            try (GatewayProcess gateway = GatewayProcess.start(
                    folder.resolve("first"),
                    "log",
                    "--spring.profiles.active=demo",
                    "--management.server.port=0",
                    "--management.server.address=127.0.0.1",
                    "--management.endpoints.web.exposure.include=health,backup")) {
                int port = gateway.port();
                createWebhook(port, receiver.getAddress().getPort());
                change(port);
                Awaitility.await().until(() -> deliveries.size() == 2);
                AtomicBoolean over = new AtomicBoolean();
                AtomicInteger changes = new AtomicInteger(2);
                Thread caller = new Thread(() -> {
                    while (!over.get()) {
                        changes.addAndGet(change(port));
                    }
                });
                caller.start();
                try {
                    Awaitility.await().until(() -> changes.get() > 20);
                    events = changes.get();
                    backup = json(post(gateway.secondPort(), "/actuator/backup", "", ""), 200)
                            .get("folder")
                            .asText();
                } finally {
                    over.set(true);
                    caller.join();
                }
                assertThat(post(port, "/actuator/backup", "", "").status())
                        .as("not on the server's own port")
                        .isEqualTo(404);
            }
            restore(Path.of(backup), folder.resolve("restored"));
            deliveries.clear();
            try (GatewayProcess gateway = GatewayProcess.start(
                    folder.resolve("second"),
                    "log",
                    "--spring.profiles.active=demo",
                    "--gateway.data-dir=" + folder.resolve("restored"))) {
                int port = gateway.port();
                JsonNode logged = json(get(port, "/api/v1/events?limit=1000&event=group.member.promoted"), 200);
                JsonNode more = json(get(port, "/api/v1/events?limit=1000&event=group.member.demoted"), 200);
                assertThat(logged.get("data").size() + more.get("data").size()).isGreaterThanOrEqualTo(events);
                change(port);
                Awaitility.await().until(() -> deliveries.size() >= 2);
                assertThat(deliveries)
                        .allSatisfy(delivery -> assertThat(delivery.signature()).isEqualTo(hmac(delivery.body())));
            }
        } finally {
            receiver.stop(0);
        }
    }

    private HttpServer receiver() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            deliveries.add(new Delivery(
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                    exchange.getRequestHeaders().getFirst("X-Webhook-Hmac")));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static void createWebhook(int port, int receiver) throws IOException {
        String body = "{\"url\": \"http://127.0.0.1:" + receiver + "/\", \"secret\": \"" + SECRET
                + "\", \"events\": [\"group.member.promoted\", \"group.member.demoted\"]}";
        json(post(port, "/api/v1/webhooks", "Content-Type: application/json\r\n", body), 201);
    }

    /** Two changes; how many were made. */
    private static int change(int port) {
        try {
            assertThat(post(port, MEMBER + "/promote", "", "").status()).isEqualTo(204);
            assertThat(post(port, MEMBER + "/demote", "", "").status()).isEqualTo(204);
            return 2;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RawConnection.Response post(int port, String path, String headers, String body) throws IOException {
        return RawConnection.exchange(
                port,
                "POST " + path + " HTTP/1.1\r\n" + headers + "Content-Length: " + body.length() + "\r\n" + KEY + END
                        + body);
    }

    private static RawConnection.Response get(int port, String path) throws IOException {
        return RawConnection.exchange(port, "GET " + path + " HTTP/1.1\r\n" + KEY + END);
    }

    private static JsonNode json(RawConnection.Response response, int status) throws IOException {
        assertThat(response.status()).as(response.body()).isEqualTo(status);
        return new ObjectMapper().readTree(response.body());
    }

    private static String hmac(String body) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA512");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA512"));
        return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
    }

    /** As the chapter for operators says. */
    private static void restore(Path backup, Path target) throws IOException {
        Files.createDirectories(target);
        for (String name : List.of("gateway.zip", "webhooks.key")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backup.resolve(name))))
                    .isEqualTo("rw-------");
        }
        try (InputStream in = Files.newInputStream(backup.resolve("gateway.zip"));
                ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Files.copy(zip, target.resolve(entry.getName()));
            }
        }
        Files.copy(backup.resolve("webhooks.key"), target.resolve("webhooks.key"));
        try (Stream<Path> backups = Files.list(backup.getParent())) {
            assertThat(backups).containsExactly(backup);
        }
    }
}
