package io.wagateway.event.relay;

import com.github.f4b6a3.ulid.UlidCreator;
import io.micrometer.core.instrument.MeterRegistry;
import io.wagateway.access.Caller;
import io.wagateway.database.DatabaseClock;
import io.wagateway.event.DeadDeliveries;
import io.wagateway.event.delivery.DeliveryCounters;
import io.wagateway.event.delivery.DestinationKind;
import io.wagateway.event.log.EventSequencer;
import io.wagateway.pipeline.CallContext;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** The relay and its steps; routes refer to a step by its bean name. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RelayProperties.class)
class RelayProcessors {

    @Bean
    BrokerEndpoint brokerEndpoint(CamelContext camel, RelayProperties properties) {
        return new BrokerEndpoint(camel, properties);
    }

    @Bean
    BrokerDestination brokerDestination(RelayProperties properties) {
        return new BrokerDestination(properties);
    }

    @Bean
    Relay relay(
            JdbcClient jdbc,
            CamelContext camel,
            RelayProperties properties,
            MeterRegistry registry,
            EventSequencer sequencer,
            DatabaseClock clock) {
        RelayTiming timing = RelayTiming.DEFAULT;
        PartitionLeases leases = new PartitionLeases(jdbc);
        Publisher publisher = new Publisher(camel, timing.send(), 2 * Relay.WORKERS * PartitionWorker.WINDOW);
        PartitionWorker worker = new PartitionWorker(
                leases,
                new DeliveryStore(jdbc),
                publisher,
                new DeliveryCounters(registry, DestinationKind.BROKER),
                timing,
                UlidCreator.getMonotonicUlid().toString(),
                clock);
        Relay relay = new Relay(leases, worker, publisher, timing, clock, properties.isEnabled());
        sequencer.onSequenced(organizations -> relay.wakeUp());
        return relay;
    }

    /** Makes the relay look for pending events, such as those of a dead node and those whose next attempt is due. */
    @Bean
    Processor relayEvents(Relay relay) {
        return exchange -> relay.wakeUp();
    }

    /** Delivers the event that the path names once more; 404, 409. */
    @Bean
    Processor replayEvent(
            JdbcClient jdbc,
            TransactionOperations transaction,
            RelayProperties properties,
            ObjectProvider<DeadDeliveries> others,
            Relay relay,
            DatabaseClock clock) {
        EventReplay replay = new EventReplay(
                jdbc, transaction, properties.isEnabled(), others.stream().toList(), clock);
        return exchange -> {
            replay.replay(CallContext.parameter(exchange, "event"), Caller.of(exchange));
            relay.wakeUp();
        };
    }
}
