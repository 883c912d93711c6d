package io.wagateway.event;

import io.micrometer.core.instrument.MeterRegistry;
import io.wagateway.access.Caller;
import io.wagateway.database.DatabaseClock;
import io.wagateway.database.DatabaseGuard;
import io.wagateway.error.InvalidRequestException;
import io.wagateway.event.log.EventLog;
import io.wagateway.event.log.EventSequencer;
import io.wagateway.event.log.LoggedEvent;
import io.wagateway.group.grant.GrantRetention;
import io.wagateway.pipeline.CallContext;
import io.wagateway.pipeline.Page;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.support.TransactionOperations;

/** The steps that read the event log; routes refer to a step by its bean name. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(EventProperties.class)
class EventProcessors {
    private static final Logger LOG = LoggerFactory.getLogger(EventProcessors.class);
    private static final String FILTER = "eventFilter";

    @Bean
    EventStreams eventStreams(EventReader reader, EventSequencer sequencer, MeterRegistry registry) {
        return new EventStreams(new EventTail(reader), sequencer, registry);
    }

    /** 400 if {@code session}, {@code group}, {@code event}, {@code since} or {@code until} is invalid. */
    @Bean
    Processor readEventFilter() {
        return exchange -> exchange.setProperty(FILTER, EventFilter.of(exchange));
    }

    /** Sets the requested page of the organisation's events as the body. */
    @Bean
    Processor listEvents(EventReader reader) {
        return exchange -> {
            Page page = Page.of(exchange);
            exchange.getMessage()
                    .setBody(page.rows(
                            reader.list(filter(exchange), page.afterNumber(), page.limitAndOne()),
                            LoggedEvent::position));
        };
    }

    /**
     * Sets the stream as the body: the events after the one that {@code Last-Event-ID} names, or from now on if there is no
     * such header. The stream asks {@code direct:mayFollowEvents} every few seconds whether the caller may still follow.
     */
    @Bean
    Processor streamEvents(EventReader reader, EventStreams streams, ProducerTemplate producer) {
        return exchange -> {
            EventFilter filter = filter(exchange);
            String lastEventId = exchange.getProperty(CallContext.LAST_EVENT_ID, String.class);
            long after = lastEventId == null || lastEventId.isEmpty()
                    ? reader.last()
                    : position(reader, Caller.of(exchange), lastEventId);
            exchange.getMessage().setBody(streams.open(filter, after, stillAllowed(exchange, producer)));
        };
    }

    private static long position(EventReader reader, Caller caller, String id) {
        if (id.length() > 64 || id.indexOf('\0') >= 0) {
            throw unknown();
        }
        return reader.find(caller.organization(), id)
                .filter(event -> caller.scope().includesEvent(event.session(), event.groupJid()))
                .orElseThrow(EventProcessors::unknown)
                .position();
    }

    private static InvalidRequestException unknown() {
        return InvalidRequestException.validation(
                "the header 'Last-Event-ID' names no event that is in the log",
                Map.of(
                        "Last-Event-ID",
                        "must be: the id of an event that retention has not removed; without the header the"
                                + " stream begins now, and GET /api/v1/events has what came before"));
    }

    private static Supplier<CompletableFuture<Boolean>> stillAllowed(Exchange call, ProducerTemplate producer) {
        Caller caller = Caller.of(call);
        String requestId = CallContext.requestId(call);
        String operationId = CallContext.operationId(call);
        var credentials = CallContext.credentials(call);
        return () -> producer.asyncSend(
                        "direct:mayFollowEvents",
                        check -> CallContext.initialize(check, requestId, operationId, credentials, Map.of(), null))
                .thenApply(checked -> checked.getException() == null
                        && Boolean.TRUE.equals(checked.getProperty("mayFollow", Boolean.class))
                        && isSame(Caller.of(checked), caller));
    }

    private static boolean isSame(Caller now, Caller before) {
        return now.organization().equals(before.organization()) && now.scope().equals(before.scope());
    }

    @Bean
    Processor removeOldEvents(
            EventReader reader,
            GrantRetention grants,
            TransactionOperations transaction,
            EventProperties properties,
            DatabaseClock clock) {
        return new EventRetention(reader, grants, transaction, properties, clock);
    }

    /** Step {@code recordRepeatedRefusals}: records how often the same refusals were repeated in the minute that has ended. */
    @Bean
    Processor recordRepeatedRefusals(EventLog log) {
        DatabaseGuard guard = new DatabaseGuard(LOG, "Repeated refusals are not told yet", () -> true);
        return exchange -> guard.run(log::appendRepeats);
    }

    private static EventFilter filter(Exchange exchange) {
        EventFilter filter = exchange.getProperty(FILTER, EventFilter.class);
        if (filter == null) {
            throw new IllegalStateException("this route needs the step 'readEventFilter' before this one");
        }
        return filter;
    }
}
