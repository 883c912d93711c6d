package io.wagateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wagateway.engine.conformance.OneWhatsApp;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

/**
 * Two gateways over one PostgreSQL and one Kafka, with one WhatsApp behind them, under load: one of them is killed, then
 * every connection to the database is. Afterwards it is counted what was acknowledged, logged, delivered and done.
 * Before all that the two change one member against each other.
 */
@Tag("slow")
class FleetIT {
    private static final int GROUPS = 8;
    private static final int MEMBERS = 60;

    /** Of each group: changes that were acknowledged before the kill, between the two, and in all. */
    private static final int BEFORE_THE_KILL = 12;

    private static final int BEFORE_THE_CUT = 24;
    private static final int IN_ALL = 40;

    /** The group whose member 0 the nodes change against each other: the calls of each caller. */
    private static final int CONTESTED = GROUPS;

    private static final int CALLS = 80;

    private static final String TOPIC = "fleet";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final Map<String, String> acknowledged = new ConcurrentHashMap<>();
    private final Set<String> asked = ConcurrentHashMap.newKeySet();
    private final int[] done = new int[GROUPS];

    /** A call, and when it was sent and answered: {@link System#nanoTime()}. */
    private record Answer(boolean promote, int status, long sent, long received) {}

    private record Logged(String id, String event, String group, String requestId, String member) {}

    @Test
    void twoNodes_oneIsKilledAndTheDatabaseCutsThemOff_everyChangeIsLoggedOnceAndDelivered() throws Exception {
        // Without Spring Boot in this process, nothing else keeps the broker from telling everything.
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
        EmbeddedKafkaKraftBroker kafka = new EmbeddedKafkaKraftBroker(1, 4, TOPIC);
        kafka.afterPropertiesSet();
        String url = TestDatabase.postgresUrl();
        JdbcClient jdbc = JdbcClient.create(new DriverManagerDataSource(url));
        try (OneWhatsApp whatsApp = new OneWhatsApp(GROUPS + 1, MEMBERS);
                GatewayProcess one = start("one", url, kafka, whatsApp);
                GatewayProcess other = start("other", url, kafka, whatsApp)) {
            List<Integer> ports = List.of(one.port(), other.port());
            assertThatNo204IsFalse(contest(1, ports), whatsApp);
            assertThatNo204IsFalse(contest(4, ports), whatsApp);
            ExecutorService callers = Executors.newFixedThreadPool(GROUPS);
            IntStream.range(0, GROUPS).forEach(group -> callers.execute(() -> load(whatsApp, group, ports)));
            callers.shutdown();
            await().atMost(Duration.ofMinutes(2)).until(() -> allHaveDone(BEFORE_THE_KILL));
            other.kill();
            await().atMost(Duration.ofMinutes(2)).until(() -> allHaveDone(BEFORE_THE_CUT));
            int cut = jdbc.sql("select count(*) from (select pg_terminate_backend(pid) from pg_stat_activity"
                            + " where datname = current_database() and pid <> pg_backend_pid()) as cut")
                    .query(Integer.class)
                    .single();
            assertThat(cut).isPositive();
            assertThat(callers.awaitTermination(3, TimeUnit.MINUTES)).isTrue();
            // What was begun and not ended is settled, and everything has left.
            await().atMost(Duration.ofMinutes(2))
                    .pollInterval(Duration.ofMillis(500))
                    .untilAsserted(() -> assertThat(List.of(
                                    count(jdbc, "event_intents"),
                                    count(jdbc, "events where position is null"),
                                    count(jdbc, "deliveries")))
                            .containsOnly(0L));
            List<Logged> log = log(jdbc);
            assertEveryChangeIsLoggedOnce(log);
            assertWhatIsLoggedIsWhatWhatsAppDid(log, whatsApp, jdbc);
            assertDelivered(log, kafka);
        } finally {
            kafka.destroy();
        }
    }

    private GatewayProcess start(String name, String url, EmbeddedKafkaKraftBroker kafka, OneWhatsApp whatsApp)
            throws IOException {
        return GatewayProcess.start(
                folder.resolve(name),
                "log",
                "--spring.datasource.url=" + url,
                "--gateway.group-refresh=0s",
                "--gateway.events.uri=kafka:" + TOPIC + "?brokers=" + kafka.getBrokersAsString(),
                "--gateway.engines.waha.kind=waha",
                "--gateway.engines.waha.url=" + whatsApp.url(),
                "--gateway.engines.waha.secret=" + OneWhatsApp.SECRET,
                "--gateway.provision.api-keys[0].name=fleet",
                "--gateway.provision.api-keys[0].organization=org_a",
                "--gateway.provision.api-keys[0].secret=wa_fleet_000000000000000000000000000000",
                "--gateway.provision.api-keys[0].capabilities=send",
                "--gateway.provision.sessions[0].id=phone",
                "--gateway.provision.sessions[0].organization=org_a",
                "--gateway.provision.sessions[0].engine=waha",
                "--gateway.provision.sessions[0].engine-session=" + OneWhatsApp.ACCOUNT);
    }

    /** One gateway promotes a member and the other demotes them, mostly: many calls are changes, and many are not. */
    private List<Answer> contest(int callers, List<Integer> ports) throws InterruptedException {
        List<Answer> answers = Collections.synchronizedList(new ArrayList<>());
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        for (int caller = 0; caller < callers; caller++) {
            int number = caller;
            Random random = new Random(caller);
            threads.execute(() -> {
                for (int call = 0; call < CALLS; call++) {
                    int node = (number + call) % 2;
                    boolean promote = (node == 0) == random.nextInt(4) > 0;
                    String requestId = "contest-" + callers + "-" + number + "-" + call;
                    long sent = System.nanoTime();
                    int status = change(ports.get(node), requestId, CONTESTED, 0, promote);
                    answers.add(new Answer(promote, status, sent, System.nanoTime()));
                }
            });
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(2, TimeUnit.MINUTES)).isTrue();
        return answers;
    }

    /**
     * A 204 is true if the member had the role at one moment at least between the call and its answer. WhatsApp refuses to
     * demote a plain member. If somebody promotes the member again before the gateway has read the group back, it is a 403.
     */
    private static void assertThatNo204IsFalse(List<Answer> answers, OneWhatsApp whatsApp) {
        assertThat(answers).allSatisfy(answer -> assertThat(answer.status())
                .isIn(answer.promote() ? List.of(204) : List.of(204, 403)));
        assertThat(answers.stream().filter(answer -> answer.status() == 204)).hasSizeGreaterThan(answers.size() / 2);
        assertThat(whatsApp.turns(CONTESTED, 0)).isBetween(10L, answers.size() - 10L);
        assertThat(answers.stream()
                        .filter(answer -> answer.status() == 204
                                && !whatsApp.was(answer.promote(), CONTESTED, 0, answer.sent(), answer.received())))
                .as("204 that were at no moment true, of " + answers.size())
                .isEmpty();
    }

    /**
     * One change after the other, at either gateway. A member of whom it is not known what became of the last change is
     * left alone: a change that is still on its way would make the next one's outcome a matter of luck.
     */
    private void load(OneWhatsApp whatsApp, int group, List<Integer> ports) {
        int member = 0;
        for (int turn = 0; done[group] < IN_ALL; turn++) {
            boolean promote = !whatsApp.isAdmin(group, member);
            String requestId = "r-" + group + "-" + turn;
            asked.add(requestId);
            int status = change(ports.get(turn % ports.size()), requestId, group, member, promote);
            if (status == 204) {
                acknowledged.put(requestId, promote ? "group.member.promoted" : "group.member.demoted");
                done[group]++;
            } else if (status >= 0) {
                member++;
            }
        }
    }

    /** The status; 0: no answer; less: the gateway is not there. */
    private int change(int port, String requestId, int group, int member, boolean promote) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + RunningGateway.SESSIONS
                        + "phone/groups/" + OneWhatsApp.group(group) + "/members/" + OneWhatsApp.member(member)
                        + (promote ? "/promote" : "/demote")))
                .header("x-api-key", "wa_fleet_000000000000000000000000000000")
                .header("X-Request-Id", requestId)
                .timeout(Duration.ofSeconds(40))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (ConnectException e) {
            return -1;
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean allHaveDone(int changes) {
        return Arrays.stream(done).allMatch(so -> so >= changes);
    }

    private static long count(JdbcClient jdbc, String what) {
        return jdbc.sql("select count(*) from " + what).query(Long.class).single();
    }

    private static List<Logged> log(JdbcClient jdbc) {
        return jdbc.sql(
                        "select id, event, group_jid, payload from events where event <> 'session.status' order by position")
                .query((row, number) -> {
                    try {
                        Map<?, ?> payload = JSON.readValue(row.getString("payload"), Map.class);
                        return new Logged(
                                row.getString("id"),
                                row.getString("event"),
                                row.getString("group_jid"),
                                (String) payload.get("requestId"),
                                (String) payload.get("memberJid"));
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .list();
    }

    private void assertEveryChangeIsLoggedOnce(List<Logged> log) {
        Map<String, String> byRequest = new HashMap<>();
        for (Logged event : log) {
            assertThat(byRequest.put(event.requestId(), event.event()))
                    .as("events of request " + event.requestId())
                    .isNull();
        }
        assertThat(byRequest).containsAllEntriesOf(acknowledged);
        assertThat(asked).as("the kill and the cut were felt").hasSizeGreaterThan(acknowledged.size());
        assertThat(byRequest.keySet()).allMatch(id -> asked.contains(id) || id.startsWith("contest-"));
    }

    /** Also of what nobody has got an answer to. */
    private static void assertWhatIsLoggedIsWhatWhatsAppDid(List<Logged> log, OneWhatsApp whatsApp, JdbcClient jdbc) {
        Map<String, String> last = new HashMap<>();
        log.stream()
                .filter(event -> event.event().startsWith("group.member."))
                .forEach(event -> last.put(event.group() + " " + event.member(), event.event()));
        Map<String, String> stored = new HashMap<>();
        jdbc.sql("select group_jid, jid, role from group_members where session_id = 'phone'")
                .query(row -> {
                    stored.put(row.getString("group_jid") + " " + row.getString("jid"), row.getString("role"));
                });
        for (int group = 0; group < GROUPS; group++) {
            for (int member = 0; member < MEMBERS; member++) {
                String who = OneWhatsApp.group(group) + " " + OneWhatsApp.member(member);
                boolean admin = whatsApp.isAdmin(group, member);
                assertThat("group.member.promoted".equals(last.get(who)))
                        .as(who)
                        .isEqualTo(admin);
                assertThat(stored.get(who)).as(who).isEqualTo(admin ? "admin" : "member");
            }
        }
    }

    private static void assertDelivered(List<Logged> log, EmbeddedKafkaKraftBroker kafka) {
        Map<String, Set<String>> delivered = new HashMap<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.getBrokersAsString()),
                new StringDeserializer(),
                new StringDeserializer())) {
            List<TopicPartition> partitions = IntStream.range(0, 4)
                    .mapToObj(partition -> new TopicPartition(TOPIC, partition))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                for (ConsumerRecord<String, String> taken : consumer.poll(Duration.ofSeconds(1))) {
                    // At least once: the first one counts.
                    delivered
                            .computeIfAbsent(taken.key(), key -> new LinkedHashSet<>())
                            .add(id(taken.value()));
                }
            }
        }
        Map<String, List<String>> logged = new HashMap<>();
        log.forEach(event -> logged.computeIfAbsent(event.group(), group -> new ArrayList<>())
                .add(event.id()));
        logged.forEach((group, ids) ->
                assertThat(delivered.get(group)).as("of group " + group).containsExactlyElementsOf(ids));
    }

    private static String id(String envelope) {
        try {
            return JSON.readTree(envelope).get("id").asText();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
