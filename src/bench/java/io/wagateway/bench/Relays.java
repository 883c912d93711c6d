package io.wagateway.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

/**
 * Measures how fast events leave a gateway on PostgreSQL. They are written in one transaction; the time ends when the broker
 * has acknowledged all of them and the database has no pending delivery. For comparison, bare clients send as many events of
 * the same size to the same broker: as many clients as the relay has workers, each waiting for every acknowledgement.
 */
final class Relays {
    /** As many as the partitions that the relay processes at a time. */
    private static final int CLIENTS = 4;

    private static final int GROUPS = 1_000;
    private static final int PER_SECOND_OF_MEASURE = 2_000;
    private static final String PAYLOAD = "{\"actor\":\"key:01K0M5GQWXN7B1Z6T3V9C2D4E5\",\"requestId\":\"bench\","
            + "\"operationId\":\"promoteGroupMember\",\"groupJid\":\"120363000000000001@g.us\","
            + "\"memberJid\":\"6289000000002@s.whatsapp.net\"}";
    private static final String ENVELOPE =
            "{\"schema\":\"v1\",\"id\":\"evt_01K0M5GQWXN7B1Z6T3V9C2D4E5\",\"event\":\"group.member.promoted\","
                    + "\"session\":\"small\",\"organization\":\"bench\",\"timestamp\":1790000000000,\"payload\":"
                    + PAYLOAD
                    + "}";

    /**
     * A row of the table.
     *
     * @param bare events a second of the bare clients; 0 if there are none
     */
    record Row(String broker, double relayed, double bare) {}

    private interface BrokerClient extends AutoCloseable {
        void send(String key) throws Exception;

        @Override
        void close() throws JMSException;
    }

    private interface BrokerClients {
        BrokerClient open() throws Exception;
    }

    private final Servers servers;
    private final Duration warmup;
    private final int events;

    private Relays(Servers servers, Settings settings) {
        this.servers = servers;
        this.warmup = settings.warmup();
        this.events = (int) settings.measure().toSeconds() * PER_SECOND_OF_MEASURE;
    }

    static List<Row> measure(Servers servers, Settings settings) throws Exception {
        Relays relays = new Relays(servers, settings);
        List<Row> rows = new ArrayList<>();
        rows.add(new Row("none (log, switched off)", relays.relayed("log:events?level=OFF"), 0));
        rows.add(relays.kafka());
        rows.add(relays.amqp());
        return rows;
    }

    private Row kafka() throws Exception {
        EmbeddedKafkaKraftBroker broker = new EmbeddedKafkaKraftBroker(1, 4, "bare", "relayed");
        // The cleaner would reserve 128 MiB, and the benchmark does not need it.
        broker.brokerProperty("log.cleaner.enable", "false");
        broker.afterPropertiesSet();
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.getBrokersAsString(), "acks", "all"),
                new StringSerializer(),
                new StringSerializer())) {
            BrokerClients bare = () -> new BrokerClient() {
                @Override
                public void send(String key) throws Exception {
                    producer.send(new ProducerRecord<>("bare", key, ENVELOPE)).get();
                }

                @Override
                public void close() {
                    producer.flush();
                }
            };
            bare(bare);
            double perSecond = bare(bare);
            return new Row(
                    "Kafka 3.9, acks=all, one broker",
                    relayed("kafka:relayed?brokers=" + broker.getBrokersAsString()),
                    perSecond);
        } finally {
            broker.destroy();
        }
    }

    private Row amqp() throws Exception {
        Path folder = servers.folder();
        EmbeddedActiveMQ broker = new EmbeddedActiveMQ()
                .setConfiguration(new ConfigurationImpl()
                        .setJournalType(JournalType.NIO)
                        .setJournalDirectory(folder.resolve("journal").toString())
                        .setBindingsDirectory(folder.resolve("bindings").toString())
                        .setLargeMessagesDirectory(folder.resolve("large").toString())
                        .setPagingDirectory(folder.resolve("paging").toString())
                        .setSecurityEnabled(false)
                        .setJMXManagementEnabled(false)
                        .addAcceptorConfiguration("amqp", "tcp://127.0.0.1:" + Servers.freePort() + "?protocols=AMQP"));
        broker.start();
        String url = broker.getActiveMQServer().getConfiguration().getAcceptorConfigurations().stream()
                .map(acceptor -> "amqp://127.0.0.1:" + acceptor.getParams().get("port"))
                .findFirst()
                .orElseThrow();
        try (jakarta.jms.Connection connection = new JmsConnectionFactory(url).createConnection()) {
            BrokerClients bare = () -> client(connection);
            bare(bare);
            double perSecond = bare(bare);
            return new Row(
                    "Artemis 2.40 by AMQP 1.0, durable",
                    relayed("amqp:queue:relayed", "--gateway.amqp.url=" + url),
                    perSecond);
        } finally {
            broker.stop();
        }
    }

    private static BrokerClient client(jakarta.jms.Connection connection) throws Exception {
        Session session = connection.createSession();
        MessageProducer producer = session.createProducer(session.createQueue("bare"));
        return new BrokerClient() {
            @Override
            public void send(String key) throws Exception {
                var message = session.createTextMessage(ENVELOPE);
                message.setStringProperty("JMSXGroupID", key);
                producer.send(message);
            }

            @Override
            public void close() throws JMSException {
                session.close();
            }
        };
    }

    /** Events a second. */
    private double bare(BrokerClients clients) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        try {
            long begun = System.nanoTime();
            List<Future<Void>> all = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                all.add(threads.submit(() -> {
                    try (BrokerClient client = clients.open()) {
                        for (int event = 0; event < events / CLIENTS; event++) {
                            client.send(group(event));
                        }
                    }
                    return null;
                }));
            }
            for (Future<Void> one : all) {
                one.get();
            }
            return events / ((System.nanoTime() - begun) / 1e9);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a bare client failed", e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    /** Events a second of the round after the warm-up. */
    private double relayed(String uri, String... more) throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
            String url = postgres.getJdbcUrl("postgres", "postgres");
            List<String> arguments = new ArrayList<>(List.of(more));
            arguments.add("--spring.datasource.url=" + url);
            arguments.add("--gateway.events.uri=" + uri);
            try (Server gateway = servers.gatewayOf("lists.yaml", servers.folder(), arguments);
                    Connection connection = DriverManager.getConnection(url)) {
                gateway.port();
                int round = 0;
                for (Duration warm = Duration.ZERO; warm.compareTo(warmup) < 0; round++) {
                    warm = warm.plus(drain(connection, round));
                }
                return events / (drain(connection, round).toNanos() / 1e9);
            }
        }
    }

    private Duration drain(Connection connection, int round) throws SQLException, InterruptedException {
        connection.setAutoCommit(false);
        try (PreparedStatement insert =
                connection.prepareStatement("insert into events (id, event, organization_id, session_id, group_jid,"
                        + " created_at, payload) values (?, 'group.member.promoted', 'bench', 'small', ?, ?, ?)")) {
            for (int event = 0; event < events; event++) {
                insert.setString(1, "evt_" + round + "_" + event);
                insert.setString(2, group(event));
                insert.setLong(3, System.currentTimeMillis());
                insert.setString(4, PAYLOAD);
                insert.addBatch();
            }
            insert.executeBatch();
        }
        connection.commit();
        connection.setAutoCommit(true);
        long begun = System.nanoTime();
        while (isPending(connection)) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private static boolean isPending(Connection connection) throws SQLException {
        try (ResultSet row = connection
                .createStatement()
                .executeQuery("select exists (select 1 from events where position is null)"
                        + " or exists (select 1 from deliveries where state = 'pending')")) {
            row.next();
            return row.getBoolean(1);
        }
    }

    private static String group(int event) {
        return 120_363_000_000_000_000L + event % GROUPS + "@g.us";
    }
}
