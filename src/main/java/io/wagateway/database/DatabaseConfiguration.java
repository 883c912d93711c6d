package io.wagateway.database;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

    @Bean
    DatabaseClock databaseClock(JdbcTemplate jdbc, MeterRegistry registry) {
        DatabaseClock clock = new DatabaseClock(jdbc, System::nanoTime, System::currentTimeMillis);
        Gauge.builder("gateway.clock.skew", clock, DatabaseClock::skew)
                .description("How far the database's clock is ahead of this node's; negative if it is behind")
                .baseUnit("seconds")
                .register(registry);
        return clock;
    }
}
