package io.wagateway.event.delivery;

import io.micrometer.core.instrument.MeterRegistry;
import io.wagateway.database.DatabaseClock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
class DeliveryConfiguration {

    @Bean
    DeliveryGauges deliveryGauges(JdbcClient jdbc, MeterRegistry registry, DatabaseClock clock) {
        return new DeliveryGauges(jdbc, registry, clock);
    }
}
