package io.wagateway;

import static io.wagateway.JsonResponses.parse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Two gateways over one PostgreSQL: one is killed while it works on calls with an Idempotency-Key, and the other gets them again. */
@Tag("slow")
class IdempotencyCrashIT {
    private static final String PHONE = RunningGateway.SESSIONS + "phone/groups";
    private static final String ADD = PHONE + "/120363000000000001@g.us/members";
    private static final String GROUP = "{\"name\": \"new\", \"participants\": [\"6289000000002@s.whatsapp.net\"]}";
    private static final String MEMBER = "{\"participants\": [\"6289000000002@s.whatsapp.net\"]}";
    private static final String SESSION = "{\"engine\": \"simulator\"}";

    @TempDir
    Path folder;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void kill_leavesNoCallUnderWayForEver_andNoneIsMadeTwiceUnknowingly() throws Exception {
        String url = TestDatabase.postgresUrl();
        JdbcClient jdbc = JdbcClient.create(new DriverManagerDataSource(url));
        try (GatewayProcess slow = start("slow", url, "14s");
                GatewayProcess other = start("other", url, "0ms")) {
            HttpResponse<String> session = send(slow, "/api/v1/sessions", SESSION, "made", "r-made");
            assertThat(session.statusCode()).isEqualTo(201);
            begin(slow, PHONE, GROUP, "group", "r-group");
            begin(slow, ADD, MEMBER, "member", "r-member");
            await().atMost(Duration.ofSeconds(10)).until(() -> claims(jdbc) == 3);
            // The other node knows that they are under way.
            for (List<String> call : List.of(List.of(PHONE, GROUP, "group"), List.of(ADD, MEMBER, "member"))) {
                HttpResponse<String> answer = send(other, call.get(0), call.get(1), call.get(2), "r-again");
                assertThat(answer.statusCode()).isEqualTo(409);
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            }
            slow.kill();

            HttpResponse<String> again = send(other, "/api/v1/sessions", SESSION, "made", "r-again");
            assertThat(again.headers().firstValue("Idempotency-Replayed")).hasValue("true");
            assertThat(parse(again)).isEqualTo(parse(session));
            HttpResponse<String> group = afterTheLease(other, PHONE, GROUP, "group");
            assertThat(group.statusCode()).isEqualTo(409);
            assertThat(parse(group).at("/error/details/requestId").asText()).isEqualTo("r-group");
            HttpResponse<String> member = afterTheLease(other, ADD, MEMBER, "member");
            assertThat(member.statusCode()).isEqualTo(204);
            assertThat(member.headers().firstValue("Idempotency-Replayed")).isEmpty();
            assertThat(send(other, ADD, MEMBER, "member", "r-third").headers().firstValue("Idempotency-Replayed"))
                    .hasValue("true");
        }
    }

    private HttpResponse<String> afterTheLease(GatewayProcess node, String path, String body, String key) {
        return await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofSeconds(1))
                .until(
                        () -> send(node, path, body, key, "r-later"),
                        answer -> answer.headers().firstValue("Retry-After").isEmpty());
    }

    private static long claims(JdbcClient jdbc) {
        return jdbc.sql("select count(*) from idempotency_keys")
                .query(Long.class)
                .single();
    }

    /** Nobody gets the answer. */
    private void begin(GatewayProcess node, String path, String body, String key, String requestId) {
        client.sendAsync(request(node, path, body, key, requestId), HttpResponse.BodyHandlers.discarding());
    }

    private HttpResponse<String> send(GatewayProcess node, String path, String body, String key, String requestId)
            throws IOException, InterruptedException {
        return client.send(request(node, path, body, key, requestId), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest request(GatewayProcess node, String path, String body, String key, String requestId) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.port() + path))
                .header("x-api-key", "wa_all_00000000000000000000000000000000")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .header("X-Request-Id", requestId)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    /** @param latency of its simulated WhatsApp */
    private GatewayProcess start(String name, String url, String latency) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "--spring.datasource.url=" + url,
                "--gateway.group-refresh=0s",
                "--gateway.session-watch=0s",
                "--gateway.provision.api-keys[0].name=all",
                "--gateway.provision.api-keys[0].organization=org_a",
                "--gateway.provision.api-keys[0].secret=wa_all_00000000000000000000000000000000",
                "--gateway.provision.api-keys[0].capabilities=read,send,manage",
                "--gateway.provision.sessions[0].id=phone",
                "--gateway.provision.sessions[0].organization=org_a",
                "--gateway.provision.sessions[0].engine=simulator",
                "--gateway.provision.sessions[0].engine-session=6281000000001@s.whatsapp.net",
                "--gateway.simulator.accounts[0].jid=6281000000001@s.whatsapp.net",
                "--gateway.simulator.accounts[0].latency=" + latency,
                "--gateway.simulator.groups[0].jid=120363000000000001@g.us",
                "--gateway.simulator.groups[0].subject=Team",
                "--gateway.simulator.groups[0].members[0].jid=6281000000001@s.whatsapp.net",
                "--gateway.simulator.groups[0].members[0].role=admin"));
        return GatewayProcess.start(folder.resolve(name), "log", arguments.toArray(String[]::new));
    }
}
