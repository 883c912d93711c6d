package io.wagateway.event.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wagateway.error.StartupException;
import java.io.IOException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BrokerEndpointTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "hunter2",
                "kafkaa:events?saslJaasConfig=hunter2",
                "kafka:events?brokers=localhost:9092&nosuch=hunter2",
                "amqp:queue:events?maxConcurrentConsumers=hunter2",
                "timer:hunter2"
            })
    void invalidUri_stopsTheStartWithoutAppearingInTheMessage(String uri) throws IOException {
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            assertThatThrownBy(() -> new BrokerEndpoint(camel, new RelayProperties(uri)))
                    .isInstanceOf(StartupException.class)
                    .hasNoCause()
                    .hasMessageStartingWith("gateway.events.uri: Camel cannot send to it: ")
                    .hasMessageNotContaining("hunter2");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kafka:events?brokers=127.0.0.1:1",
                "amqp:queue:events",
                "jms:topic:events?connectionFactory=#own",
                "log:events"
            })
    void uriOfABrokerThatIsDown_doesNotStopTheStart(String uri) throws IOException {
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            camel.getRegistry().bind("own", new JmsConnectionFactory("amqp://127.0.0.1:1"));
            assertThatCode(() -> new BrokerEndpoint(camel, new RelayProperties(uri)))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void reason_ofAFailure_holdsNoAddressAndIsBounded() {
        PublishFailure failure = PublishFailure.of(new IllegalStateException(
                new RecordTooLargeException("at kafka://me:hunter2@host/x?p=hunter2\nis " + "x".repeat(1_000))));
        assertThat(failure.permanent()).isTrue();
        assertThat(failure.reason())
                .startsWith("RecordTooLargeException: at *** is xxx")
                .hasSize(300)
                .doesNotContain("hunter2", "host");
        assertThat(PublishFailure.of(new IllegalStateException("password hunter2"))
                        .reason())
                .isEqualTo("IllegalStateException");
    }
}
