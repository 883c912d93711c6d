package io.wagateway.event.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.wagateway.AmqpServer;
import io.wagateway.RunningGateway;
import io.wagateway.event.log.EventLog;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Events of the log arrive at a real AMQP 1.0 broker, also at one that was down for a while. */
class AmqpRelayIT {
    private static final int GROUPS = 10;

    @Test
    void brokerOutage_losesNoEventKeepsTheOrderAndSlowsNoCall(@TempDir Path folder) throws Exception {
        try (AmqpServer server = new AmqpServer(folder);
                RunningGateway gateway = RunningGateway.start(
                        "gateway.events.uri=amqp:queue:events",
                        "gateway.amqp.url=" + server.url(),
                        "gateway.session-watch=0s")) {
            EventLog log = gateway.context().getBean(EventLog.class);
            List<String> written = new ArrayList<>(TestEvents.append(log, GROUPS, 3));
            JdbcClient jdbc = gateway.context().getBean(JdbcClient.class);
            awaitPending(jdbc, 0);
            server.stop();
            Instant begin = Instant.now();
            written.addAll(TestEvents.append(log, GROUPS, 10));
            assertThat(Duration.between(begin, Instant.now()))
                    .as("events commit at their pace while the broker is down")
                    .isLessThan(Duration.ofSeconds(3));
            Awaitility.await().untilAsserted(() -> assertThat(
                            jdbc.sql("select count(*) from deliveries where error is not null and attempts = 0")
                                    .query(Long.class)
                                    .single())
                    .isPositive());
            server.start();
            awaitPending(jdbc, 0);
            List<Message> messages = take(server, written.size());
            Map<String, Set<String>> arrived = new HashMap<>();
            for (Message message : messages) {
                arrived.computeIfAbsent(message.getStringProperty("JMSXGroupID"), group -> new LinkedHashSet<>())
                        .add(message.getStringProperty("eventId"));
            }
            Map<String, Set<String>> order = new HashMap<>();
            jdbc.sql("select group_jid, id from events order by position").query(row -> {
                order.computeIfAbsent(row.getString("group_jid"), group -> new LinkedHashSet<>())
                        .add(row.getString("id"));
            });
            assertThat(arrived).hasSize(GROUPS);
            arrived.forEach((group, ids) -> assertThat(ids).containsExactlyElementsOf(order.get(group)));
            assertThat(messages.get(0).getBody(String.class)).startsWith("{\"schema\":\"v1\",\"id\":\"evt_");
        }
    }

    private static void awaitPending(JdbcClient jdbc, long number) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertThat(jdbc.sql("select count(*) from events where position is null")
                            .query(Long.class)
                            .single())
                    .isZero();
            assertThat(jdbc.sql("select count(*) from deliveries")
                            .query(Long.class)
                            .single())
                    .isEqualTo(number);
        });
    }

    /** At least so many: an event in flight when the broker stopped may arrive twice. */
    private static List<Message> take(AmqpServer server, int least) throws JMSException {
        List<Message> messages = new ArrayList<>();
        Connection connection = new JmsConnectionFactory(server.url()).createConnection();
        try (connection) {
            connection.start();
            Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
            MessageConsumer consumer = session.createConsumer(session.createQueue("events"));
            for (Message message = consumer.receive(5_000); message != null; message = consumer.receive(500)) {
                messages.add(message);
            }
        }
        assertThat(messages).hasSizeGreaterThanOrEqualTo(least);
        return messages;
    }
}
