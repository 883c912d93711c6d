package io.wagateway.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wagateway.error.StartupException;
import org.apache.camel.component.amqp.AMQPComponent;
import org.apache.camel.component.jms.JmsEndpoint;
import org.apache.camel.component.jms.MessageListenerContainerFactory;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.camel.component.kafka.KafkaEndpoint;
import org.apache.camel.component.kafka.consumer.DefaultKafkaManualSyncCommit;
import org.apache.camel.component.kafka.consumer.KafkaManualCommitFactory;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandEndpointsTest {
    private final DefaultCamelContext camel = new DefaultCamelContext();

    @BeforeEach
    void context() {
        camel.getRegistry().bind("commandHeaders", new CommandHeaders());
        camel.getRegistry().bind("commandConsumer", new CommandConsumer(camel, true));
        MessageListenerContainerFactory listeners = endpoint -> new CommandListener(endpoint, new MessagesInWork());
        camel.getRegistry().bind("commandListeners", listeners);
        KafkaManualCommitFactory commits = DefaultKafkaManualSyncCommit::new;
        camel.getRegistry().bind("commandCommits", commits);
        camel.addComponent("amqp", new AMQPComponent(new JmsConnectionFactory("amqp://127.0.0.1:1")));
    }

    @AfterEach
    void close() {
        camel.stop();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            uri             | nosuch:commands?password=hunter2
            uri             | hunter2
            uri             | kafka:commands?brokers=127.0.0.1:1&hunter2=1
            uri             | kafka:commands?saslJaasConfig=hunter2
            uri             | amqp:queue:commands?concurrentConsumers=hunter2
            uri             | bean:hunter2
            reply-uri       | kafka:answers?brokers=127.0.0.1:1&nosuch=hunter2
            reply-uri       | timer:hunter2
            dead-letter-uri | amqp:queue:dead?nosuch=hunter2
            """)
    void uri_thatCamelCannotUse_isRefusedByItsPropertyAndNotToldItself(String property, String uri) {
        CommandProperties properties = new CommandProperties(uri, uri, null, uri, null);
        assertThatThrownBy(() -> new CommandEndpoints(camel, properties).apply(property))
                .isInstanceOf(StartupException.class)
                .hasMessageStartingWith("gateway.commands." + property + ": not a URI that Camel can")
                .hasMessageNotContaining("hunter2")
                .hasNoCause();
    }

    @Test
    void kafka_isAcknowledgedByTheRouteAndLosesNothing() {
        KafkaConfiguration kafka = kafka("kafka:commands?brokers=127.0.0.1:1&consumersCount=9&groupId=mine");
        assertThat(kafka.isAutoCommitEnable()).isFalse();
        assertThat(kafka.isAllowManualCommit()).isTrue();
        assertThat(kafka.isBreakOnFirstError()).isTrue();
        assertThat(kafka.getAutoOffsetReset()).isEqualTo("earliest");
        assertThat(kafka.getMaxPollRecords()).isOne();
        assertThat(kafka.getMaxPollIntervalMs()).isEqualTo(600_000 + 5 * 120_000);
        assertThat(kafka.getHeaderFilterStrategy()).isInstanceOf(CommandHeaders.class);
        assertThat(kafka.getConsumersCount()).isEqualTo(9);
        assertThat(kafka.getGroupId()).isEqualTo("mine");
    }

    private KafkaConfiguration kafka(String uri) {
        return camel.getEndpoint(whole(uri), KafkaEndpoint.class).getConfiguration();
    }

    @Test
    void amqp_isAcknowledgedWhenTheRouteHasEnded() {
        JmsEndpoint jms = camel.getEndpoint(whole("amqp:queue:commands"), JmsEndpoint.class);
        assertThat(jms.isTransacted()).isTrue();
        assertThat(jms.isLazyCreateTransactionManager()).isFalse();
        assertThat(jms.getConcurrentConsumers()).isOne();
        assertThat(jms.createMessageListenerContainer()).isInstanceOf(CommandListener.class);
        assertThat(jms.getConfiguration().isMapJmsMessage())
                .as("Camel takes the body out of it")
                .isFalse();
        assertThat(jms.getHeaderFilterStrategy()).isInstanceOf(CommandHeaders.class);
    }

    @Test
    void uri_thatSaysItself_isLeftAsItIs() {
        assertThat(whole("amqp:queue:commands?transacted=false&lazyCreateTransactionManager=true"
                        + "&errorHandlerLogStackTrace=true&headerFilterStrategy=#mine"))
                .doesNotContain("transacted=true");
        assertThat(whole("direct:commands")).isEqualTo("direct:commands");
    }

    @Test
    void nothingConfigured_hasNoRoutes() {
        CommandEndpoints none = new CommandEndpoints(camel, new CommandProperties(null, null, null, null, null));
        assertThat(none.apply("configured")).isEqualTo("false");
        assertThat(camel.resolvePropertyPlaceholders("{{commands:configured}} {{commands:retries}}"))
                .isEqualTo("false 4");
    }

    private String whole(String uri) {
        camel.getRegistry().bind("mine", new CommandHeaders());
        return new CommandEndpoints(camel, new CommandProperties(uri, null, null, null, null)).apply("uri");
    }
}
