package io.wagateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar itself, started in an empty folder. */
@Tag("slow")
class PackagedJarIT {

    @Test
    void jar_inAnEmptyFolder_startsAndSaysSo(@TempDir Path folder) throws Exception {
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        System.getProperty("gateway.jar"),
                        "--server.port=0")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            int port = Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> port(log), found -> found > 0);
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(
                                            URI.create("http://127.0.0.1:" + port + "/actuator/health/readiness"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(Files.readString(log)).contains("Routes: 4 packaged files");
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    private static int port(Path log) throws Exception {
        String marker = "Tomcat started on port ";
        String text = Files.readString(log);
        int at = text.indexOf(marker);
        return at < 0
                ? 0
                : Integer.parseInt(text.substring(at + marker.length()).replaceFirst("(?s)[^0-9].*", ""));
    }
}
