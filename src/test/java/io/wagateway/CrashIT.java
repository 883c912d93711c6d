package io.wagateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.wagateway.config.DatabaseDefaults;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The jar, killed while WhatsApp has been asked for changes and nobody has heard the answer. */
@Tag("slow")
class CrashIT {
    private static final String GROUP = "120363000000000001@g.us";
    private static final String PROMOTED = "6289000000001";
    private static final String NOT_PROMOTED = "6289000000002";

    @TempDir
    Path folder;

    private final Set<String> admins = ConcurrentHashMap.newKeySet();
    private final CountDownLatch asked = new CountDownLatch(2);
    private final CountDownLatch over = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer engine;

    /** Speaks as conformance/routes/engines/tiny.camel.yaml describes; a change is never answered. */
    @BeforeEach
    void startEngine() throws IOException {
        engine = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        engine.setExecutor(threads);
        engine.createContext("/", this::answer);
        engine.start();
    }

    @AfterEach
    void stopEngine() {
        over.countDown();
        engine.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String[] path = exchange.getRequestURI().getPath().split("/", -1);
        if (exchange.getRequestMethod().equals("POST")) {
            if (path[5].equals(PROMOTED)) {
                admins.add(PROMOTED);
            }
            asked.countDown();
            await(over);
            exchange.close();
        } else if (path.length == 3) {
            reply(exchange, "{\"up\": true, \"me\": \"6281000000001\"}");
        } else {
            reply(
                    exchange,
                    List.of("6281000000001", PROMOTED, NOT_PROMOTED).stream()
                            .map(who -> "{\"who\": \"%s\", \"is\": \"%s\"}"
                                    .formatted(
                                            who, who.startsWith("6281") || admins.contains(who) ? "admin" : "member"))
                            .collect(Collectors.joining(",", "[", "]")));
        }
    }

    private static void reply(HttpExchange exchange, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(120, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"H2", "PostgreSQL"})
    void changes_thatAKillCutsOff_areEachInTheLogOnce_asTheGroupShowsThem(String database) throws Exception {
        String url =
                database.equals("H2") ? DatabaseDefaults.h2Url(folder.resolve("data")) : TestDatabase.postgresUrl();
        JdbcClient jdbc = JdbcClient.create(new DriverManagerDataSource(url));
        String[] more = database.equals("H2") ? new String[0] : new String[] {"--spring.datasource.url=" + url};
        try (GatewayProcess first = start("first", more)) {
            int port = first.port();
            promote(port, PROMOTED);
            promote(port, NOT_PROMOTED);
            await(asked);
            first.kill();
        }
        assertThat(count(jdbc, "event_intents")).isEqualTo(2);
        assertThat(names(jdbc)).isEmpty();
        // The time for which silence is no sign of death is over.
        jdbc.sql("update nodes set alive_until = 0").update();

        try (GatewayProcess second = start("second", more)) {
            Awaitility.await()
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> second.log().split("Recovered an interrupted change", -1).length == 3);
            second.kill();
        }
        assertThat(count(jdbc, "event_intents")).isZero();
        assertThat(names(jdbc))
                .containsExactlyInAnyOrder(
                        "group.member.promoted call-" + PROMOTED, "group.action.failed call-" + NOT_PROMOTED);
        assertThat(jdbc.sql("select payload from events where event = 'group.action.failed'")
                        .query(String.class)
                        .single())
                .contains("\"memberJid\":\"" + NOT_PROMOTED + "@s.whatsapp.net\"")
                .contains("\"actor\":\"key:")
                .contains("\"code\":\"engine_error\"")
                .contains("the group does not show the change");
        assertThat(jdbc.sql("select jid || ' ' || role from group_members where jid like '6289%' order by jid")
                        .query(String.class)
                        .list())
                .containsExactly(PROMOTED + "@s.whatsapp.net admin", NOT_PROMOTED + "@s.whatsapp.net member");
    }

    private static int count(JdbcClient jdbc, String table) {
        return jdbc.sql("select count(*) from " + table).query(Integer.class).single();
    }

    /** Of what happened to groups, with the request id. */
    private static List<String> names(JdbcClient jdbc) {
        return jdbc.sql("select event, payload from events where event <> 'session.status'")
                .query((row, number) -> row.getString("event") + " "
                        + row.getString("payload").replaceFirst(".*\"requestId\":\"([^\"]*)\".*", "$1"))
                .list();
    }

    /** Nobody is told what became of it. */
    private void promote(int port, String digits) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + RunningGateway.SESSIONS
                        + "main/groups/" + GROUP + "/members/" + digits + "@s.whatsapp.net/promote"))
                .header("x-api-key", "wa_all_00000000000000000000000000000000")
                .header("X-Request-Id", "call-" + digits)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        HttpClient.newHttpClient().sendAsync(request, HttpResponse.BodyHandlers.discarding());
    }

    private GatewayProcess start(String log, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "--gateway.routes-dir="
                        + Path.of("src/test/resources/conformance/routes").toAbsolutePath(),
                "--gateway.group-refresh=0s",
                "--gateway.engines.mine.kind=tiny",
                "--gateway.engines.mine.url=http://127.0.0.1:"
                        + engine.getAddress().getPort(),
                "--gateway.engines.mine.secret=S3CR3T-tiny",
                "--gateway.engines.mine.timeout=50s",
                "--gateway.provision.sessions[0].id=main",
                "--gateway.provision.sessions[0].organization=org_a",
                "--gateway.provision.sessions[0].engine=mine",
                "--gateway.provision.sessions[0].engine-session=main",
                "--gateway.provision.api-keys[0].name=all",
                "--gateway.provision.api-keys[0].organization=org_a",
                "--gateway.provision.api-keys[0].secret=wa_all_00000000000000000000000000000000",
                "--gateway.provision.api-keys[0].capabilities=send"));
        arguments.addAll(List.of(more));
        return GatewayProcess.start(folder, log, arguments.toArray(String[]::new));
    }
}
