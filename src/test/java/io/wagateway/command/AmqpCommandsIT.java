package io.wagateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wagateway.AmqpServer;
import io.wagateway.RunningGateway;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Contract section 6, commands from a broker, by a real Artemis that speaks AMQP 1.0. */
class AmqpCommandsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String GROUP = "120363000000000001@g.us";
    private static final String MEMBER = "6289000000002@s.whatsapp.net";
    private static final String KEY = "Bearer wa_all_00000000000000000000000000000000";
    private static final long PATIENCE = 30_000;

    @TempDir
    private static Path folder;

    private static AmqpServer broker;
    private static RunningGateway gateway;
    private static Connection connection;

    private Session jms;
    private MessageProducer commands;

    @BeforeAll
    static void start() throws Exception {
        broker = new AmqpServer(folder);
        gateway = RunningGateway.start(properties());
        // Names that a program in Java would not be let send; others are.
        connection = new JmsConnectionFactory(broker.url() + "?jms.validatePropertyNames=false").createConnection();
        connection.start();
    }

    private static String[] properties() {
        return new String[] {
            "gateway.amqp.url=" + broker.url(),
            "gateway.commands.uri=amqp:queue:commands",
            "gateway.commands.reply-uri=amqp:queue:answers",
            "gateway.commands.dead-letter-uri=amqp:queue:dead",
            "gateway.commands.attempts=3"
        };
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
        connection.close();
        broker.close();
    }

    @BeforeEach
    void open() throws JMSException {
        jms = connection.createSession(Session.AUTO_ACKNOWLEDGE);
        commands = jms.createProducer(jms.createQueue("commands"));
    }

    @AfterEach
    void close() throws JMSException {
        jms.close();
    }

    @Test
    void command_withAReplyAddress_isAnsweredThere() throws Exception {
        Queue replies = jms.createTemporaryQueue();
        Message answer = ask(text(command("promoteGroupMember", "phone", "a-1")), replies, "mine");
        assertThat(answer.getJMSCorrelationID()).isEqualTo("mine");
        assertThat(json(answer))
                .isEqualTo(
                        JSON.readTree("{\"requestId\":\"a-1\",\"operationId\":\"promoteGroupMember\",\"status\":204}"));
    }

    @Test
    void command_isInTheEventLogWithItsActorAndItsRequestId() throws Exception {
        Queue replies = jms.createTemporaryQueue();
        String[] before = {"demoteGroupMember", "promoteGroupMember", "promoteGroupMember"};
        for (int i = 0; i < before.length; i++) {
            String session = i == 2 ? "unplugged" : "phone";
            ask(text(command(before[i], session, "logged-" + i)), replies, "x");
        }
        String actor = "key:"
                + gateway.context()
                        .getBean(JdbcClient.class)
                        .sql("select id from api_keys where name = 'all' and organization_id = 'org_a'")
                        .query(String.class)
                        .single();
        Awaitility.await().untilAsserted(() -> {
            List<String> logged = new ArrayList<>();
            for (JsonNode event : JSON.readTree(
                            gateway.send("GET", "/api/v1/events?limit=1000", null, "Authorization", KEY)
                                    .body())
                    .get("data")) {
                JsonNode payload = event.get("payload");
                if (payload.path("requestId").asText().startsWith("logged-")) {
                    assertThat(payload.get("actor").asText()).isEqualTo(actor);
                    assertThat(payload.get("groupJid").asText()).isEqualTo(GROUP);
                    assertThat(payload.get("memberJid").asText()).isEqualTo(MEMBER);
                    logged.add(event.get("event").asText() + " "
                            + payload.get("requestId").asText() + " "
                            + payload.get("operationId").asText());
                }
            }
            assertThat(logged)
                    .endsWith(
                            "group.member.promoted logged-1 promoteGroupMember",
                            "group.action.denied logged-2 promoteGroupMember");
        });
    }

    @Test
    void command_whoseReplyAddressIsNone_isDoneOnceAndAnsweredAtTheAddressOfAll() throws Exception {
        String body = command("promoteGroupMember", "limited", "no-address");
        send(text(body), jms.createQueue(AmqpServer.CLOSED + "replies"), "none");
        Message next = ask(
                text(command("promoteGroupMember", "phone", "no-address-next")), jms.createTemporaryQueue(), "next");
        assertThat(next.getJMSCorrelationID()).isEqualTo("next");
        try (MessageConsumer answers = jms.createConsumer(jms.createQueue("answers"));
                MessageConsumer dead = jms.createConsumer(jms.createQueue("dead"))) {
            Message answer = answers.receive(PATIENCE);
            assertThat(answer.getJMSCorrelationID()).isEqualTo("none");
            assertThat(json(answer).get("status").asInt()).isEqualTo(429);
            assertThat(dead.receive(PATIENCE).getStringProperty("requestId")).isEqualTo("no-address");
            // The next one was answered: the first would be here by now if it had been done again.
            assertThat(answers.receiveNoWait()).isNull();
            assertThat(dead.receiveNoWait()).isNull();
        }
    }

    @Test
    void names_thatAreHuge_areRefusedForGood() throws Exception {
        Queue replies = jms.createTemporaryQueue();
        String odd = "\\u0000\\ud800" + "9".repeat(60_000) + "@lid";
        for (String name : List.of("phone", GROUP, MEMBER)) {
            String body = command("promoteGroupMember", "phone", "huge").replace("\"" + name, "\"" + odd);
            assertThat(json(ask(text(body), replies, "huge")).get("status").asInt())
                    .isEqualTo(404);
        }
    }

    @Test
    void command_withoutAReplyAddress_isAnsweredAtTheAddressOfAll() throws Exception {
        commands.send(text(command("promoteGroupMember", "phone", "a-2")));
        Message answer = receive(jms.createQueue("answers"));
        assertThat(answer.getJMSCorrelationID()).isEqualTo("a-2");
        assertThat(json(answer).get("status").asInt()).isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "two", "reader"})
    void token_thatIsNone_isRefused(String token) throws Exception {
        TextMessage message = jms.createTextMessage(command("promoteGroupMember", "phone", "refused"));
        if (token.equals("two")) {
            message.setStringProperty("Authorization", KEY);
            message.setStringProperty("authorization", KEY);
        } else if (token.equals("reader")) {
            message.setStringProperty("Authorization", "Bearer wa_reader_00000000000000000000000000000");
        }
        Queue named = jms.createTemporaryQueue();
        if (token.equals("reader")) {
            assertThat(json(ask(message, named, "x")).get("status").asInt()).isEqualTo(403);
            return;
        }
        send(message, named, "x");
        Message answer = receive(jms.createQueue("answers"));
        assertThat(answer.getJMSCorrelationID()).isEqualTo("x");
        assertThat(json(answer).get("status").asInt()).isEqualTo(401);
        // The next command's reply comes first, so none was sent there for this one.
        assertThat(ask(text(command("promoteGroupMember", "phone", "next")), named, "next")
                        .getJMSCorrelationID())
                .isEqualTo("next");
    }

    /** The broker's own consumer sends the replies here, and the gateway keeps it from doing so. */
    @Test
    void consumer_thatSendsTheRepliesItself_sendsNoneThatTheGatewayWithholds() throws Exception {
        Queue named = jms.createQueue("replies.mine");
        Queue other = jms.createQueue("others");
        try (RunningGateway narrow = RunningGateway.start(
                        "gateway.amqp.url=" + broker.url(),
                        "gateway.commands.uri=amqp:queue:waiting?disableReplyTo=false",
                        "gateway.commands.reply-uri=amqp:queue:narrow-answers",
                        "gateway.commands.reply-addresses=replies.*");
                MessageProducer waiting = jms.createProducer(jms.createQueue("waiting"))) {
            assertThat(narrow.port()).isPositive();
            TextMessage refused = jms.createTextMessage(command("promoteGroupMember", "phone", "refused"));
            TextMessage outside = text(command("promoteGroupMember", "phone", "outside"));
            TextMessage inside = text(command("promoteGroupMember", "phone", "inside"));
            refused.setJMSReplyTo(named);
            outside.setJMSReplyTo(other);
            inside.setJMSReplyTo(named);
            for (TextMessage message : List.of(refused, outside, inside)) {
                waiting.send(message);
            }
            assertThat(json(receive(named)).get("requestId").asText()).isEqualTo("inside");
            try (MessageConsumer answers = jms.createConsumer(jms.createQueue("narrow-answers"));
                    MessageConsumer nobody = jms.createConsumer(other)) {
                assertThat(json(answers.receive(PATIENCE)).get("requestId").asText())
                        .isEqualTo("refused");
                assertThat(json(answers.receive(PATIENCE)).get("requestId").asText())
                        .isEqualTo("outside");
                assertThat(nobody.receiveNoWait()).isNull();
            }
        }
    }

    @Test
    void command_thatStaysLimited_isTriedAgainBeforeTheNext_andDeadLettered() throws Exception {
        Queue replies = jms.createTemporaryQueue();
        send(text(command("promoteGroupMember", "limited", "limited")), replies, "0");
        for (int i = 1; i < 6; i++) {
            send(
                    text(command(i % 2 == 0 ? "promoteGroupMember" : "demoteGroupMember", "phone", "next-" + i)),
                    replies,
                    String.valueOf(i));
        }
        List<String> order = new ArrayList<>();
        try (MessageConsumer consumer = jms.createConsumer(replies)) {
            for (int i = 0; i < 6; i++) {
                Message answer = consumer.receive(PATIENCE);
                order.add(answer.getJMSCorrelationID());
                assertThat(json(answer).get("status").asInt()).isEqualTo(i == 0 ? 429 : 204);
            }
        }
        assertThat(order).containsExactly("0", "1", "2", "3", "4", "5");
        Message letter = receive(jms.createQueue("dead"));
        assertThat(letter.getStringProperty("reason")).contains("limits the rate");
        assertThat(letter.getStringProperty("requestId")).isEqualTo("limited");
        assertThat(letter.propertyExists("Authorization")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "bytes", "map", "stream", "nothing", "half a pair", "file", "object", "list"})
    void poison_isAnsweredAndDeadLetteredWithItsReason(String kind) throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "a secret of the gateway");
        Message message =
                switch (kind) {
                    case "text" -> jms.createTextMessage("no JSON");
                    case "bytes" -> bytes(new byte[] {(byte) 0xff, 0, 1});
                    case "map" -> map();
                    case "stream" -> jms.createStreamMessage();
                    case "file" -> jms.createObjectMessage(secret.toFile());
                    case "object" -> jms.createObjectMessage(new Tripwire());
                    case "list" -> typed();
                    case "half a pair" -> jms.createTextMessage("{\"" + "x".repeat(63) + "\\ud83d\\ude00\": 1}");
                    default -> jms.createMessage();
                };
        message.setStringProperty("Authorization", KEY);
        JsonNode answer = json(ask(message, jms.createTemporaryQueue(), "poison"));
        assertThat(answer.get("status").asInt()).isEqualTo(400);
        Message letter = receive(jms.createQueue("dead"));
        assertThat(letter.getStringProperty("reason"))
                .isEqualTo(answer.get("error").get("message").asText());
        assertThat(letter.propertyExists("Authorization")).isFalse();
        if (!List.of("text", "bytes", "half a pair").contains(kind)) {
            assertThat(letter.getBody(String.class)).isEmpty();
        }
        assertThat(Tripwire.read).isFalse();
    }

    /** What is read of it runs code in the gateway. */
    private static final class Tripwire implements Serializable {
        private static final long serialVersionUID = 1;
        private static volatile boolean read;

        private void readObject(ObjectInputStream in) {
            read = true;
        }
    }

    /** A list of a number, in AMQP's own encoding. */
    private ObjectMessage typed() throws JMSException {
        ObjectMessage message = jms.createObjectMessage();
        message.setBooleanProperty("JMS_AMQP_TYPED_ENCODING", true);
        message.setObject(new ArrayList<>(List.of(5)));
        return message;
    }

    @Test
    void command_inBytes_isReadAsText() throws Exception {
        Message message = bytes(command("promoteGroupMember", "phone", "bytes").getBytes(StandardCharsets.UTF_8));
        message.setStringProperty("Authorization", KEY);
        assertThat(json(ask(message, jms.createTemporaryQueue(), "x"))
                        .get("status")
                        .asInt())
                .isEqualTo(204);
    }

    @Test
    void properties_ofAMessage_chooseNothing() throws Exception {
        TextMessage message = text(command("promoteGroupMember", "phone", "hostile"));
        for (String name : HostileHeaders.NAMES) {
            message.setStringProperty(name, HostileHeaders.VALUE);
        }
        message.setStringProperty("JMSReplyToName", HostileHeaders.VALUE);
        message.setStringProperty("JMS_AMQP_ReplyToGroupID", HostileHeaders.VALUE);
        Message answer = ask(message, jms.createTemporaryQueue(), "mine");
        assertThat(json(answer).get("status").asInt()).isEqualTo(204);
        assertThat(answer.getJMSCorrelationID()).isEqualTo("mine");
        List<String> names = new ArrayList<>();
        for (Enumeration<?> each = answer.getPropertyNames(); each.hasMoreElements(); ) {
            names.add(String.valueOf(each.nextElement()));
        }
        assertThat(names).noneMatch(HostileHeaders.NAMES::contains);
        TextMessage poison = text("no JSON");
        for (String name : HostileHeaders.NAMES) {
            poison.setStringProperty(name, HostileHeaders.VALUE);
        }
        poison.setJMSCorrelationID("hostile poison");
        commands.send(poison);
        assertThat(receive(jms.createQueue("answers")).getJMSCorrelationID()).isEqualTo("hostile poison");
        assertThat(receive(jms.createQueue("dead")).getJMSCorrelationID()).isEqualTo("hostile poison");
        try (MessageConsumer nobody = jms.createConsumer(jms.createQueue(HostileHeaders.VALUE))) {
            assertThat(nobody.receiveNoWait()).isNull();
        }
    }

    @Test
    void restart_inTheMiddle_losesNothing() throws Exception {
        Queue replies = jms.createTemporaryQueue();
        send(text(command("promoteGroupMember", "phone", "first")), replies, "first");
        send(text(command("promoteGroupMember", "limited", "restart")), replies, "restart");
        for (int i = 0; i < 5; i++) {
            send(text(command("promoteGroupMember", "phone", "restart-" + i)), replies, "restart-" + i);
        }
        try (MessageConsumer consumer = jms.createConsumer(replies)) {
            assertThat(consumer.receive(PATIENCE).getJMSCorrelationID()).isEqualTo("first");
            gateway.close();
            assertThat(consumer.receiveNoWait()).isNull();
            gateway = RunningGateway.start(properties());
            List<String> after = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                after.add(consumer.receive(PATIENCE).getJMSCorrelationID());
            }
            assertThat(after)
                    .containsExactly("restart", "restart-0", "restart-1", "restart-2", "restart-3", "restart-4");
        }
        assertThat(receive(jms.createQueue("dead")).getStringProperty("requestId"))
                .isEqualTo("restart");
    }

    private Message ask(Message message, Queue replies, String correlation) throws JMSException {
        send(message, replies, correlation);
        return receive(replies);
    }

    private void send(Message message, Destination replies, String correlation) throws JMSException {
        message.setJMSReplyTo(replies);
        message.setJMSCorrelationID(correlation);
        commands.send(message);
    }

    private Message receive(Destination from) throws JMSException {
        try (MessageConsumer consumer = jms.createConsumer(from)) {
            Message message = consumer.receive(PATIENCE);
            assertThat(message).as("a message within " + PATIENCE + " ms").isNotNull();
            return message;
        }
    }

    private TextMessage text(String body) throws JMSException {
        TextMessage message = jms.createTextMessage(body);
        message.setStringProperty("Authorization", KEY);
        return message;
    }

    private BytesMessage bytes(byte[] body) throws JMSException {
        BytesMessage message = jms.createBytesMessage();
        message.writeBytes(body);
        return message;
    }

    private MapMessage map() throws JMSException {
        MapMessage message = jms.createMapMessage();
        message.setString("operationId", "promoteGroupMember");
        return message;
    }

    private static JsonNode json(Message message) throws Exception {
        return JSON.readTree(message.getBody(String.class));
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
}
