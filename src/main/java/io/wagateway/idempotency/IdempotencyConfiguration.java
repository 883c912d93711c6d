package io.wagateway.idempotency;

import io.wagateway.database.DatabaseClock;
import io.wagateway.database.DatabaseGuard;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The steps of idempotency keys, by the names that routes use. */
@Configuration(proxyBeanMethods = false)
class IdempotencyConfiguration {
    private static final Logger LOG = LoggerFactory.getLogger(IdempotencyConfiguration.class);

    @Bean
    IdempotencyStore idempotencyStore(JdbcClient jdbc, DatabaseClock clock) {
        return new IdempotencyStore(jdbc, clock);
    }

    @Bean
    Processor useIdempotencyKey(IdempotencyStore store) {
        return new UseIdempotencyKey(store);
    }

    /** Renews the leases of this node's calls, and deletes old answers. */
    @Bean
    Processor tendIdempotencyKeys(IdempotencyStore store) {
        DatabaseGuard guard = new DatabaseGuard(LOG, "Idempotency keys are neither renewed nor deleted", () -> true);
        return exchange -> guard.run(store::tend);
    }
}
