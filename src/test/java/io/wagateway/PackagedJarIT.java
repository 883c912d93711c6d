package io.wagateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The jar itself, started in a folder of its own. */
@Tag("slow")
class PackagedJarIT {
    private static final String ACCOUNT = "6281000000001@s.whatsapp.net";
    private static final String GROUP = "120363000000000001@g.us";
    private static final int SESSIONS = 400;
    private static final int KILLED_AFTER = 200;

    @TempDir
    Path folder;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void jar_inAnEmptyFolder_startsAndASecondOneThereDoesNot() throws Exception {
        Process process = start();
        try {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + "/actuator/health/readiness"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            try (Stream<Path> files = Files.walk(Path.of("routes"))) {
                long packaged = files.filter(Files::isRegularFile).count();
                assertThat(log()).contains("Routes: " + packaged + " packaged files");
            }
            assertThat(folder.resolve("data/gateway.mv.db")).exists();
            assertRefused("gateway.data-dir: another running gateway has it open: each needs a folder of its own");
            assertRefused("gateway.group-cache = '9000ms': 0s to 2s", "--gateway.group-cache=9s");
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    @Test
    void jar_besideARoutesFolder_letsItReplaceAndAdd() throws Exception {
        Path routes = Files.createDirectories(folder.resolve("routes"));
        Files.copy(Path.of("src/test/resources/own-routes/audited.camel.yaml"), routes.resolve("audited.camel.yaml"));
        // Ours takes no token for what is reserved.
        Files.writeString(
                routes.resolve("groups.camel.yaml"),
                Files.readString(Path.of("routes/groups.camel.yaml"))
                        .replaceAll("(?s)(approveGroupMembers\n +steps:\n).*?( +- throwException)", "$1$2"));
        Process process = start();
        try {
            String group = RunningGateway.SESSIONS + "any/groups/any/members";
            int port = port();
            assertThat(statusOf(port, group + "/any/promote-audited")).isEqualTo(401);
            assertThat(statusOf(port, group + ":approve")).isEqualTo(501);
            assertThat(log()).contains("replaces 1 and adds 1").contains("audited.camel.yaml comes from the folder");
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    /** The first call to each session stores that it is connected, before it is answered. */
    @Test
    void jar_killedWhileItCommits_losesNothingThatWasAcknowledged() throws Exception {
        Files.writeString(folder.resolve("world.yaml"), world());
        Process process = start("--spring.config.additional-location=file:world.yaml");
        Set<String> acknowledged = ConcurrentHashMap.newKeySet();
        ExecutorService callers = Executors.newFixedThreadPool(4);
        try {
            int port = port();
            for (int i = 0; i < SESSIONS; i++) {
                String session = "s" + i;
                callers.execute(() -> {
                    if (isPromoted(port, session)) {
                        acknowledged.add(session);
                    }
                    if (acknowledged.size() >= KILLED_AFTER) {
                        process.destroyForcibly();
                    }
                });
            }
        } finally {
            callers.shutdown();
            assertThat(callers.awaitTermination(120, TimeUnit.SECONDS)).isTrue();
            process.destroyForcibly().waitFor();
        }
        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(KILLED_AFTER);
        JdbcClient jdbc = JdbcClient.create(new DriverManagerDataSource(Database.url(folder.resolve("data"))));
        assertThat(jdbc.sql("select id from sessions where status = 'working' and wa_jid = ?")
                        .param(ACCOUNT)
                        .query(String.class)
                        .set())
                .containsAll(acknowledged);
        assertThat(jdbc.sql("select count(*) from sessions")
                        .query(Integer.class)
                        .single())
                .isEqualTo(SESSIONS);
    }

    private int statusOf(int port, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private void assertRefused(String line, String... arguments) throws Exception {
        Path log = folder.resolve("refused");
        Process process = start(log, arguments);
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(Files.readString(log).lines().filter(printed -> !printed.matches(".*\\b(INFO|WARN)\\b.*")))
                .singleElement()
                .asString()
                .endsWith("The gateway does not start: " + line);
    }

    /** Answered, and with success; a call that is cut off by the kill was not acknowledged. */
    private boolean isPromoted(int port, String session) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + RunningGateway.SESSIONS
                        + session + "/groups/" + GROUP + "/members/6289000000001@s.whatsapp.net/promote"))
                .header("Authorization", "Bearer wa_all_00000000000000000000000000000000")
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 204;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static String world() {
        String sessions = IntStream.range(0, SESSIONS)
                .mapToObj(i -> "      - { id: s%d, organization: org_a, engine-session: %s }".formatted(i, ACCOUNT))
                .collect(Collectors.joining("\n"));
        return """
                gateway:
                  simulator:
                    accounts:
                      - { jid: %1$s }
                    groups:
                      - jid: %2$s
                        members:
                          - { jid: %1$s, role: superadmin }
                          - { jid: 6289000000001@s.whatsapp.net }
                  provision:
                    api-keys:
                      - { name: all, organization: org_a, secret: wa_all_00000000000000000000000000000000, capabilities: [send] }
                    sessions:
                %3$s
                """.formatted(ACCOUNT, GROUP, sessions);
    }

    private Process start(String... arguments) throws IOException {
        return start(folder.resolve("log"), arguments);
    }

    private Process start(Path log, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                System.getProperty("gateway.jar"),
                "--server.port=0",
                "--server.address=127.0.0.1"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    private String log() throws IOException {
        return Files.readString(folder.resolve("log"));
    }

    private int port() {
        return Awaitility.await().atMost(Duration.ofMinutes(2)).until(this::portSoFar, found -> found > 0);
    }

    private int portSoFar() throws IOException {
        String marker = "Tomcat started on port ";
        String text = log();
        int at = text.indexOf(marker);
        return at < 0
                ? 0
                : Integer.parseInt(text.substring(at + marker.length()).replaceFirst("(?s)[^0-9].*", ""));
    }
}
