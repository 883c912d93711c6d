package io.wagateway.event.relay;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What Camel's broker components are given, for events that go out and commands that come in alike. */
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
