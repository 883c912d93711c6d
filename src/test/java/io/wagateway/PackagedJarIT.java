package io.wagateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.wagateway.config.DatabaseDefaults;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
        try (GatewayProcess gateway = start()) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(
                                    URI.create("http://127.0.0.1:" + gateway.port() + "/actuator/health/readiness"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            try (Stream<Path> files = Files.walk(Path.of("routes"))) {
                long packaged = files.filter(Files::isRegularFile).count();
                assertThat(gateway.log()).contains("Routes: " + packaged + " packaged files");
            }
            assertThat(permissions("data")).isEqualTo("rwx------");
            assertThat(permissions("data/gateway.mv.db")).isEqualTo("rw-------");
            assertRefused("gateway.data-dir: another running gateway has it open: each needs a folder of its own");
            assertRefused("gateway.group-cache = '9000ms': 0s to 2s", "--gateway.group-cache=9s");
        }
        Files.write(folder.resolve("data/gateway.mv.db"), new byte[0]);
        assertRefused("gateway.data-dir = 'data': its gateway.mv.db has 0 bytes, so a database has been lost: restore a"
                + " backup, or delete the file to begin with an empty database");
        assertThat(folder.resolve("data/gateway.mv.db")).isEmptyFile();
    }

    @Test
    void jar_holdsItsLicence_andTheGuide() throws IOException {
        try (JarFile jar = new JarFile(System.getProperty("gateway.jar"))) {
            assertThat(jar.stream().map(JarEntry::getName))
                    .contains("META-INF/LICENSE", "BOOT-INF/classes/guide/index.md");
        }
    }

    @Test
    void jar_besideARoutesFolder_letsItReplaceAndAdd() throws Exception {
        Path routes = Files.createDirectories(folder.resolve("routes"));
        Files.copy(Path.of("src/test/resources/own-routes/audited.camel.yaml"), routes.resolve("audited.camel.yaml"));
        // The operator's own file answers a reserved operation without asking for a token.
        Files.writeString(
                routes.resolve("groups.camel.yaml"),
                Files.readString(Path.of("routes/groups.camel.yaml"))
                        .replaceAll("(?s)(approveGroupMembers\n +steps:\n).*?( +- throwException)", "$1$2"));
        try (GatewayProcess gateway = start()) {
            String group = RunningGateway.SESSIONS + "any/groups/any/members";
            int port = gateway.port();
            assertThat(statusOf(port, group + "/any/promote-audited")).isEqualTo(401);
            assertThat(statusOf(port, group + ":approve")).isEqualTo(501);
            assertThat(gateway.log())
                    .contains("replaces 1 and adds 1")
                    .contains("audited.camel.yaml comes from the folder");
        }
    }

    /** The first call to each session stores that it is connected before the gateway answers. */
    @Test
    void jar_killedWhileItCommits_losesNothingThatWasAcknowledged() throws Exception {
        Files.writeString(folder.resolve("world.yaml"), world());
        GatewayProcess gateway = start("--spring.config.additional-location=file:world.yaml");
        Set<String> acknowledged = ConcurrentHashMap.newKeySet();
        ExecutorService callers = Executors.newFixedThreadPool(4);
        try {
            int port = gateway.port();
            for (int i = 0; i < SESSIONS; i++) {
                String session = "s" + i;
                callers.execute(() -> {
                    if (isPromoted(port, session)) {
                        acknowledged.add(session);
                    }
                    if (acknowledged.size() >= KILLED_AFTER) {
                        gateway.kill();
                    }
                });
            }
        } finally {
            callers.shutdown();
            assertThat(callers.awaitTermination(120, TimeUnit.SECONDS)).isTrue();
            gateway.kill();
        }
        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(KILLED_AFTER);
        JdbcClient jdbc =
                JdbcClient.create(new DriverManagerDataSource(DatabaseDefaults.h2Url(folder.resolve("data"))));
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

    private String permissions(String name) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name)));
    }

    private int statusOf(int port, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private void assertRefused(String line, String... arguments) throws Exception {
        GatewayProcess gateway = GatewayProcess.start(folder, "refused", arguments);
        assertThat(gateway.awaitEnd()).isEqualTo(1);
        assertThat(gateway.log().lines().filter(printed -> !printed.matches(".*\\b(INFO|WARN)\\b.*")))
                .singleElement()
                .asString()
                .endsWith("The gateway does not start: " + line);
    }

    /** Whether the gateway answered with success; a call that the kill cuts off was not acknowledged. */
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

    private GatewayProcess start(String... arguments) throws IOException {
        return GatewayProcess.start(folder, "log", arguments);
    }
}
