package io.wagateway.event.log;

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
    EventClerk eventClerk(
            EventLog log,
            JdbcClient jdbc,
            JdbcTemplate batches,
            TransactionOperations transaction,
            ObjectProvider<Outlets> outlets) {
        List<Outlets> all = outlets.orderedStream().toList();
        return new EventClerk(log, new Numbering(jdbc, batches, transaction, all, System::currentTimeMillis));
    }
}
