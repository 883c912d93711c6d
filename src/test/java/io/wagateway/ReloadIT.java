package io.wagateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo of the jar reloads its routes while calls come in, and loses none. */
@Tag("slow")
class ReloadIT {
    private static final String MEMBER =
            "/api/v1/sessions/01HZ0SESSION0000000000000/groups/120363041234567890@g.us/members/6281234567890@s.whatsapp.net";
    private static final Path AUDITED = Path.of("src/test/resources/own-routes/audited.camel.yaml");
    private static final String WAHA_MEMBER =
            "/api/v1/sessions/waha/groups/120363041234567890@g.us/members/6281234567890@s.whatsapp.net";
    private static final int CALLERS = 4;

    /** Other tests run at the same time. */
    private static final Duration PAUSE = Duration.ofMillis(50);

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    private final HttpServer waha = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<Integer, Integer> statuses = new ConcurrentHashMap<>();
    private final AtomicBoolean isOver = new AtomicBoolean();

    ReloadIT() throws IOException {}

    @Test
    void routes_changedInEveryWayUnderLoad_loseNoCall() throws Exception {
        Path routes = Files.createDirectories(folder.resolve("routes"));
        Path own = Files.copy(AUDITED, routes.resolve("audited.camel.yaml"));
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        try (GatewayProcess gateway = start()) {
            int port = gateway.port();
            assertThat(status(port, MEMBER, "promote-audited")).isEqualTo(204);
            IntStream.range(0, CALLERS).forEach(caller -> callers.execute(() -> callUntilItIsOver(port)));

            append(own, "# A good change.\n");
            awaitLines(gateway, "Routes reloaded: ", 1);
            assertThat(status(port, MEMBER, "promote-audited")).isEqualTo(204);

            append(own, "- route: { id: broken, from: { uri: 'nowhere:x', steps: [] } }\n");
            awaitLines(gateway, "Routes not reloaded: ", 1);
            assertThat(status(port, MEMBER, "promote-audited")).isEqualTo(204);
            Files.copy(AUDITED, own, REPLACE_EXISTING);

            Path second = routes.resolve("second.camel.yaml");
            Files.writeString(second, Files.readString(own).replaceAll("(?i)audit", "second"));
            awaitStatus(204, port, MEMBER, "promote-seconded");
            Files.delete(second);
            awaitStatus(404, port, MEMBER, "promote-seconded");

            assertThat(status(port, WAHA_MEMBER, "promote")).isEqualTo(501);
            Path mapping =
                    Files.createDirectories(routes.resolve("engines/waha")).resolve("status.groovy");
            Files.writeString(mapping, "[status: 'working', jid: '6281111111111@s.whatsapp.net', lid: null]");
            awaitStatus(502, port, WAHA_MEMBER, "promote");

            int failed = lines(gateway, "Routes not reloaded: ");
            Files.writeString(mapping, "[status: ");
            awaitLines(gateway, "Routes not reloaded: ", failed + 1);
            assertThat(status(port, WAHA_MEMBER, "promote")).isEqualTo(502);
            isOver.set(true);
            callers.shutdown();
            assertThat(callers.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        } finally {
            isOver.set(true);
            waha.stop(0);
        }
        assertThat(statuses.keySet()).containsExactly(204);
        assertThat(statuses.get(204)).isGreaterThan(100);
    }

    private GatewayProcess start() throws IOException {
        byte[] answer = "{\"status\": \"STOPPED\"}".getBytes(UTF_8);
        waha.createContext("/", exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        waha.start();
        Files.writeString(folder.resolve("world.yaml"), """
                gateway:
                  provision:
                    sessions:
                      - { id: 01HZ0SESSION0000000000000, organization: org_demo, engine: simulator, engine-session: 6281111111111@s.whatsapp.net }
                      - { id: waha, organization: org_demo, engine: waha, engine-session: phone }
                """);
        return GatewayProcess.start(
                folder,
                "log",
                "--spring.profiles.active=demo",
                "--gateway.engines.simulator.kind=simulator",
                "--gateway.engines.waha.kind=waha",
                "--gateway.engines.waha.url=http://127.0.0.1:"
                        + waha.getAddress().getPort(),
                "--gateway.engines.waha.secret=waha",
                "--spring.config.additional-location=file:world.yaml");
    }

    private void callUntilItIsOver(int port) {
        try {
            for (boolean promote = true; !isOver.get(); promote = !promote) {
                statuses.merge(status(port, MEMBER, promote ? "promote" : "demote"), 1, Integer::sum);
                Thread.sleep(PAUSE.toMillis());
            }
        } catch (Exception e) {
            // Counts as a lost call.
            statuses.merge(0, 1, Integer::sum);
        }
    }

    private int status(int port, String member, String action) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + member + "/" + action))
                .header("x-api-key", "wa_demo_only_not_a_secret_0123456789")
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private static void append(Path file, String text) throws IOException {
        Files.writeString(file, text, APPEND);
    }

    private static void awaitLines(GatewayProcess gateway, String text, int count) {
        Awaitility.await().atMost(PATIENCE).until(() -> lines(gateway, text) >= count);
    }

    private static int lines(GatewayProcess gateway, String text) {
        return (int) gateway.log().lines().filter(line -> line.contains(text)).count();
    }

    private void awaitStatus(int status, int port, String member, String action) {
        Awaitility.await().atMost(PATIENCE).until(() -> status(port, member, action) == status);
    }
}
