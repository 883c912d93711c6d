package io.wagateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wagateway.RunningGateway;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;
import org.springframework.kafka.test.utils.KafkaTestUtils;

/** Contract section 6, commands from a broker, by a real Kafka. */
@ExtendWith(OutputCaptureExtension.class)
class KafkaCommandsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String GROUP = "120363000000000001@g.us";
    private static final String MEMBER = "6289000000002@s.whatsapp.net";
    private static final String ADMIN = "6289000000003@s.whatsapp.net";
    private static final String HIDDEN = "89000000004@lid";
    private static final String KEY = "Bearer wa_all_00000000000000000000000000000000";

    private static EmbeddedKafkaKraftBroker broker;
    private static RunningGateway gateway;
    private static KafkaProducer<String, byte[]> producer;
    private static KafkaConsumer<String, byte[]> consumer;

    /** Everything that came back so far. */
    private static final List<ConsumerRecord<String, byte[]>> BACK = new ArrayList<>();

    @BeforeAll
    static void start() {
        broker = new EmbeddedKafkaKraftBroker(1, 3, "commands", "answers", "dead");
        broker.afterPropertiesSet();
        Map<String, Object> out = KafkaTestUtils.producerProps(broker);
        producer = new KafkaProducer<>(out, new StringSerializer(), new ByteArraySerializer());
        Map<String, Object> in = new HashMap<>(KafkaTestUtils.consumerProps("test", "true", broker));
        in.put("auto.offset.reset", "earliest");
        consumer = new KafkaConsumer<>(in, new StringDeserializer(), new ByteArrayDeserializer());
        consumer.subscribe(List.of("answers", "dead"));
        gateway = RunningGateway.start(properties());
    }

    private static String[] properties() {
        String brokers = "?brokers=" + broker.getBrokersAsString();
        return new String[] {
            "gateway.commands.uri=kafka:commands" + brokers,
            "gateway.commands.reply-uri=kafka:answers" + brokers,
            "gateway.commands.dead-letter-uri=kafka:dead" + brokers,
            "gateway.commands.attempts=3",
            "gateway.simulator.accounts[0].jid=6281000000001@s.whatsapp.net",
            "gateway.simulator.accounts[1].jid=6281000000002@s.whatsapp.net",
            "gateway.simulator.accounts[1].connected=false",
            "gateway.simulator.accounts[2].jid=6281000000003@s.whatsapp.net",
            "gateway.simulator.accounts[2].rate-limit=2",
            "gateway.simulator.accounts[3].jid=6281000000004@s.whatsapp.net",
            "gateway.simulator.accounts[3].rate-limit=0",
            "gateway.simulator.accounts[4].jid=6281000000005@s.whatsapp.net"
        };
    }

    @AfterAll
    static void stop() {
        gateway.close();
        consumer.close();
        producer.close();
        broker.destroy();
    }

    @Test
    void command_walksTheCorridorAndIsAnsweredUnderItsKey() throws Exception {
        send(0, GROUP, command("promoteGroupMember", "phone", "k-1"), KEY);
        ConsumerRecord<String, byte[]> answer = back("answers", "k-1");
        assertThat(answer.key()).isEqualTo(GROUP);
        assertThat(answer.headers())
                .extracting(Header::key)
                .containsExactlyInAnyOrder("Content-Type", "JMSCorrelationID");
        assertThat(json(answer))
                .isEqualTo(
                        JSON.readTree("{\"requestId\":\"k-1\",\"operationId\":\"promoteGroupMember\",\"status\":204}"));
    }

    @ParameterizedTest
    @CsvSource({
        "none, phone, 401, unauthorized",
        "two, phone, 401, unauthorized",
        "reader, phone, 403, forbidden",
        "all, theirs, 404, not_found",
        "all, unplugged, 501, not_implemented"
    })
    void command_thatIsRefused_isAnsweredAtOnce(String token, String session, int status, String code)
            throws Exception {
        String id = "refused-" + token + "-" + session;
        String[] tokens =
                switch (token) {
                    case "none" -> new String[0];
                    case "two" -> new String[] {KEY, KEY};
                    case "reader" -> new String[] {"Bearer wa_reader_00000000000000000000000000000"};
                    default -> new String[] {KEY};
                };
        send(0, GROUP, command("promoteGroupMember", session, id), tokens);
        JsonNode answer = json(back("answers", id));
        assertThat(answer.get("status").asInt()).isEqualTo(status);
        assertThat(answer.get("error").get("code").asText()).isEqualTo(code);
        assertThat(find("dead", id)).isNull();
    }

    @Test
    void command_thatIsLimitedForAWhile_succeedsInTheEnd() throws Exception {
        // Two questions a second: the first command asks both, and the second has to wait.
        long before = System.nanoTime();
        send(2, GROUP, command("demoteGroupMember", "slow", "limited-not").replace(MEMBER, ADMIN), KEY);
        send(2, GROUP, command("promoteGroupMember", "slow", "limited-once").replace(MEMBER, HIDDEN), KEY);
        assertThat(json(back("answers", "limited-not")).get("status").asInt()).isEqualTo(204);
        assertThat(json(back("answers", "limited-once")).get("status").asInt()).isEqualTo(204);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(900));
        assertThat(find("dead", "limited-once")).isNull();
    }

    @Test
    void order_ofAGroup_isKeptWhileOneOfItIsTriedAgain_andAnotherPartitionDoesNotWait() throws Exception {
        List<String> ids = new ArrayList<>();
        ids.add("order-limited");
        send(0, GROUP, command("promoteGroupMember", "limited", "order-limited"), KEY);
        for (int i = 0; i < 10; i++) {
            String operation = i % 2 == 0 ? "demoteGroupMember" : "promoteGroupMember";
            ids.add("order-" + i);
            send(0, GROUP, command(operation, "phone", "order-" + i), KEY);
        }
        send(1, "120363000000000009@g.us", command("promoteGroupMember", "phone", "order-else"), KEY);
        back("answers", "order-9");
        assertThat(BACK)
                .filteredOn(record -> record.topic().equals("answers") && ids.contains(correlation(record)))
                .extracting(KafkaCommandsIT::correlation)
                .containsExactlyElementsOf(ids);
        ConsumerRecord<String, byte[]> limited = back("answers", "order-limited");
        assertThat(json(limited).get("status").asInt()).isEqualTo(429);
        assertThat(back("answers", "order-else").timestamp()).isLessThan(limited.timestamp());
        ConsumerRecord<String, byte[]> letter = back("dead", "order-limited");
        assertThat(header(letter, "reason")).contains("limits the rate");
        assertThat(header(letter, "status")).isEqualTo("429");
    }

    @Test
    void poison_isDeadLetteredWithItsReason_andTheNextGoesOn() throws Exception {
        send(1, GROUP, "no JSON", KEY);
        String large = "{\"requestId\":\"large\",\"x\":\"" + "a".repeat(70_000) + "\"}";
        send(1, GROUP, large, KEY);
        send(1, GROUP, command("createGroup", "phone", "poison"), KEY);
        send(1, GROUP, command("promoteGroupMember", "phone", "after"), KEY);
        assertThat(json(back("answers", "after")).get("status").asInt()).isEqualTo(204);
        ConsumerRecord<String, byte[]> letter = back("dead", "poison");
        assertThat(header(letter, "reason")).isNotBlank();
        assertThat(header(letter, "status")).isEqualTo("400");
        assertThat(letter.headers().lastHeader("Authorization")).isNull();
        assertThat(letter.key()).isEqualTo(GROUP);
        assertThat(json(letter).get("operationId").asText()).isEqualTo("createGroup");
        assertThat(BACK)
                .filteredOn(record -> record.topic().equals("dead"))
                .extracting(record -> new String(record.value(), StandardCharsets.UTF_8))
                .contains("no JSON", large.substring(0, 65_536));
    }

    @Test
    void headers_ofAMessage_chooseNothing() throws Exception {
        ProducerRecord<String, byte[]> message =
                message(0, GROUP, command("promoteGroupMember", "phone", "hostile"), new String[] {KEY});
        HostileHeaders.NAMES.forEach(
                name -> message.headers().add(name, HostileHeaders.VALUE.getBytes(StandardCharsets.UTF_8)));
        message.headers().add("JMSReplyTo", HostileHeaders.VALUE.getBytes(StandardCharsets.UTF_8));
        message.headers().add("JMSCorrelationID", HostileHeaders.VALUE.getBytes(StandardCharsets.UTF_8));
        producer.send(message).get();
        ConsumerRecord<String, byte[]> answer = back("answers", "hostile");
        assertThat(json(answer).get("status").asInt()).isEqualTo(204);
        assertThat(answer.key()).isEqualTo(GROUP);
        assertThat(answer.headers())
                .extracting(Header::key)
                .containsExactlyInAnyOrder("Content-Type", "JMSCorrelationID");
        ProducerRecord<String, byte[]> poison =
                message(0, GROUP, command("createGroup", "phone", "hostile-poison"), new String[] {KEY});
        HostileHeaders.NAMES.forEach(
                name -> poison.headers().add(name, HostileHeaders.VALUE.getBytes(StandardCharsets.UTF_8)));
        producer.send(poison).get();
        assertThat(back("dead", "hostile-poison").key()).isEqualTo(GROUP);
        assertThat(back("answers", "hostile-poison").key()).isEqualTo(GROUP);
        try (AdminClient admin = admin()) {
            assertThat(admin.listTopics().names().get()).containsExactlyInAnyOrder("commands", "answers", "dead");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"answers", "dead"})
    void topic_thatTakesNothingForAWhile_hasItAllInTheEnd(String topic, CapturedOutput output) throws Exception {
        String id = "refused-by-" + topic;
        takeAtMost(topic, 1);
        String operation = topic.equals("dead") ? "createGroup" : "promoteGroupMember";
        send(2, GROUP, command(operation, "phone", id), KEY);
        send(2, GROUP, command("promoteGroupMember", "phone", id + "-next"), KEY);
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> output.getAll()
                .contains("Will seek consumer to offset"));
        assertThat(find("answers", id + "-next")).isNull();
        takeAtMost(topic, 1_000_000);
        assertThat(json(back("answers", id)).get("requestId").asText()).isEqualTo(id);
        assertThat(json(back("answers", id + "-next")).get("status").asInt()).isEqualTo(204);
        if (topic.equals("dead")) {
            assertThat(json(back("dead", id)).get("requestId").asText()).isEqualTo(id);
        }
        assertThatEverythingIsAcknowledged();
    }

    @Test
    void key_thatIsHuge_isNotCarriedOn() throws Exception {
        String body = command("createGroup", "phone", "huge-key").replace("}", " ".repeat(64_000) + "}");
        send(1, "k".repeat(900_000), body, KEY);
        assertThat(back("dead", "huge-key").key()).isNull();
        assertThat(back("answers", "huge-key").key()).isNull();
    }

    @Test
    void restart_inTheMiddle_losesNothing() throws Exception {
        for (int partition = 0; partition < 3; partition++) {
            send(partition, GROUP, command("promoteGroupMember", "phone", "restart-else-" + partition), KEY);
            back("answers", "restart-else-" + partition);
        }
        send(0, GROUP, command("promoteGroupMember", "limited", "restart-limited"), KEY);
        for (int i = 0; i < 5; i++) {
            send(0, GROUP, command("promoteGroupMember", "phone", "restart-" + i), KEY);
        }
        awaitFirstAttempt("restart-limited");
        gateway.close();
        ConsumerRecord<String, byte[]> answer = find("answers", "restart-limited");
        ConsumerRecord<String, byte[]> dead = find("dead", "restart-limited");
        gateway = RunningGateway.start(properties());
        assertThat(answer).as("answered before it had ended").isNull();
        assertThat(dead).isNull();
        assertThat(json(back("answers", "restart-limited")).get("status").asInt())
                .isEqualTo(429);
        for (int i = 0; i < 5; i++) {
            assertThat(json(back("answers", "restart-" + i)).get("status").asInt())
                    .isEqualTo(204);
        }
        assertThatEverythingIsAcknowledged();
    }

    /** As the event log tells. */
    private static void awaitFirstAttempt(String requestId) {
        JdbcClient jdbc = gateway.context().getBean(JdbcClient.class);
        Awaitility.await()
                .pollInterval(Duration.ofMillis(50))
                .until(() ->
                        jdbc.sql("select count(*) from events where event = 'group.action.failed' and payload like ?")
                                        .param("%\"requestId\":\"" + requestId + "\"%")
                                        .query(Integer.class)
                                        .single()
                                == 1);
    }

    private static void assertThatEverythingIsAcknowledged() {
        List<TopicPartition> partitions = IntStream.range(0, 3)
                .mapToObj(partition -> new TopicPartition("commands", partition))
                .toList();
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        assertThat(ends.values()).allMatch(end -> end > 0);
        try (AdminClient admin = admin()) {
            Awaitility.await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(
                            admin.listConsumerGroupOffsets("whatsapp-gateway")
                                    .partitionsToOffsetAndMetadata()
                                    .get())
                    .hasSize(3)
                    .allSatisfy((partition, committed) ->
                            assertThat(committed.offset()).isEqualTo(ends.get(partition))));
        }
    }

    /** Bytes of a record. */
    private static void takeAtMost(String topic, int bytes) throws Exception {
        AlterConfigOp most = new AlterConfigOp(
                new ConfigEntry("max.message.bytes", String.valueOf(bytes)), AlterConfigOp.OpType.SET);
        try (AdminClient admin = admin()) {
            admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic), List.of(most)))
                    .all()
                    .get();
        }
    }

    private static AdminClient admin() {
        return AdminClient.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, broker.getBrokersAsString()));
    }

    private static void send(int partition, String key, String body, String... tokens) throws Exception {
        producer.send(message(partition, key, body, tokens)).get();
    }

    private static ProducerRecord<String, byte[]> message(int partition, String key, String body, String[] tokens) {
        ProducerRecord<String, byte[]> message =
                new ProducerRecord<>("commands", partition, key, body.getBytes(StandardCharsets.UTF_8));
        for (String token : tokens) {
            message.headers().add("Authorization", token.getBytes(StandardCharsets.UTF_8));
        }
        return message;
    }

    private static String command(String operation, String session, String requestId) {
        return JSON.createObjectNode()
                .put("operationId", operation)
                .put("session", session)
                .put("group", GROUP)
                .put("member", MEMBER)
                .put("requestId", requestId)
                .toString();
    }

    private static ConsumerRecord<String, byte[]> back(String topic, String requestId) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> find(topic, requestId), found -> found != null);
    }

    private static ConsumerRecord<String, byte[]> find(String topic, String requestId) throws IOException {
        consumer.poll(Duration.ofMillis(100)).forEach(BACK::add);
        for (ConsumerRecord<String, byte[]> record : BACK) {
            if (record.topic().equals(topic) && requestId.equals(correlation(record))) {
                return record;
            }
        }
        return null;
    }

    private static JsonNode json(ConsumerRecord<String, byte[]> record) throws IOException {
        return JSON.readTree(record.value());
    }

    private static String correlation(ConsumerRecord<String, byte[]> record) {
        return header(record, "JMSCorrelationID");
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }
}
