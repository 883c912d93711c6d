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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
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

    /** WhatsApp does not promote this one for the call that is cut off, but for the same call to the other process. */
    private static final String REPEATED = "6289000000003";

    /** WhatsApp promotes this one for the call that is cut off, and demotes them for a call to the other process. */
    private static final String OVERTAKEN = "6289000000004";

    private static final List<String> MEMBERS = List.of(PROMOTED, NOT_PROMOTED, REPEATED, OVERTAKEN);

    @TempDir
    Path folder;

    private final Set<String> admins = ConcurrentHashMap.newKeySet();
    private final CountDownLatch asked = new CountDownLatch(2);
    private final CountDownLatch over = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer engine;

    /** Speaks as conformance/routes/engines/tiny.camel.yaml describes; it answers no change before the kill. */
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
        if (exchange.getRequestMethod().equals("POST") && asked.getCount() > 0) {
            if (path[5].equals(PROMOTED) || path[5].equals(OVERTAKEN)) {
                admins.add(path[5]);
            }
            asked.countDown();
            await(over);
            exchange.close();
        } else if (exchange.getRequestMethod().equals("POST")) {
            String role = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            if (role.contains("admin")) {
                admins.add(path[5]);
            } else {
                admins.remove(path[5]);
            }
            reply(exchange, "{\"done\": true}");
        } else if (path.length == 3) {
            reply(exchange, "{\"up\": true, \"me\": \"6281000000001\"}");
        } else {
            reply(
                    exchange,
                    Stream.concat(Stream.of("6281000000001"), MEMBERS.stream())
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
    void changes_thatAKillCutsOff_areEachInTheLogOnce_asFarAsIsKnown(String database) throws Exception {
        String url =
                database.equals("H2") ? DatabaseDefaults.h2Url(folder.resolve("data")) : TestDatabase.postgresUrl();
        JdbcClient jdbc = JdbcClient.create(new DriverManagerDataSource(url));
        String[] more = database.equals("H2") ? new String[0] : new String[] {"--spring.datasource.url=" + url};
        try (GatewayProcess first = start("first", more)) {
            cutOff(first, jdbc, PROMOTED, NOT_PROMOTED);
        }
        takeForDead(jdbc);

        try (GatewayProcess second = start("second", more)) {
            awaitRecovery(second);
            second.kill();
        }
        assertThat(count(jdbc, "event_intents")).isZero();
        assertThat(names(jdbc))
                .containsExactlyInAnyOrder(
                        "group.member.promoted call-" + PROMOTED, "group.action.unknown call-" + NOT_PROMOTED);
        assertThat(jdbc.sql("select payload from events where event = 'group.action.unknown'")
                        .query(String.class)
                        .single())
                .contains("\"memberJid\":\"" + NOT_PROMOTED + "@s.whatsapp.net\"")
                .contains("\"actor\":\"key:")
                .contains("\"code\":\"engine_error\"")
                .contains("the group does not show the change");
        assertThat(roles(jdbc, PROMOTED, NOT_PROMOTED)).containsExactly(PROMOTED + " admin", NOT_PROMOTED + " member");
        // The promotions were for two hours, and only one of them is known to have been made.
        assertThat(jdbc.sql("select jid, ends_at - created_at as time, state from member_grants")
                        .query((row, number) ->
                                row.getString("jid") + " " + row.getLong("time") + " " + row.getString("state"))
                        .list())
                .containsExactly(PROMOTED + "@s.whatsapp.net 7200000 active");
    }

    /** What the group shows when the other node looks is the other node's own doing. */
    @Test
    void changes_thatAKillCutsOff_andTheOtherNodeRepeatsOrReverts_areUnknown() throws Exception {
        String url = TestDatabase.postgresUrl();
        JdbcClient jdbc = JdbcClient.create(new DriverManagerDataSource(url));
        try (GatewayProcess first = start("first", "--spring.datasource.url=" + url);
                GatewayProcess other = start("other", "--spring.datasource.url=" + url)) {
            cutOff(first, jdbc, REPEATED, OVERTAKEN);
            jdbc.sql("update nodes set alive_until = ?").param(Long.MAX_VALUE).update();
            assertThat(send(other.port(), REPEATED, "promote", "again-").join()).isEqualTo(204);
            assertThat(send(other.port(), OVERTAKEN, "demote", "again-").join()).isEqualTo(204);
            assertThat(count(jdbc, "event_intents")).isEqualTo(2);
            takeForDead(jdbc);
            awaitRecovery(other);
        }
        assertThat(names(jdbc))
                .containsExactlyInAnyOrder(
                        "group.member.promoted again-" + REPEATED,
                        "group.action.unknown call-" + REPEATED,
                        "group.member.demoted again-" + OVERTAKEN,
                        "group.action.unknown call-" + OVERTAKEN);
        assertThat(roles(jdbc, REPEATED, OVERTAKEN)).containsExactly(REPEATED + " admin", OVERTAKEN + " member");
    }

    /** Kills the process when WhatsApp has been asked to promote both. */
    private void cutOff(GatewayProcess process, JdbcClient jdbc, String... members) {
        int port = process.port();
        for (String member : members) {
            send(port, member, "promote?for=2h", "call-");
        }
        await(asked);
        process.kill();
        assertThat(count(jdbc, "event_intents")).isEqualTo(2);
        assertThat(names(jdbc)).isEmpty();
    }

    /** The time for which silence is no sign of death is over. */
    private static void takeForDead(JdbcClient jdbc) {
        jdbc.sql("update nodes set alive_until = 0").update();
    }

    private static void awaitRecovery(GatewayProcess process) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .until(() -> process.log().split("Recovered an interrupted change", -1).length == 3);
    }

    private static List<String> roles(JdbcClient jdbc, String... members) {
        return Stream.of(members)
                .map(member -> member + " "
                        + jdbc.sql("select role from group_members where jid = ?")
                                .param(member + "@s.whatsapp.net")
                                .query(String.class)
                                .single())
                .toList();
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

    private static CompletableFuture<Integer> send(int port, String digits, String change, String call) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + RunningGateway.SESSIONS
                        + "main/groups/" + GROUP + "/members/" + digits + "@s.whatsapp.net/" + change))
                .header("x-api-key", "wa_all_00000000000000000000000000000000")
                .header("X-Request-Id", call + digits)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        return HttpClient.newHttpClient()
                .sendAsync(request, HttpResponse.BodyHandlers.discarding())
                .thenApply(HttpResponse::statusCode);
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
