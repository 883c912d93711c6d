package io.wagateway.event.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.qpid.proton.amqp.Symbol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The choice by the broker's open frame; RabbitMqIT and AmqpRelayIT have real brokers of two kinds. */
class AmqpDialectTest {
    @ParameterizedTest
    @CsvSource({
        "RabbitMQ, 3.10.8, RABBITMQ_3",
        "RabbitMQ, 3.13.7+1.g1234, RABBITMQ_3",
        "RabbitMQ, 4.0.2, RABBITMQ_4",
        "RabbitMQ, 4.2.0-rc.1, RABBITMQ_4",
        "RabbitMQ, 10.0.0, RABBITMQ_4",
        "apache-activemq-artemis, 2.40.0, STANDARD",
        "qpid-cpp, 1.39.0, STANDARD"
    })
    void productAndVersion_chooseTheDialect(String product, String version, AmqpDialect expected) {
        Map<Symbol, Object> properties = Map.of(Symbol.valueOf("product"), product, Symbol.valueOf("version"), version);
        assertThat(AmqpDialect.of(properties)).isEqualTo(expected);
    }

    @Test
    void broker_thatSaysNothingOfItself_isStandard() {
        assertThat(AmqpDialect.of((Map<Symbol, Object>) null)).isEqualTo(AmqpDialect.STANDARD);
        assertThat(AmqpDialect.of(Map.of())).isEqualTo(AmqpDialect.STANDARD);
        assertThat(AmqpDialect.of(Map.of(Symbol.valueOf("product"), "RabbitMQ")))
                .isEqualTo(AmqpDialect.RABBITMQ_4);
    }

    @Test
    void onlyTheStandard_hasTransactions() {
        assertThat(AmqpDialect.values())
                .filteredOn(AmqpDialect::hasTransactions)
                .containsExactly(AmqpDialect.STANDARD);
    }
}
