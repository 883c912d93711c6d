package io.wagateway.event.relay;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wagateway.TestDatabase;
import io.wagateway.event.log.DeliveryCounters;
import io.wagateway.event.log.TestLog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/** One node's relay with the real routes, over a real database, to whatever endpoint. */
final class RelayWorld implements AutoCloseable {
    private static final Pattern STEP = Pattern.compile("ref: (\\w+)");

    private final TestDatabase database;
    private final TestLog log;
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final Relay relay;
    /** An H2 that nobody is connected to is closed, and opened for each statement. */
    private final Connection open;

    RelayWorld(TestDatabase database, String uri, RelayTiming timing) throws Exception {
        this(database, uri, timing, "owner-1", null);
    }

    /** @param broker stands at {@code direct:broker}; what it throws is a failure */
    static RelayWorld to(Consumer<Exchange> broker, TestDatabase database, RelayTiming timing, String owner)
            throws Exception {
        return new RelayWorld(database, "direct:broker", timing, owner, broker);
    }

    private RelayWorld(TestDatabase database, String uri, RelayTiming timing, String owner, Consumer<Exchange> broker)
            throws Exception {
        this.database = database;
        this.open = database.source().getConnection();
        RelayProperties properties = new RelayProperties(uri);
        this.log = new TestLog(database, new BrokerDestination(properties));
        Publisher publisher = new Publisher(camel.createProducerTemplate(), timing.send(), 8);
        PartitionLeases partitions = new PartitionLeases(database.jdbc());
        PartitionWorker run = new PartitionWorker(
                partitions,
                new DeliveryStore(database.jdbc()),
                publisher,
                new DeliveryCounters(new SimpleMeterRegistry(), BrokerDestination.NAME),
                timing,
                owner,
                System::currentTimeMillis);
        this.relay = new Relay(partitions, run, publisher, timing, System::currentTimeMillis, true);
        start(properties, broker);
    }

    private void start(RelayProperties properties, Consumer<Exchange> broker) throws Exception {
        Path routes = Path.of("routes/events.camel.yaml");
        Matcher steps = STEP.matcher(Files.readString(routes));
        while (steps.find()) {
            camel.getRegistry().bind(steps.group(1), (Processor) exchange -> relay.nudge());
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
    String happens(String group, String member) {
        String id = Happenings.one(log.log(), group, member);
        log.number();
        relay.nudge();
        return id;
    }

    List<String> happen(int groups, int each) {
        List<String> ids = Happenings.in(log.log(), groups, each);
        log.number();
        relay.nudge();
        return ids;
    }

    void nudge() {
        relay.nudge();
    }

    /** Those of the broker that it has not got: the event's id, state, counted attempts, reason. */
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
