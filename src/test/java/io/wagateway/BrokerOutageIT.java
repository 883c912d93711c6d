package io.wagateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wagateway.engine.conformance.OneWhatsApp;
import jakarta.jms.BytesMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Brokers that are processes of their own are killed, stay away for a minute and start again on their ports, one gateway
 * with each, under load. Requests do not notice, and afterwards it is counted what was acknowledged, logged and delivered.
 */
@Tag("slow")
class BrokerOutageIT {
    private static final int GROUPS = 4;
    private static final int MEMBERS = 3;
    private static final Duration OUTAGE = Duration.ofSeconds(60);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String KEY = "wa_outage_00000000000000000000000000000";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    /** One kind of broker. */
    private interface Broker {
        void start() throws Exception;

        void kill();

        default void close() throws IOException {
            kill();
        }

        List<String> properties();

        /** Everything in {@code events} so far. */
        List<JsonNode> events() throws Exception;

        void command(String body) throws Exception;

        /** What {@code answers} holds; may take it. */
        List<String> answers() throws Exception;

        /** Whether {@code answers} holds the answer to the request. */
        default boolean answered(String requestId) throws Exception {
            for (String body : answers()) {
                JsonNode answer = JSON.readTree(body);
                if (answer.get("requestId").asText().equals(requestId)
                        && answer.get("status").asInt() == 204) {
                    return true;
                }
            }
            return false;
        }
    }

    @Test
    void kafka_andArtemis_andRabbitMq_awayForAMinute_loseNothing() throws Exception {
        List<Broker> brokers = new ArrayList<>(List.of(new Kafka(folder), new Artemis(folder)));
        if (EnabledIfRabbitMq.Condition.isEnabled()) {
            brokers.add(new RabbitMq(folder));
        }
        ExecutorService threads = Executors.newFixedThreadPool(brokers.size());
        try {
            List<Future<?>> outages = new ArrayList<>();
            for (Broker broker : brokers) {
                outages.add(threads.submit(() -> {
                    try {
                        broker.start();
                        outage(broker);
                    } finally {
                        broker.close();
                    }
                    return null;
                }));
            }
            for (Future<?> outage : outages) {
                outage.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static void outage(Broker broker) throws Exception {
        try (OneWhatsApp whatsApp = new OneWhatsApp(GROUPS, MEMBERS);
                RunningGateway gateway = RunningGateway.startEmpty(properties(broker, whatsApp))) {
            broker.command(command("before", true));
            await().atMost(PATIENCE).until(() -> broker.answered("before"));
            int changes = changes(gateway, Duration.ofSeconds(2));
            broker.kill();
            int meanwhile = changes(gateway, OUTAGE);
            assertThat(gateway.send("GET", "/actuator/health/readiness", null).statusCode())
                    .isEqualTo(200);
            broker.start();
            changes += meanwhile + changes(gateway, Duration.ofSeconds(2));
            broker.command(command("after", false));
            await().atMost(PATIENCE).until(() -> broker.answered("after"));
            JdbcClient jdbc = gateway.context().getBean(JdbcClient.class);
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                            List.of(count(jdbc, "events where position is null"), count(jdbc, "deliveries")))
                    .containsOnly(0L));
            Map<String, List<String>> logged = new HashMap<>();
            jdbc.sql("select group_jid, id from events where event like 'group.member.%' order by position")
                    .query(row -> {
                        logged.computeIfAbsent(row.getString("group_jid"), group -> new ArrayList<>())
                                .add(row.getString("id"));
                    });
            assertThat(logged.values().stream().mapToInt(List::size).sum())
                    .as("each change, and the two of commands")
                    .isEqualTo(changes + 2);
            assertThat(meanwhile).isGreaterThan(GROUPS * 20);
            Map<String, Set<String>> delivered = new HashMap<>();
            for (JsonNode event : broker.events()) {
                if (event.get("event").asText().startsWith("group.member.")) {
                    // At least once: the first one counts.
                    delivered
                            .computeIfAbsent(event.at("/payload/groupJid").asText(), group -> new LinkedHashSet<>())
                            .add(event.get("id").asText());
                }
            }
            assertThat(delivered.keySet()).isEqualTo(logged.keySet());
            logged.forEach((group, ids) -> assertThat(delivered.get(group))
                    .as(broker.getClass().getSimpleName() + ", " + group)
                    .containsExactlyElementsOf(ids));
        }
    }

    private static String[] properties(Broker broker, OneWhatsApp whatsApp) {
        return Stream.concat(
                        broker.properties().stream(),
                        Stream.of(
                                "gateway.session-watch=0s",
                                "gateway.engines.waha.kind=waha",
                                "gateway.engines.waha.url=" + whatsApp.url(),
                                "gateway.engines.waha.secret=" + OneWhatsApp.SECRET,
                                "gateway.provision.api-keys[0].name=outage",
                                "gateway.provision.api-keys[0].organization=org_a",
                                "gateway.provision.api-keys[0].secret=" + KEY,
                                "gateway.provision.api-keys[0].capabilities=send",
                                "gateway.provision.sessions[0].id=phone",
                                "gateway.provision.sessions[0].organization=org_a",
                                "gateway.provision.sessions[0].engine=waha",
                                "gateway.provision.sessions[0].engine-session=" + OneWhatsApp.ACCOUNT))
                .toArray(String[]::new);
    }

    /** Turns the first member of each group into an admin and back, until the time is over; how often. */
    private static int changes(RunningGateway gateway, Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        int changes = 0;
        for (int round = 0; System.nanoTime() < end || round % 2 == 1; round++) {
            for (int group = 0; group < GROUPS; group++) {
                assertThat(gateway.post(
                                        RunningGateway.SESSIONS + "phone/groups/" + OneWhatsApp.group(group)
                                                + "/members/" + OneWhatsApp.member(0)
                                                + (round % 2 == 0 ? "/promote" : "/demote"),
                                        "x-api-key",
                                        KEY)
                                .statusCode())
                        .isEqualTo(204);
                changes++;
            }
            Thread.sleep(500);
        }
        return changes;
    }

    private static String command(String requestId, boolean promote) {
        return JSON.createObjectNode()
                .put("operationId", promote ? "promoteGroupMember" : "demoteGroupMember")
                .put("session", "phone")
                .put("group", OneWhatsApp.group(0))
                .put("member", OneWhatsApp.member(1))
                .put("requestId", requestId)
                .toString();
    }

    private static long count(JdbcClient jdbc, String what) {
        return jdbc.sql("select count(*) from " + what).query(Long.class).single();
    }

    private static final class Kafka implements Broker {
        private static final int PORT = 21_092;
        private static final Map<String, Object> BOOTSTRAP = Map.of("bootstrap.servers", "127.0.0.1:" + PORT);

        private final BrokerProcess process;

        Kafka(Path folder) throws IOException {
            this.process = BrokerProcess.kafka(folder, PORT);
        }

        @Override
        public void start() {
            process.start();
        }

        @Override
        public void kill() {
            process.kill();
        }

        @Override
        public List<String> properties() {
            return List.of(
                    "gateway.events.uri=kafka:events?brokers=127.0.0.1:" + PORT,
                    "gateway.commands.uri=kafka:commands?brokers=127.0.0.1:" + PORT,
                    "gateway.commands.reply-uri=kafka:answers?brokers=127.0.0.1:" + PORT);
        }

        @Override
        public List<JsonNode> events() throws IOException {
            List<JsonNode> events = new ArrayList<>();
            for (String body : all("events")) {
                events.add(JSON.readTree(body));
            }
            return events;
        }

        private static List<String> all(String topic) {
            List<String> bodies = new ArrayList<>();
            try (KafkaConsumer<String, String> consumer =
                    new KafkaConsumer<>(BOOTSTRAP, new StringDeserializer(), new StringDeserializer())) {
                List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                        .map(each -> new TopicPartition(topic, each.partition()))
                        .toList();
                consumer.assign(partitions);
                consumer.seekToBeginning(partitions);
                Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
                while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
                    for (ConsumerRecord<String, String> each : consumer.poll(Duration.ofMillis(500))) {
                        bodies.add(each.value());
                    }
                }
            }
            return bodies;
        }

        @Override
        public void command(String body) throws Exception {
            try (KafkaProducer<String, String> producer =
                    new KafkaProducer<>(BOOTSTRAP, new StringSerializer(), new StringSerializer())) {
                ProducerRecord<String, String> command = new ProducerRecord<>("commands", OneWhatsApp.group(0), body);
                command.headers().add("Authorization", ("Bearer " + KEY).getBytes(StandardCharsets.UTF_8));
                producer.send(command).get();
            }
        }

        @Override
        public List<String> answers() {
            return all("answers");
        }
    }

    private abstract static class Amqp implements Broker {
        private final String url;
        /** Options that only this test's own client needs. */
        private final String options;

        private final List<String> credentials;

        Amqp(String url, String options, List<String> credentials) {
            this.url = url;
            this.options = options;
            this.credentials = credentials;
        }

        @Override
        public List<String> properties() {
            return Stream.concat(
                            credentials.stream(),
                            Stream.of(
                                    "gateway.amqp.url=" + url,
                                    "gateway.events.uri=amqp:queue:events",
                                    "gateway.commands.uri=amqp:queue:commands",
                                    "gateway.commands.reply-uri=amqp:queue:answers"))
                    .toList();
        }

        @Override
        public List<JsonNode> events() throws Exception {
            List<JsonNode> events = new ArrayList<>();
            for (String body : take("events")) {
                events.add(JSON.readTree(body));
            }
            return events;
        }

        private List<String> take(String queue) throws Exception {
            List<String> bodies = new ArrayList<>();
            try (jakarta.jms.Connection connection = connect();
                    Session session = connection.createSession();
                    MessageConsumer consumer = session.createConsumer(session.createQueue(queue))) {
                connection.start();
                for (Message each = consumer.receive(2_000); each != null; each = consumer.receive(500)) {
                    bodies.add(
                            each instanceof BytesMessage bytes
                                    ? new String(bytes.getBody(byte[].class), StandardCharsets.UTF_8)
                                    : each.getBody(String.class));
                }
            }
            return bodies;
        }

        private jakarta.jms.Connection connect() throws Exception {
            return new JmsConnectionFactory("guest", "guest", url + options).createConnection();
        }

        @Override
        public void command(String body) throws Exception {
            try (jakarta.jms.Connection connection = connect();
                    Session session = connection.createSession()) {
                TextMessage command = session.createTextMessage(body);
                command.setStringProperty("Authorization", "Bearer " + KEY);
                session.createProducer(session.createQueue("commands")).send(command);
            }
        }

        @Override
        public List<String> answers() throws Exception {
            return take("answers");
        }
    }

    private static final class Artemis extends Amqp {
        private static final int PORT = 21_616;

        private final BrokerProcess process;

        Artemis(Path folder) {
            super("amqp://127.0.0.1:" + PORT, "", List.of());
            this.process = BrokerProcess.artemis(folder, PORT);
        }

        @Override
        public void start() {
            process.start();
        }

        @Override
        public void kill() {
            process.kill();
        }
    }

    private static final class RabbitMq extends Amqp {
        private static final int PORT = 21_682;

        private final Path folder;
        private RabbitMqServer server;

        RabbitMq(Path folder) {
            super(
                    "amqp://127.0.0.1:" + PORT,
                    "?jms.queuePrefix=/amq/queue/&jms.receiveLocalOnly=true",
                    List.of("gateway.amqp.username=guest", "gateway.amqp.password=guest"));
            this.folder = folder;
        }

        @Override
        public void start() throws Exception {
            if (server != null) {
                server.start();
                return;
            }
            server = new RabbitMqServer(folder, PORT);
            server.declare("events", "commands", "answers");
        }

        @Override
        public void kill() {
            server.kill();
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
