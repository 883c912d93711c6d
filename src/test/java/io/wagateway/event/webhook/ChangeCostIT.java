package io.wagateway.event.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.wagateway.JsonResponses;
import io.wagateway.RunningGateway;
import io.wagateway.StatementCounter;
import io.wagateway.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What a change costs the database, from the request to the delivery to the organisation's only webhook, when many callers
 * share transactions. All that the gateway sends meanwhile is counted, its timers' statements, too.
 */
class ChangeCostIT {
    private static final int CALLERS = 16;
    private static final String[] KEY = {"x-api-key", "wa_cost_0000000000000000000000000000000"};
    private static final String ACCOUNT = "6281000000001@s.whatsapp.net";
    private static final String MEMBER = "6289000000001@s.whatsapp.net";
    private static final int WARM_UP = 20;
    private static final int CHANGES = 150;

    static Stream<Arguments> databases() {
        return Stream.of(
                Arguments.of("H2", List.of()),
                Arguments.of("PostgreSQL", List.of("spring.datasource.url=" + TestDatabase.postgresUrl())));
    }

    private static String gid(int group) {
        return 120_363_000_000_000_000L + group + "@g.us";
    }

    private static String[] properties(List<String> database) {
        List<String> properties = new ArrayList<>(database);
        properties.add("spring.datasource.driver-class-name=" + StatementCounter.class.getName());
        properties.add("gateway.webhooks.allow-private-addresses=true");
        String key = "gateway.provision.api-keys[0].";
        properties.addAll(List.of(key + "name=cost", key + "organization=org", key + "secret=" + KEY[1]));
        properties.add(key + "capabilities=read,send,manage");
        String session = "gateway.provision.sessions[0].";
        properties.addAll(List.of(session + "id=phone", session + "organization=org"));
        properties.addAll(List.of(session + "engine=simulator", session + "engine-session=" + ACCOUNT));
        properties.add("gateway.simulator.accounts[0].jid=" + ACCOUNT);
        for (int group = 0; group < CALLERS; group++) {
            String prefix = "gateway.simulator.groups[" + group + "].";
            properties.addAll(List.of(prefix + "jid=" + gid(group), prefix + "members[0].jid=" + ACCOUNT));
            properties.addAll(List.of(prefix + "members[0].role=superadmin", prefix + "members[1].jid=" + MEMBER));
        }
        return properties.toArray(String[]::new);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("databases")
    void change_underLoad_sharesStatementsAndCommits(String name, List<String> database) throws Exception {
        try (Receiver receiver = Receiver.answering(number -> 204);
                RunningGateway gateway = RunningGateway.startEmpty(properties(database))) {
            String webhook = "{\"url\": \"" + receiver.url()
                    + "\", \"events\": [\"group.member.promoted\", \"group.member.demoted\"]}";
            String[] json = {KEY[0], KEY[1], "Content-Type", "application/json"};
            String id = JsonResponses.parse(gateway.send("POST", "/api/v1/webhooks", webhook, json))
                    .get("id")
                    .asText();
            load(gateway, WARM_UP);
            settled(gateway, id, CALLERS * WARM_UP);
            StatementCounter.reset();
            load(gateway, CHANGES);
            settled(gateway, id, CALLERS * (WARM_UP + CHANGES));
            Map<String, Long> counts = StatementCounter.counts();
            double changes = CALLERS * CHANGES;
            counts.entrySet().stream()
                    .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                    .filter(count -> count.getValue() >= changes / 100)
                    .forEach(count ->
                            System.out.printf("%s: %.2f %s%n", name, count.getValue() / changes, count.getKey()));
            System.out.printf(
                    "%s: %.2f statements and %.2f commits a change%n",
                    name, StatementCounter.statements(counts) / changes, StatementCounter.commits(counts) / changes);
            assertThat(StatementCounter.statements(counts) / changes).isLessThanOrEqualTo(10);
            assertThat(StatementCounter.commits(counts) / changes).isLessThanOrEqualTo(4);
        }
    }

    @Test
    void callForASessionThatDoesNotExist_asksTheDatabaseOnceInAWhile() {
        try (RunningGateway gateway = RunningGateway.startEmpty(properties(List.of()))) {
            StatementCounter.reset();
            long begun = System.nanoTime();
            for (int call = 0; call < 100; call++) {
                String path = RunningGateway.SESSIONS + "unknown/groups/" + gid(0) + "/members/" + MEMBER + "/promote";
                assertThat(gateway.post(path, KEY).statusCode()).isEqualTo(404);
            }
            long seconds = Duration.ofNanos(System.nanoTime() - begun).toSeconds();
            long asked = StatementCounter.counts().entrySet().stream()
                    .filter(count -> count.getKey().contains("from sessions where id = ?"))
                    .mapToLong(Map.Entry::getValue)
                    .sum();
            // The gateway itself also looks for its own session.
            assertThat(asked).isBetween(1L, 5 + seconds);
        }
    }

    /** Each caller changes the role of a member of its own group, so many times. */
    private static void load(RunningGateway gateway, int changes) throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        try {
            List<Future<?>> running = IntStream.range(0, CALLERS)
                    .mapToObj(group -> callers.submit(() -> {
                        String member = RunningGateway.SESSIONS + "phone/groups/" + gid(group) + "/members/" + MEMBER;
                        for (int change = 0; change < changes; change++) {
                            String path = member + (change % 2 == 0 ? "/promote" : "/demote");
                            assertThat(gateway.post(path, KEY).statusCode()).isEqualTo(204);
                        }
                    }))
                    .<Future<?>>map(future -> future)
                    .toList();
            for (Future<?> caller : running) {
                caller.get();
            }
        } finally {
            callers.shutdownNow();
        }
    }

    private static void settled(RunningGateway gateway, String webhook, int deliveries) {
        JdbcClient jdbc = gateway.context().getBean(JdbcClient.class);
        Awaitility.await()
                .pollInterval(Duration.ofSeconds(1))
                .atMost(Duration.ofMinutes(2))
                .until(() -> jdbc.sql("select count(*) from deliveries where destination = ? and state = 'delivered'")
                                .param(webhook)
                                .query(Integer.class)
                                .single()
                        >= deliveries);
    }
}
