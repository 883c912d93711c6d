package io.wagateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wagateway.http.RawConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged jar on a disk that is full for a while: a limit on the size of its files, which ends as a full disk does. */
class FullDiskIT {
    private static final String KEY = "x-api-key: wa_demo_only_not_a_secret_0123456789\r\n";
    private static final String END = "Host: localhost\r\nConnection: close\r\n\r\n";
    private static final String GROUPS = "/api/v1/sessions/01HZ0SESSION0000000000000/groups";

    @TempDir
    Path folder;

    @Test
    void fullDisk_isNotReady_acknowledgesNothing_andIsReadyAgainWhenThereIsRoom() throws Exception {
        try (GatewayProcess gateway = GatewayProcess.start(
                folder, "log", "--spring.profiles.active=demo", "--gateway.data-dir=" + folder.resolve("data"))) {
            int port = gateway.port();
            Set<String> acknowledged = new HashSet<>();
            Awaitility.await().until(() -> readiness(port) == 200);
            createGroups(port, "before", acknowledged);
            assertThat(acknowledged).hasSize(20);

            limitFiles(gateway, Files.size(folder.resolve("data/gateway.mv.db")));
            Awaitility.await().until(() -> {
                createGroups(port, "at the limit", acknowledged);
                return readiness(port) == 503;
            });
            Set<String> whileFull = new HashSet<>();
            createGroups(port, "full", whileFull);
            assertThat(whileFull).isEmpty();
            assertThat(readiness(port)).isEqualTo(503);
            assertThat(get(port, "/actuator/health/liveness", "").status()).isEqualTo(200);

            limitFiles(gateway, Long.MAX_VALUE);
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> readiness(port) == 200);
            createGroups(port, "after", acknowledged);

            Set<String> stored = new HashSet<>();
            json(get(port, GROUPS + "?limit=1000", KEY))
                    .get("data")
                    .forEach(group -> stored.add(group.get("groupJid").asText()));
            assertThat(stored).containsAll(acknowledged);
            assertThat(gateway.log()).containsOnlyOnce("The embedded database has closed itself");
            assertThat(gateway.log().lines().filter(line -> line.startsWith("\tat ")))
                    .as("some stack traces of the moment, and none for each call")
                    .hasSizeLessThan(1_500);
            assertThat(folder.resolve("data/gateway.trace.db")).doesNotExist();
        }
    }

    /** A change that the gateway can only acknowledge if it is stored. */
    private static void createGroups(int port, String name, Set<String> acknowledged) throws IOException {
        String body = "{\"name\": \"" + name + "\", \"participants\": [\"6281234567890@s.whatsapp.net\"]}";
        for (int i = 0; i < 20; i++) {
            RawConnection.Response created = RawConnection.exchange(
                    port,
                    "POST " + GROUPS + " HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
                            + "\r\n" + KEY + END + body);
            if (created.status() == 201) {
                acknowledged.add(json(created).get("groupJid").asText());
            } else {
                assertThat(created.status()).isEqualTo(500);
            }
        }
    }

    private static void limitFiles(GatewayProcess gateway, long bytes) throws Exception {
        String limit = bytes == Long.MAX_VALUE ? "unlimited" : String.valueOf(bytes);
        Process prlimit = new ProcessBuilder(
                        "prlimit", "--pid", String.valueOf(gateway.pid()), "--fsize=" + limit + ":unlimited")
                .inheritIO()
                .start();
        assertThat(prlimit.waitFor()).isZero();
    }

    private static int readiness(int port) throws IOException {
        return get(port, "/actuator/health/readiness", "").status();
    }

    private static RawConnection.Response get(int port, String path, String headers) throws IOException {
        return RawConnection.exchange(port, "GET " + path + " HTTP/1.1\r\n" + headers + END);
    }

    private static JsonNode json(RawConnection.Response response) throws IOException {
        return new ObjectMapper().readTree(response.body());
    }
}
