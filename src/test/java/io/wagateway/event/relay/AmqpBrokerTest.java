package io.wagateway.event.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wagateway.AmqpServer;
import jakarta.jms.Connection;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Session;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ConsumerTemplate;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.amqp.AMQPComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AmqpBrokerTest {
    private static final String QUEUE = "amqp:queue:news";

    @Test
    void amqpEndpoint_brokerStoppedAndRestarted_failsInSecondsAndThenWorksAgain(@TempDir Path folder) throws Exception {
        try (AmqpServer server = new AmqpServer(folder)) {
            roundTrip(server, new AmqpProperties(server.url(), "gateway", "secret"));
        }
    }

    @Test
    void amqpEndpoint_ofSeveralBrokers_failsInSecondsAndThenWorksAgain(@TempDir Path folder) throws Exception {
        try (AmqpServer server = new AmqpServer(folder)) {
            roundTrip(server, new AmqpProperties("failover:(amqp://127.0.0.1:1," + server.url() + ")", null, null));
        }
    }

    private static void roundTrip(AmqpServer server, AmqpProperties properties) throws Exception {
        properties.check();
        AmqpBroker broker = new AmqpBroker(properties);
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            camel.getRegistry().bind("amqp-broker", broker);
            camel.start();
            ProducerTemplate producer = camel.createProducerTemplate();
            ConsumerTemplate consumer = camel.createConsumerTemplate();
            producer.sendBody(QUEUE, "before");
            assertThat(consumer.receiveBody(QUEUE, 5_000)).isEqualTo("before");
            server.stop();
            Instant begin = Instant.now();
            assertThatThrownBy(() -> producer.sendBody(QUEUE, "meanwhile")).isInstanceOf(CamelExecutionException.class);
            assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(12));
            server.start();
            Awaitility.await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> {
                producer.sendBody(QUEUE, "after");
                return true;
            });
            assertThat(consumer.receiveBody(QUEUE, 5_000)).isEqualTo("after");
        } finally {
            broker.destroy();
        }
    }

    @Test
    void object_inAMessage_isNotDeserialised(@TempDir Path folder) throws Exception {
        try (AmqpServer server = new AmqpServer(folder);
                Connection connection = new JmsConnectionFactory(server.url()).createConnection();
                Session session = connection.createSession();
                DefaultCamelContext camel = new DefaultCamelContext()) {
            AmqpBroker broker = new AmqpBroker(new AmqpProperties(server.url(), null, null));
            camel.getRegistry().bind("amqp-broker", broker);
            camel.start();
            session.createProducer(session.createQueue("news")).send(session.createObjectMessage(folder.toFile()));
            Exchange received = camel.createConsumerTemplate().receive(QUEUE, 5_000);
            assertThat(received.getMessage().getBody()).isNull();
            ObjectMessage message = (ObjectMessage) received.getMessage(org.apache.camel.component.jms.JmsMessage.class)
                    .getJmsMessage();
            assertThatThrownBy(message::getObject).hasMessageContaining("trusted");
            broker.destroy();
        }
    }

    @Test
    void amqpComponent_withoutAUrl_keepsCamelsDefaults() {
        AmqpBroker none = new AmqpBroker(new AmqpProperties(null, null, null));
        assertThat(none.isEnabled("amqp", new AMQPComponent())).isFalse();
    }
}
