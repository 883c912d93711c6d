package io.wagateway.event.log;

import io.wagateway.database.DatabaseClock;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

@Configuration(proxyBeanMethods = false)
class EventLogConfiguration {

    @Bean
    EventSequencer eventSequencer(
            EventLog log,
            JdbcClient jdbc,
            JdbcTemplate batches,
            TransactionOperations transaction,
            ObjectProvider<EventDestinations> destinations,
            DatabaseClock clock) {
        List<EventDestinations> all = destinations.orderedStream().toList();
        return new EventSequencer(log, new PositionAssigner(jdbc, batches, transaction, all, clock));
    }
}
