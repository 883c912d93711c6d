package io.wagateway.event.relay;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Configures Camel's broker components, for outgoing events and incoming commands. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AmqpProperties.class)
class BrokerConfiguration {

    @Bean
    AmqpBroker amqpBroker(AmqpProperties properties) {
        return new AmqpBroker(properties);
    }

    @Bean
    KafkaTimeouts kafkaTimeouts() {
        return new KafkaTimeouts();
    }
}
