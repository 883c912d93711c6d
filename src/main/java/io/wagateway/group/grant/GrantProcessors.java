package io.wagateway.group.grant;

import com.github.f4b6a3.ulid.Ulid;
import io.micrometer.core.instrument.MeterRegistry;
import io.wagateway.database.DatabaseClock;
import io.wagateway.database.Quotas;
import io.wagateway.database.RetryingTransaction;
import io.wagateway.engine.Jids;
import io.wagateway.error.NotFoundException;
import io.wagateway.event.log.EventLog;
import io.wagateway.pipeline.CallContext;
import io.wagateway.pipeline.Page;
import io.wagateway.session.Session;
import java.util.concurrent.Executor;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** The steps about rights for a time, by the names that routes use. Those that promote are of the package group. */
@Configuration(proxyBeanMethods = false)
class GrantProcessors {

    @Bean
    Grants grants(GrantStore store, Quotas quotas, TransactionOperations transaction, DatabaseClock clock) {
        return new Grants(store, quotas, new RetryingTransaction(transaction), clock);
    }

    @Bean
    GrantQueries grantQueries(JdbcClient jdbc) {
        return new GrantQueries(jdbc);
    }

    @Bean
    GrantQueue grantQueue(JdbcTemplate jdbc, TransactionOperations transaction, EventLog log) {
        return new GrantQueue(jdbc, transaction, log);
    }

    @Bean
    GrantDemotion grantDemotion(GrantQueue queue, ProducerTemplate template, DatabaseClock clock) {
        return new GrantDemotion(queue, template, clock);
    }

    @Bean
    GrantExpiry grantExpiry(GrantQueue queue, GrantDemotion demotion, Executor pipelineExecutor, DatabaseClock clock) {
        return new GrantExpiry(queue, demotion::run, pipelineExecutor, clock);
    }

    @Bean
    GrantRetention grantRetention(JdbcClient jdbc) {
        return new GrantRetention(jdbc);
    }

    @Bean(destroyMethod = "close")
    GrantGauges grantGauges(JdbcClient jdbc, MeterRegistry registry, DatabaseClock clock) {
        return new GrantGauges(jdbc, registry, clock);
    }

    /** Starts the demotions that are due; each runs by itself. */
    @Bean
    Processor endDueGrants(GrantExpiry expiry) {
        return exchange -> expiry.tick();
    }

    /** The caller is the grant whose time is over. */
    @Bean
    Processor actAsGrant(GrantDemotion demotion) {
        return demotion::enter;
    }

    /** Sets the property {@code grantIsDue}: false if the grant was ended, revoked or moved meanwhile. */
    @Bean
    Processor beginGrantEnd(GrantDemotion demotion) {
        return demotion::begin;
    }

    /** Sets the body to the requested page of the group's grants. */
    @Bean
    Processor listGrants(GrantQueries queries) {
        return exchange -> {
            Page page = Page.of(exchange);
            exchange.getMessage()
                    .setBody(page.rows(
                            queries.list(
                                    Session.of(exchange).id(),
                                    CallContext.parameter(exchange, "gid"),
                                    page.after(),
                                    page.limitAndOne()),
                            Grant::id));
        };
    }

    /** 404 if the group has no active grant of that id; 409 if it is ending at this moment. */
    @Bean
    Processor revokeGrant(GrantQueries queries, DatabaseClock clock) {
        return exchange -> {
            String gid = CallContext.parameter(exchange, "gid");
            String id = CallContext.parameter(exchange, "id");
            boolean isRevoked = Jids.isGroup(gid)
                    && Ulid.isValid(id)
                    && queries.revoke(Session.of(exchange).id(), gid, id, clock.getAsLong());
            if (!isRevoked) {
                throw new NotFoundException("grant not found");
            }
        };
    }
}
