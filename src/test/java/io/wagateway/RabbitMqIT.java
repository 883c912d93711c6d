package io.wagateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Events to a real RabbitMQ and commands from it, by AMQP 1.0, without an option that names the broker's product. */
@EnabledIfRabbitMq
@ExtendWith(OutputCaptureExtension.class)
class RabbitMqIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KEY = "Bearer wa_all_00000000000000000000000000000000";
    private static final String GROUP = "120363000000000001@g.us";
    private static final int PORT = 21_672;
    private static final String MEMBER = "6289000000002@s.whatsapp.net";

    @TempDir
    private static Path folder;

    private static RabbitMqServer broker;
    private static RunningGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        // The broker is down when the gateway starts.
        gateway = RunningGateway.start(
                "gateway.amqp.url=failover:(amqp://127.0.0.1:1,amqp://127.0.0.1:" + PORT + ")",
                "gateway.amqp.username=guest",
                "gateway.amqp.password=guest",
                "gateway.events.uri=amqp:queue:events",
                "gateway.commands.uri=amqp:queue:commands",
                "gateway.commands.reply-uri=amqp:queue:answers",
                "gateway.commands.dead-letter-uri=amqp:queue:dead",
                "gateway.commands.attempts=3",
                "gateway.session-watch=0s",
                "management.endpoint.health.show-details=always");
        broker = new RabbitMqServer(folder, PORT);
        broker.declare("events", "commands", "answers", "replies", "dead");
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
        broker.close();
    }

    @Test
    void event_isPlainJsonForAConsumerOfAnotherProtocol() throws Exception {
        assertThat(promote(gateway).statusCode()).isEqualTo(204);
        GetResponse event = take("events", "group.member");
        JsonNode envelope = JSON.readTree(event.getBody());
        assertThat(envelope.at("/payload/memberJid").asText()).isEqualTo(MEMBER);
        assertThat(event.getProps().getContentType()).isEqualTo("application/json");
        assertThat(event.getProps().getDeliveryMode()).isEqualTo(2);
    }

    @Test
    void command_isDoneAndAnsweredAtItsAddress_elseAtTheConfiguredOne() throws Exception {
        send(command("phone", "r-1"), "replies");
        GetResponse reply = take("replies", "r-1");
        assertThat(JSON.readTree(reply.getBody()).get("status").asInt()).isEqualTo(204);
        assertThat(reply.getProps().getCorrelationId()).isEqualTo("r-1");
        assertThat(reply.getProps().getContentType()).isEqualTo("application/json");
        send(command("phone", "r-2"), null);
        assertThat(JSON.readTree(take("answers", "r-2").getBody()).get("status").asInt())
                .isEqualTo(204);
    }

    @Test
    void replyAddress_thatDoesNotExist_isReportedAndTheNextCommandRuns(CapturedOutput output) throws Exception {
        send(command("phone", "lost"), "nobody");
        send(command("phone", "after"), "replies");
        assertThat(JSON.readTree(take("answers", "lost").getBody())
                        .get("status")
                        .asInt())
                .isEqualTo(204);
        assertThat(take("replies", "after")).isNotNull();
        assertThat(output).contains("A reply cannot be sent to the reply address of its command");
    }

    @Test
    void message_thatIsNoCommand_isDeadLettered() throws Exception {
        send("no JSON", "replies");
        assertThat(new String(take("dead", "no JSON").getBody(), StandardCharsets.UTF_8))
                .isEqualTo("no JSON");
        assertThat(JSON.readTree(take("replies", "validation").getBody())
                        .get("status")
                        .asInt())
                .isEqualTo(400);
    }

    /** Without a token. The broker delivers again at once, and for ever, what is not acknowledged. */
    @Test
    void object_isDeadLetteredWithoutItsContent_andTheNextCommandRuns() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "a secret of the gateway");
        try (jakarta.jms.Connection connection = client();
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(session.createQueue("commands"))) {
            for (Serializable object : List.of(secret.toFile(), secret.toUri().toURL(), new int[0])) {
                producer.send(session.createObjectMessage(object));
            }
        }
        send(command("phone", "next"), "replies");
        assertThat(take("replies", "next")).isNotNull();
        for (int i = 0; i < 3; i++) {
            assertThat(take("dead", "").getBody()).isEmpty();
            assertThat(take("answers", "neither text nor bytes")).isNotNull();
        }
    }

    /** Its body is a text of AMQP 1.0 that is not UTF-8: the client has no message to show then. */
    @Test
    void message_thatTheClientCannotDecode_isRejected_andTheNextCommandRuns(CapturedOutput output) throws Exception {
        byte[] text = {0, 0x53, 0x77, (byte) 0xa1, 2, (byte) 0xff, (byte) 0xfe};
        try (com.rabbitmq.client.Connection connection = broker.connect();
                Channel channel = connection.createChannel()) {
            AMQP.BasicProperties properties =
                    new AMQP.BasicProperties.Builder().type("amqp-1.0").build();
            channel.basicPublish("", "commands", properties, text);
            send(command("phone", "behind"), "replies");
            assertThat(take("replies", "behind")).isNotNull();
            Awaitility.await().until(() -> channel.messageCount("commands") == 0);
        }
        assertThat(output).contains("cannot be decoded").doesNotContain("Unrecognised state");
    }

    @Test
    void broker_thatDiesBeforeTheAcknowledgement_deliversTheCommandAgain(CapturedOutput output) throws Exception {
        send(command("limited", "again"), null);
        Awaitility.await().until(() -> gateway.send("GET", "/api/v1/events?limit=1000", null, "Authorization", KEY)
                .body()
                .contains("\"requestId\":\"again\""));
        broker.kill();
        assertThat(promote(gateway).statusCode())
                .as("a change while the broker is down")
                .isEqualTo(204);
        broker.start();
        JsonNode answer = JSON.readTree(take("answers", "again").getBody());
        assertThat(answer.get("status").asInt()).isEqualTo(429);
        assertThat(take("dead", "again")).isNotNull();
        send(command("phone", "later"), null);
        assertThat(take("answers", "later")).isNotNull();
        try (com.rabbitmq.client.Connection connection = broker.connect();
                Channel channel = connection.createChannel()) {
            assertThat(channel.messageCount("commands")).isZero();
        }
    }

    @Test
    void queue_thatDoesNotExist_isNamedOnce_andUsedWhenItDoes(CapturedOutput output) throws Exception {
        try (RunningGateway early = RunningGateway.start(
                "gateway.amqp.url=" + broker.url(),
                "gateway.amqp.username=guest",
                "gateway.amqp.password=guest",
                "gateway.events.uri=amqp:queue:events.later",
                "gateway.commands.uri=amqp:queue:commands.later",
                "gateway.commands.reply-uri=amqp:queue:answers",
                "gateway.session-watch=0s",
                "management.endpoint.health.show-details=always")) {
            assertThat(promote(early).statusCode()).isEqualTo(204);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> output.getAll().contains("no queue 'events.later'")
                            && output.getAll().contains("no queue 'commands.later'"));
            JsonNode health =
                    JSON.readTree(early.send("GET", "/actuator/health", null).body());
            assertThat(health.at("/status").asText()).isEqualTo("UP");
            assertThat(health.at("/components/commands/details/state").asText()).isEqualTo("down");
            assertThat(early.send("GET", "/actuator/prometheus", null).body())
                    .contains("gateway_commands_consumer_up 0.0");
            broker.declare("events.later", "commands.later");
            assertThat(take("events.later", MEMBER)).isNotNull();
            send("commands.later", command("phone", "early"), null);
            assertThat(take("answers", "early")).isNotNull();
            assertThat(early.send("GET", "/actuator/prometheus", null).body())
                    .contains("gateway_commands_consumer_up 1.0");
        }
        assertThat(output.getAll().split("no queue 'commands.later'", -1)).hasSize(2);
        assertThat(output.getAll().split("no queue 'events.later'", -1)).hasSize(2);
    }

    private static java.net.http.HttpResponse<String> promote(RunningGateway at) {
        return at.post(
                RunningGateway.SESSIONS + "phone/groups/" + GROUP + "/members/" + MEMBER + "/promote",
                "Authorization",
                KEY);
    }

    /** The next message that holds the text, by AMQP 0-9-1. */
    private static GetResponse take(String queue, String text) throws Exception {
        try (com.rabbitmq.client.Connection connection = broker.connect();
                Channel channel = connection.createChannel()) {
            return Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> channel.basicGet(queue, true), message -> holds(message, text));
        }
    }

    private static boolean holds(GetResponse message, String text) {
        return message != null && new String(message.getBody(), StandardCharsets.UTF_8).contains(text);
    }

    private static void send(String body, String replyTo) throws JMSException, IOException {
        send("commands", body, replyTo);
    }

    /** By AMQP 1.0: this RabbitMQ shows no header of AMQP 0-9-1 to a consumer of AMQP 1.0, and the token is in one. */
    private static void send(String queue, String body, String replyTo) throws JMSException, IOException {
        try (jakarta.jms.Connection connection = client();
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(session.createQueue(queue))) {
            TextMessage message = session.createTextMessage(body);
            message.setStringProperty("Authorization", KEY);
            if (body.startsWith("{")) {
                message.setJMSCorrelationID(JSON.readTree(body).get("requestId").asText());
            }
            if (replyTo != null) {
                message.setJMSReplyTo(session.createQueue(replyTo));
            }
            producer.send(message);
        }
    }

    private static jakarta.jms.Connection client() throws JMSException {
        return new JmsConnectionFactory("guest", "guest", broker.url() + "?jms.queuePrefix=/amq/queue/")
                .createConnection();
    }

    private static String command(String session, String requestId) {
        return JSON.createObjectNode()
                .put("operationId", "promoteGroupMember")
                .put("session", session)
                .put("group", GROUP)
                .put("member", MEMBER)
                .put("requestId", requestId)
                .toString();
    }
}
