package io.wagateway.event.relay;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wagateway.TestDatabase;
import io.wagateway.event.delivery.DeliveryCounters;
import io.wagateway.event.delivery.DestinationKind;
import io.wagateway.event.log.TestLog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/** One node's relay with the real routes over a real database; it publishes to any endpoint. */
final class RelayFixture implements AutoCloseable {
    private static final Pattern STEP = Pattern.compile("ref: (\\w+)");

    private final TestDatabase database;
    private final TestLog log;
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final Relay relay;
    /** Keeps H2 open: without a connection it would close, and open again for each statement. */
    private final Connection open;

    RelayFixture(TestDatabase database, String uri, RelayTiming timing) throws Exception {
        this(database, uri, timing, "owner-1", database.clock(), null);
    }

    /** @param broker consumes from {@code direct:broker}; a send fails if it throws */
    static RelayFixture to(Consumer<Exchange> broker, TestDatabase database, RelayTiming timing, String owner)
            throws Exception {
        return to(broker, database, timing, owner, database.clock());
    }

    static RelayFixture to(
            Consumer<Exchange> broker, TestDatabase database, RelayTiming timing, String owner, LongSupplier clock)
            throws Exception {
        return new RelayFixture(database, "direct:broker", timing, owner, clock, broker);
    }

    private RelayFixture(
            TestDatabase database,
            String uri,
            RelayTiming timing,
            String owner,
            LongSupplier clock,
            Consumer<Exchange> broker)
            throws Exception {
        this.database = database;
        this.open = database.source().getConnection();
        RelayProperties properties = new RelayProperties(uri);
        this.log = new TestLog(database, new BrokerDestination(properties));
        Publisher publisher = new Publisher(camel, timing.send(), 2 * Relay.WORKERS * PartitionWorker.WINDOW);
        PartitionLeases leases = new PartitionLeases(database.jdbc());
        PartitionWorker worker = new PartitionWorker(
                leases,
                new DeliveryStore(database.jdbc()),
                publisher,
                new DeliveryCounters(new SimpleMeterRegistry(), DestinationKind.BROKER),
                timing,
                owner,
                clock);
        this.relay = new Relay(leases, worker, publisher, timing, clock, true);
        start(properties, broker);
    }

    private void start(RelayProperties properties, Consumer<Exchange> broker) throws Exception {
        Path routes = Path.of("routes/events.camel.yaml");
        Matcher steps = STEP.matcher(Files.readString(routes));
        while (steps.find()) {
            camel.getRegistry().bind(steps.group(1), (Processor) exchange -> relay.wakeUp());
        }
        camel.getRegistry().bind("kafka", new KafkaTimeouts());
        camel.getPropertiesComponent().addOverrideProperty("gateway.events.uri", properties.uri());
        new BrokerEndpoint(camel, properties);
        if (broker != null) {
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:broker").errorHandler(noErrorHandler()).process(broker::accept);
                }
            });
        }
        PluginHelper.getRoutesLoader(camel).loadRoutes(ResourceHelper.resolveResource(camel, "file:" + routes));
        camel.start();
        relay.start();
    }

    /** @return the event's id */
    String publish(String group, String member) {
        return publish(List.of(group), member).get(0);
    }

    /**
     * One event of each group, all in one batch of their partition.
     *
     * @return the events' ids
     */
    List<String> publish(List<String> groups, String member) {
        List<String> ids = groups.stream()
                .map(group -> TestEvents.appendOne(log.log(), group, member))
                .toList();
        log.sequence();
        relay.wakeUp();
        return ids;
    }

    List<String> publish(int groups, int each) {
        List<String> ids = TestEvents.append(log.log(), groups, each);
        log.sequence();
        relay.wakeUp();
        return ids;
    }

    void wakeUp() {
        relay.wakeUp();
    }

    /** The deliveries that the broker does not have: the event's id, state, counted attempts, reason. */
    List<String> deliveries() {
        return database.jdbc()
                .sql("select event_id || ' ' || state || ' ' || attempts || ' ' || coalesce(error, '-') from deliveries"
                        + " order by position")
                .query(String.class)
                .list();
    }

    @Override
    public void close() throws SQLException {
        relay.stop();
        camel.stop();
        open.close();
    }
}
