package io.wagateway.event.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.wagateway.RunningGateway;
import io.wagateway.TestDatabase;
import io.wagateway.event.delivery.RetryPolicy;
import io.wagateway.event.log.EventLog;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

/** Events of the log arrive at a real Kafka: from one node, and from two over one PostgreSQL. */
class KafkaRelayIT {
    private static final int GROUPS = 40;

    /** Without events of sessions. */
    private static final String NO_OTHERS = "gateway.session-watch=0s";

    private static EmbeddedKafkaKraftBroker broker;

    @BeforeAll
    static void start() {
        broker = new EmbeddedKafkaKraftBroker(1, 4, "single", "both", "small");
        broker.afterPropertiesSet();
    }

    @AfterAll
    static void stop() {
        broker.destroy();
    }

    @Test
    void events_ofOneNode_arriveOnceAsTheirEnvelopesKeyedByTheirGroup() throws Exception {
        try (RunningGateway gateway = RunningGateway.start(uri("single"), NO_OTHERS);
                KafkaConsumer<String, String> consumer = consumer("single")) {
            EventLog log = gateway.context().getBean(EventLog.class);
            List<String> written = TestEvents.append(log, 3, 2);
            List<ConsumerRecord<String, String>> records = take(consumer, written.size());
            Map<String, ConsumerRecord<String, String>> byId = new HashMap<>();
            records.forEach(taken -> byId.put(header(taken, "eventId"), taken));
            assertThat(byId.keySet()).containsExactlyInAnyOrderElementsOf(written);
            ConsumerRecord<String, String> first = byId.get(written.get(0));
            assertThat(first.key()).isEqualTo(TestEvents.group(0));
            assertThat(header(first, "event")).isEqualTo("group.member.promoted");
            assertThat(header(first, "Content-Type")).isEqualTo("application/json");
            JsonNode envelope = new ObjectMapper().readTree(first.value());
            assertThat(envelope.fieldNames())
                    .toIterable()
                    .containsExactly("schema", "id", "event", "session", "organization", "timestamp", "payload");
            assertThat(envelope.at("/id").asText()).isEqualTo(written.get(0));
            assertThat(envelope.at("/payload/memberJid").asText()).isEqualTo("62@s.whatsapp.net");
            assertEmptied(gateway.context().getBean(JdbcClient.class));
        }
    }

    @Test
    void events_ofTwoNodesOverOneDatabase_arriveOnceAndInOrderOfEachGroup() {
        String[] properties = {uri("both"), NO_OTHERS, "spring.datasource.url=" + TestDatabase.postgresUrl()};
        try (RunningGateway one = RunningGateway.start(properties);
                RunningGateway other = RunningGateway.start(properties);
                KafkaConsumer<String, String> consumer = consumer("both")) {
            List<String> written = new ArrayList<>();
            for (int round = 0; round < 10; round++) {
                written.addAll(TestEvents.append(one.context().getBean(EventLog.class), GROUPS, 2));
                written.addAll(TestEvents.append(other.context().getBean(EventLog.class), GROUPS, 2));
            }
            List<ConsumerRecord<String, String>> records = take(consumer, written.size());
            assertThat(records.stream().map(taken -> header(taken, "eventId")))
                    .as("none lost, none twice")
                    .containsExactlyInAnyOrderElementsOf(written);
            Map<String, List<String>> order = new HashMap<>();
            one.context()
                    .getBean(JdbcClient.class)
                    .sql("select group_jid, id from events order by position")
                    .query(row -> {
                        order.computeIfAbsent(row.getString("group_jid"), group -> new ArrayList<>())
                                .add(row.getString("id"));
                    });
            Map<String, List<String>> arrived = new HashMap<>();
            records.forEach(taken -> arrived.computeIfAbsent(taken.key(), group -> new ArrayList<>())
                    .add(header(taken, "eventId")));
            assertThat(arrived).hasSize(GROUPS).isEqualTo(order);
            assertThat(delivered(one)).isPositive();
            assertThat(delivered(other)).isPositive();
            assertEmptied(one.context().getBean(JdbcClient.class));
        }
    }

    @Test
    void event_tooLargeForTheBroker_isDeadAtOnceAndTheRestPasses() throws Exception {
        TestDatabase database = TestDatabase.both().get(1);
        RelayTiming quick = new RelayTiming(
                Duration.ofSeconds(15),
                Duration.ofSeconds(45),
                new RetryPolicy(Duration.ofMillis(20), Duration.ofMillis(50), 3));
        String uri = "kafka:small?maxRequestSize=2000&brokers=" + broker.getBrokersAsString();
        try (RelayFixture relay = new RelayFixture(database, uri, quick);
                KafkaConsumer<String, String> consumer = consumer("small")) {
            String large = relay.publish(TestEvents.group(1), "6".repeat(3_000));
            String next = relay.publish(TestEvents.group(1), "62@s.whatsapp.net");
            String other = relay.publish(TestEvents.group(2), "62@s.whatsapp.net");
            List<ConsumerRecord<String, String>> records = take(consumer, 2);
            assertThat(records.stream().map(taken -> header(taken, "eventId"))).containsExactlyInAnyOrder(next, other);
            assertThat(relay.deliveries())
                    .singleElement()
                    .asString()
                    .startsWith(large + " dead 1 RecordTooLargeException: The message is ");
        }
    }

    private static double delivered(RunningGateway gateway) {
        return gateway.context()
                .getBean(MeterRegistry.class)
                .get("gateway.deliveries")
                .tag("outlet", "broker")
                .tag("outcome", "delivered")
                .counter()
                .count();
    }

    private static void assertEmptied(JdbcClient jdbc) {
        Awaitility.await().untilAsserted(() -> assertThat(jdbc.sql("select count(*) from deliveries")
                        .query(Long.class)
                        .single())
                .isZero());
    }

    private static String uri(String topic) {
        return "gateway.events.uri=kafka:" + topic + "?brokers=" + broker.getBrokersAsString();
    }

    private static KafkaConsumer<String, String> consumer(String topic) {
        KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.getBrokersAsString(), "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new StringDeserializer());
        consumer.assign(consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList());
        return consumer;
    }

    /** At least so many records, and those that arrive within another second. */
    private static List<ConsumerRecord<String, String>> take(KafkaConsumer<String, String> consumer, int most) {
        List<ConsumerRecord<String, String>> records = new ArrayList<>();
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
            consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            return records.size() >= most;
        });
        consumer.poll(Duration.ofSeconds(1)).forEach(records::add);
        return records;
    }

    private static String header(ConsumerRecord<String, String> taken, String name) {
        return new String(taken.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
