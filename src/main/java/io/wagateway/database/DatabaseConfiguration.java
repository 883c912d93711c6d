package io.wagateway.database;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.transaction.TransactionManagerCustomizer;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.jdbc.support.SQLExceptionTranslator;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LimitProperties.class)
class DatabaseConfiguration {

    @Bean
    Quotas quotas(JdbcClient jdbc, LimitProperties limits) {
        return new Quotas(jdbc, limits);
    }

    @Bean
    SQLExceptionTranslator outageTranslator() {
        return new OutageTranslator();
    }

    /** Of a commit or a rollback that fails. */
    @Bean
    TransactionManagerCustomizer<JdbcTransactionManager> outagesOfTransactions(SQLExceptionTranslator translator) {
        return manager -> manager.setExceptionTranslator(translator);
    }

    /** In place of Spring Boot's own, by its name. */
    @Bean
    DatabaseHealthIndicator dbHealthIndicator(JdbcTemplate jdbc) {
        return new DatabaseHealthIndicator(jdbc, System::currentTimeMillis, System::nanoTime);
    }

    @Bean
    FileCompaction fileCompaction(HikariDataSource pool) {
        return new FileCompaction(pool);
    }

    @Bean
    SizeGauges sizeGauges(JdbcTemplate jdbc, MeterRegistry registry) {
        return new SizeGauges(jdbc, registry);
    }

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
