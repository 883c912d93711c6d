package io.wagateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;

/** The command of the Dockerfile's HEALTHCHECK beside the packaged jar: what it says of HTTP and of TLS. */
@Tag("slow")
class HealthCheckIT {
    private static final Pattern COMMAND = Pattern.compile("(?m)^HEALTHCHECK .*CMD (\\[.*])$");
    private static final Pattern PORTS = Pattern.compile("Tomcat started on port (\\d+) \\((https?)\\)");

    /** How long Docker waits for an answer, by the Dockerfile. */
    private static final long PATIENCE_SECONDS = 3;

    @TempDir
    static Path keys;

    @TempDir
    Path folder;

    private static List<String> tls;

    /** A certificate that nobody has signed, as an operator makes the first one. */
    @BeforeAll
    static void makeCertificate() throws Exception {
        Path store = TestCertificate.in(keys);
        tls = List.of("--server.ssl.key-store=" + store, "--server.ssl.key-store-password=" + TestCertificate.PASSWORD);
    }

    @Test
    void gateway_thatSpeaksHttp_isHealthyUntilItStops() throws Exception {
        int port;
        try (GatewayProcess gateway = GatewayProcess.start(folder, "log")) {
            port = awaitPort(gateway, 0, "http");
            assertThat(check("SERVER_PORT", port)).isZero();
        }
        assertThat(check("SERVER_PORT", port)).isNotZero();
    }

    @Test
    void gateway_thatSpeaksTls_isHealthyUntilItStops() throws Exception {
        int port;
        try (GatewayProcess gateway = GatewayProcess.start(folder, "log", tls.toArray(String[]::new))) {
            port = awaitPort(gateway, 0, "https");
            assertThat(check("SERVER_PORT", port)).isZero();
        }
        assertThat(check("SERVER_PORT", port)).isNotZero();
    }

    /** It has no certificate of its own, so it needs a port that wants none. */
    @Test
    void gateway_thatWantsACertificate_isHealthyByAPortOfItsOwn() throws Exception {
        List<String> arguments = new ArrayList<>(tls);
        arguments.add("--server.ssl.client-auth=need");
        arguments.add("--management.server.port=0");
        arguments.add("--management.server.address=127.0.0.1");
        arguments.add("--management.server.ssl.enabled=false");
        try (GatewayProcess gateway = GatewayProcess.start(folder, "log", arguments.toArray(String[]::new))) {
            assertThat(check("MANAGEMENT_SERVER_PORT", awaitPort(gateway, 1, "http")))
                    .isZero();
            assertThat(check("SERVER_PORT", awaitPort(gateway, 0, "https"))).isNotZero();
        }
    }

    @Test
    void gateway_thatIsNotReady_isNotHealthy() throws Exception {
        for (List<String> options : List.of(List.<String>of(), tls)) {
            String[] properties =
                    options.stream().map(option -> option.substring(2)).toArray(String[]::new);
            try (RunningGateway gateway = RunningGateway.startEmpty(properties)) {
                assertThat(check("SERVER_PORT", gateway.port())).isZero();
                AvailabilityChangeEvent.publish(gateway.context(), ReadinessState.REFUSING_TRAFFIC);
                assertThat(check("SERVER_PORT", gateway.port())).isNotZero();
            }
        }
    }

    /** The exit code, within the time that Docker gives. */
    private static int check(String variable, int port) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command()).inheritIO();
        Map<String, String> environment = builder.environment();
        environment.remove("SERVER_PORT");
        environment.remove("MANAGEMENT_SERVER_PORT");
        if (!variable.equals("SERVER_PORT")) {
            // Nothing listens there.
            environment.put("SERVER_PORT", "1");
        }
        environment.put(variable, String.valueOf(port));
        Process process = builder.start();
        boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        process.destroyForcibly();
        assertThat(ended).isTrue();
        return process.exitValue();
    }

    /** That of the Dockerfile, with the script where the repository has it. */
    private static List<String> command() throws IOException {
        String dockerfile = Files.readString(Path.of("Dockerfile"));
        Matcher command = COMMAND.matcher(dockerfile);
        assertThat(command.find()).isTrue();
        assertThat(dockerfile).contains("WORKDIR /app\n", "COPY src/docker/health.sh ./\n");
        List<String> words = List.of(JsonMapper.builder().build().readValue(command.group(1), String[].class));
        assertThat(words).contains("/app/health.sh");
        return words.stream()
                .map(word -> word.replace("/app/health.sh", "src/docker/health.sh"))
                .toList();
    }

    private static int awaitPort(GatewayProcess gateway, int index, String protocol) {
        // Fails with the log if it does not start.
        gateway.port();
        return Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> port(gateway.log(), index, protocol), port -> port > 0);
    }

    private static int port(String log, int index, String protocol) {
        List<String> found = new ArrayList<>();
        PORTS.matcher(log).results().forEach(match -> found.add(match.group(2) + " " + match.group(1)));
        boolean isThere = log.contains("Started WaGateway") && found.size() > index;
        if (isThere) {
            assertThat(found.get(index)).startsWith(protocol + " ");
        }
        return isThere ? Integer.parseInt(found.get(index).replaceFirst(".* ", "")) : 0;
    }
}
