package io.wagateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the Dockerfile builds and starts, by its own script and its own command, without Docker. */
@Tag("slow")
class ImageIT {
    private static final String PROMOTE = RunningGateway.SESSIONS
            + "01HZ0SESSION0000000000000/groups/120363041234567890@g.us/members/6281234567890@s.whatsapp.net/promote";

    /** In the JVM's log of classes. */
    private static final String FROM_THE_ARCHIVE = "io.wagateway.WaGateway source: shared objects file";

    @TempDir
    Path folder;

    @Test
    void extractedGateway_startsFromTheTrainedArchive_andWithoutOneThatFits() throws Exception {
        Path app = folder.resolve("app");
        run(
                java(),
                "-Djarmode=tools",
                "-jar",
                System.getProperty("gateway.jar"),
                "extract",
                "--application-filename",
                "gateway.jar",
                "--destination",
                app.toString());
        for (String file : List.of("jvm.options", "train.sh")) {
            Files.copy(Path.of("src/docker", file), app.resolve(file));
        }
        run("bash", app.resolve("train.sh").toString(), app.toString());

        assertThat(promotesWith(app)).contains(FROM_THE_ARCHIVE);

        Path archive = app.resolve("gateway.archive");
        assertThat(archive.toFile().setWritable(true)).isTrue();
        Files.writeString(archive, "of another JVM");
        assertThat(promotesWith(app)).doesNotContain(FROM_THE_ARCHIVE);
    }

    /** Starts it, and asks it for a 204; the log, which says where each class came from. */
    private String promotesWith(Path app) throws Exception {
        List<String> command = new ArrayList<>(entryPoint());
        assertThat(command.remove(0)).isEqualTo("java");
        command.add(0, "-Xlog:class+load");
        try (GatewayProcess gateway = GatewayProcess.startCommand(
                java(),
                command,
                app,
                "log.txt",
                "--spring.profiles.active=demo",
                "--gateway.data-dir=" + folder.resolve("data"))) {
            HttpRequest promote = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + PROMOTE))
                    .header("Authorization", "Bearer wa_demo_only_not_a_secret_0123456789")
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build();
            assertThat(HttpClient.newHttpClient()
                            .send(promote, HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(204);
            return gateway.log();
        }
    }

    private static List<String> entryPoint() throws IOException {
        Matcher line = Pattern.compile("(?m)^ENTRYPOINT \\[(.*)]$").matcher(Files.readString(Path.of("Dockerfile")));
        assertThat(line.find()).isTrue();
        return Pattern.compile("\"([^\"]*)\"")
                .matcher(line.group(1))
                .results()
                .map(word -> word.group(1))
                .toList();
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private void run(String... command) throws Exception {
        Path log = folder.resolve("command.txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        // The script's java is the one of this test: an archive fits the JVM that made it.
        builder.environment().merge("PATH", "", (path, none) -> Path.of(java()).getParent() + ":" + path);
        assertThat(builder.start().waitFor())
                .as(() -> String.join(" ", command) + "\n" + read(log))
                .isZero();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
