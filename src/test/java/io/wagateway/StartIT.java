package io.wagateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Contract section 8: what the gateway logs at start, if it starts and if it does not. */
@ExtendWith(OutputCaptureExtension.class)
class StartIT {
    private static final Pattern ERROR = Pattern.compile("(?m)^.*\\bERROR\\b.*$");

    @Test
    void start_withNothingConfigured_saysHowToMakeTheFirstKey(@TempDir Path folder, CapturedOutput output) {
        try (ConfigurableApplicationContext gateway = run(folder)) {
            assertThat(gateway.isRunning()).isTrue();
            assertThat(output.getOut())
                    .containsOnlyOnce("There is no API key yet. The first one is made by gateway.provision.api-keys")
                    .containsOnlyOnce("There is no session yet")
                    .containsOnlyOnce("Login tokens are not accepted: gateway.auth.jwt.jwks-uri is not set")
                    .doesNotContain(" ERROR ");
            assertThat(folder.resolve("gateway.mv.db")).exists();
        }
    }

    @Test
    void start_besideAnotherNodeThatProvisions_waitsForItAndKeepsItsRows(@TempDir Path folder) {
        String url = TestDatabase.postgresUrl();
        TestDatabase.migrate(new DriverManagerDataSource(url));
        DriverManagerDataSource source = new DriverManagerDataSource(url);
        JdbcClient jdbc = JdbcClient.create(source);
        TransactionTemplate firstNode = new TransactionTemplate(new JdbcTransactionManager(source));
        CompletableFuture<ConfigurableApplicationContext> secondNode = new CompletableFuture<>();
        firstNode.executeWithoutResult(status -> {
            jdbc.sql("select id from provisioning for update")
                    .query(Integer.class)
                    .list();
            jdbc.sql("insert into api_keys values ('first', 'org_a', 'all', 'old', 'read', 1, null, null)")
                    .update();
            jdbc.sql(
                            "insert into sessions (id, organization_id, engine, status, created_at, updated_at) values"
                                    + " ('phone', 'org_a', 'simulator', 'stopped', 1, 1), ('lost', 'org_a', 'gone', 'stopped', 1, 1)")
                    .update();
            secondNode.completeAsync(() -> run(
                    folder,
                    "--spring.datasource.url=" + url,
                    "--spring.config.additional-location=classpath:world.yaml"));
            JdbcClient observer = JdbcClient.create(new DriverManagerDataSource(url));
            Awaitility.await()
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> observer.sql("select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
                                            + " and query like '%provisioning%for update%'")
                                    .query(Long.class)
                                    .single()
                            == 1);
        });
        try (ConfigurableApplicationContext gateway = secondNode.join()) {
            assertThat(jdbc.sql("select id from api_keys where organization_id = 'org_a' and name = 'all'")
                            .query(String.class)
                            .list())
                    .containsExactly("first");
            assertThat(jdbc.sql("select label from sessions where id = 'phone' and created_at = 1")
                            .query(String.class)
                            .single())
                    .isEqualTo("Phone");
            HttpResponse<String> answer = post(
                    "http://127.0.0.1:" + gateway.getEnvironment().getProperty("local.server.port")
                            + "/api/v1/sessions/lost/groups/120363000000000001@g.us/members/6289000000002@s.whatsapp.net/promote",
                    "Bearer wa_all_00000000000000000000000000000000");
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("\"engine_unavailable\"");
            assertThat(answer.headers().firstValue("Retry-After")).contains("5");
        }
    }

    @Test
    void start_ofTheDemo_listensOnLoopbackAloneAndSaysWhatToTry(@TempDir Path folder, CapturedOutput output)
            throws Exception {
        try (ConfigurableApplicationContext gateway = run(folder, "--spring.profiles.active=demo")) {
            Matcher curl = Pattern.compile("curl -i -X POST -H \"Authorization: (.*?)\" \"(.*?)\"")
                    .matcher(output.getOut());
            assertThat(curl.find()).isTrue();
            assertThat(post(curl.group(2), curl.group(1)).statusCode()).isEqualTo(204);
            int port = Integer.parseInt(gateway.getEnvironment().getProperty("local.server.port"));
            assertThat(output.getOut()).contains("http://127.0.0.1:" + port + "/docs");
            try (Socket elsewhere = new Socket()) {
                assertThatThrownBy(() -> elsewhere.connect(new InetSocketAddress("127.0.0.2", port), 2_000))
                        .isInstanceOf(ConnectException.class);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --gateway.engines.e.kind=nope            | gateway.engines.e.kind = 'nope': the loaded engine kinds are [evolution, gowa, simulator, waha, wuzapi]
                    --gateway.nosuch=hunter2                 | gateway.nosuch: there is no such property; gateway takes data-dir,
                    --gateway.provision.api-keys[0].secret=hunter2 | gateway.provision.api-keys[0].name = '': 1 to 255 visible characters; no space but the plain one
                    --server.shutdown=later                  | server.shutdown = 'later': one of graceful, immediate
                    --spring.datasource.hikari.maximum-pool-size=many | spring.datasource.hikari.maximum-pool-size = 'many': a whole number
                    --gateway.data-dir=/dev/null/data        | gateway.data-dir = '/dev/null/data': a folder that the gateway can make and write to
                    --spring.datasource.url=jdbc:postgresql://127.0.0.1:1/db?password=hunter2 | the database of spring.datasource.url cannot be used: Connection to 127.0.0.1:1 refused
                    --spring.datasource.url=jdbc:oracle://hunter2 | spring.datasource.url: a jdbc:postgresql: or jdbc:h2: URL, or nothing
                    --spring.main.lazy-initialization=true   | spring.main.lazy-initialization = 'true': false: routes would never start
                    --spring.config.additional-location=file:/no/such.yaml | '/no/such.yaml'
                    --spring.config.additional-location=classpath:malformed.yaml | class path resource [malformed.yaml] is no YAML: line 4, column 7
                    """)
    void start_withAWrongConfiguration_isRefusedInOneLine(
            String argument, String line, @TempDir Path folder, CapturedOutput output) {
        String data = argument.startsWith("--gateway.data-dir") ? "--ignored" : "--gateway.data-dir=" + folder;
        assertRefused(
                output,
                line,
                "--spring.datasource.hikari.initialization-fail-timeout=1",
                argument,
                data,
                "--server.port=0");
    }

    @ParameterizedTest
    @CsvSource({"server, management.server", "management.server, server"})
    void start_onAPortInUse_isRefusedInOneLine(String server, String other, @TempDir Path folder, CapturedOutput output)
            throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertRefused(
                    output,
                    server + ".port = '" + taken.getLocalPort() + "': another process listens on it",
                    "--gateway.data-dir=" + folder,
                    "--" + other + ".port=0",
                    "--" + server + ".address=127.0.0.1",
                    "--" + server + ".port=" + taken.getLocalPort());
        }
    }

    @Test
    void start_onAnAddressOfAnotherMachine_isRefusedInOneLine(@TempDir Path folder, CapturedOutput output) {
        assertRefused(
                output,
                "server.address and server.port: Cannot assign requested address",
                "--gateway.data-dir=" + folder,
                "--server.address=192.0.2.1",
                "--server.port=0");
    }

    private static void assertRefused(CapturedOutput output, String line, String... arguments) {
        int before = output.getAll().length();
        assertThatThrownBy(() -> start(arguments)).isNotNull();
        String printed = output.getAll().substring(before);
        List<String> errors =
                ERROR.matcher(printed).results().map(found -> found.group()).toList();
        assertThat(errors).hasSize(1);
        assertThat(errors.get(0)).contains("The gateway does not start: ").contains(line);
        assertThat(printed).doesNotContain("hunter2", "APPLICATION FAILED", "\tat ", "Exception");
    }

    private static ConfigurableApplicationContext run(Path folder, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--gateway.data-dir=" + folder);
        all.add("--server.port=0");
        return start(all.toArray(String[]::new));
    }

    private static ConfigurableApplicationContext start(String... arguments) {
        return new SpringApplicationBuilder(WaGateway.class).run(arguments);
    }

    private static HttpResponse<String> post(String url, String authorization) {
        try {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(url))
                                    .header("Authorization", authorization)
                                    .POST(HttpRequest.BodyPublishers.noBody())
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
