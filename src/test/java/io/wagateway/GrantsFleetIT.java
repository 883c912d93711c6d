package io.wagateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wagateway.engine.conformance.OneWhatsApp;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * Rights for a minute, granted by two gateways over one PostgreSQL with one WhatsApp behind them. The minute is over for all
 * at one moment, one gateway is killed while it demotes, and everybody is demoted once all the same.
 */
@Tag("slow")
class GrantsFleetIT {
    private static final int GROUPS = 4;
    private static final int MEMBERS = 60;
    private static final String KEY = "wa_grants_00000000000000000000000000000";

    @TempDir
    Path folder;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void twoNodes_oneIsKilledWhileItDemotes_everybodyIsDemotedOnce() throws Exception {
        String url = TestDatabase.postgresUrl();
        JdbcClient jdbc = JdbcClient.create(new DriverManagerDataSource(url));
        try (OneWhatsApp whatsApp = new OneWhatsApp(GROUPS, MEMBERS);
                GatewayProcess one = start("one", url, whatsApp);
                GatewayProcess other = start("other", url, whatsApp)) {
            for (int group = 0; group < GROUPS; group++) {
                int port = group % 2 == 0 ? one.port() : other.port();
                assertThat(promoteAll(port, group)).isEqualTo(200);
            }
            assertThat(count(jdbc, "member_grants where state = 'active'")).isEqualTo(GROUPS * MEMBERS);
            // One of them needs no demotion: a person has done it.
            assertThat(post(one.port(), 0, "/members/" + OneWhatsApp.member(0) + "/demote", null))
                    .isEqualTo(204);
            assertThat(count(jdbc, "member_grants where state = 'ended'")).isOne();
            jdbc.sql("update member_grants set ends_at = ends_at - 60000, due_at = due_at - 60000,"
                            + " asked_at = asked_at - 60000, created_at = created_at - 60000")
                    .update();
            await().atMost(Duration.ofMinutes(1))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> demotions(jdbc) > 20);
            other.kill();
            assertThat(demotions(jdbc)).isLessThan(GROUPS * MEMBERS - 1);
            await().atMost(Duration.ofMinutes(4))
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> count(jdbc, "member_grants where state <> 'ended'") == 0
                            && count(jdbc, "event_intents") == 0);
            assertEverybodyWasDemotedOnce(whatsApp, jdbc);
        }
    }

    private static void assertEverybodyWasDemotedOnce(OneWhatsApp whatsApp, JdbcClient jdbc) {
        for (int group = 0; group < GROUPS; group++) {
            for (int member = 0; member < MEMBERS; member++) {
                assertThat(whatsApp.isAdmin(group, member)).isFalse();
                // Promoted and demoted.
                assertThat(whatsApp.turns(group, member)).isEqualTo(2);
            }
        }
        List<String> actors = jdbc
                .sql("select payload from events where event = 'group.member.demoted'")
                .query(String.class)
                .list()
                .stream()
                .map(payload -> payload.replaceFirst(".*\"actor\":\"([^\"]*)\".*", "$1"))
                .filter(actor -> actor.startsWith("grant:"))
                .toList();
        List<String> unknown = jdbc.sql("select payload from events where event = 'group.action.unknown'")
                .query(String.class)
                .list();
        assertThat(actors).doesNotHaveDuplicates();
        // WhatsApp may have been asked, and a later attempt has found that there was nothing left to do.
        assertThat(actors.size() + unknown.size())
                .as("demotions %s, unknown %s", actors.size(), unknown)
                .isGreaterThanOrEqualTo(GROUPS * MEMBERS - 1);
        assertThat(count(jdbc, "events where event = 'group.action.failed'")).isZero();
        assertThat(count(jdbc, "group_members where role = 'admin' and not is_creator"))
                .isZero();
    }

    private static int demotions(JdbcClient jdbc) {
        return count(jdbc, "events where event = 'group.member.demoted'");
    }

    private static int count(JdbcClient jdbc, String what) {
        return jdbc.sql("select count(*) from " + what).query(Integer.class).single();
    }

    private int promoteAll(int port, int group) throws IOException, InterruptedException {
        String members = IntStream.range(0, MEMBERS)
                .mapToObj(member -> "\"" + OneWhatsApp.member(member) + "\"")
                .collect(Collectors.joining(","));
        return post(port, group, "/members:promote?for=1m", "{\"participants\": [" + members + "]}");
    }

    private int post(int port, int group, String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + RunningGateway.SESSIONS
                        + "phone/groups/" + OneWhatsApp.group(group) + path))
                .header("x-api-key", KEY)
                .header("Content-Type", "application/json")
                .POST(body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private GatewayProcess start(String name, String url, OneWhatsApp whatsApp) throws IOException {
        return GatewayProcess.start(
                folder.resolve(name),
                "log",
                "--spring.datasource.url=" + url,
                "--gateway.group-refresh=0s",
                "--gateway.engines.waha.kind=waha",
                "--gateway.engines.waha.url=" + whatsApp.url(),
                "--gateway.engines.waha.secret=" + OneWhatsApp.SECRET,
                "--gateway.provision.api-keys[0].name=grants",
                "--gateway.provision.api-keys[0].organization=org_a",
                "--gateway.provision.api-keys[0].secret=" + KEY,
                "--gateway.provision.api-keys[0].capabilities=send",
                "--gateway.provision.sessions[0].id=phone",
                "--gateway.provision.sessions[0].organization=org_a",
                "--gateway.provision.sessions[0].engine=waha",
                "--gateway.provision.sessions[0].engine-session=" + OneWhatsApp.ACCOUNT);
    }
}
