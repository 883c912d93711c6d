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
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;
import org.springframework.kafka.test.utils.KafkaTestUtils;

/** Contract section 6, commands from a broker, by a real Kafka. */
class KafkaCommandsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String GROUP = "120363000000000001@g.us";
    private static final String MEMBER = "6289000000002@s.whatsapp.net";
    private static final String KEY = "Bearer wa_all_00000000000000000000000000000000";

    private static EmbeddedKafkaKraftBroker broker;
    private static RunningGateway gateway;
    private static KafkaProducer<String, byte[]> producer;
    private static KafkaConsumer<String, byte[]> consumer;

    /** Everything that came back so far, by the request id. */
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
            "gateway.commands.attempts=2"
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
    void command_walksTheCorridorAndIsAnswered() throws Exception {
        send(GROUP, command("promoteGroupMember", "phone", GROUP, MEMBER, "k-1"), KEY);
        ConsumerRecord<String, byte[]> answer = back("answers", "k-1");
        assertThat(answer.key()).isEqualTo(GROUP);
        assertThat(header(answer, "JMSCorrelationID")).isEqualTo("k-1");
        assertThat(json(answer))
                .isEqualTo(
                        JSON.readTree("{\"requestId\":\"k-1\",\"operationId\":\"promoteGroupMember\",\"status\":204}"));
    }

    private static void send(String key, String body, String token) throws ExecutionException, InterruptedException {
        ProducerRecord<String, byte[]> message =
                new ProducerRecord<>("commands", key, body.getBytes(StandardCharsets.UTF_8));
        message.headers().add("Authorization", token.getBytes(StandardCharsets.UTF_8));
        producer.send(message).get();
    }

    private static String command(String operation, String session, String group, String member, String requestId) {
        return JSON.createObjectNode()
                .put("operationId", operation)
                .put("session", session)
                .put("group", group)
                .put("member", member)
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
            String known = header(record, "JMSCorrelationID");
            if (record.topic().equals(topic) && requestId.equals(known)) {
                return record;
            }
        }
        return null;
    }

    private static JsonNode json(ConsumerRecord<String, byte[]> record) throws IOException {
        return JSON.readTree(record.value());
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }
}
