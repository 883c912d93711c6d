package io.wagateway;

import io.wagateway.access.AuthProperties;
import io.wagateway.access.ProvisionedKey;
import io.wagateway.command.CommandProperties;
import io.wagateway.engine.EngineEntry;
import io.wagateway.engine.simulator.SimulatorProperties;
import io.wagateway.error.StartupException;
import io.wagateway.event.EventProperties;
import io.wagateway.event.relay.AmqpProperties;
import io.wagateway.event.webhook.WebhookProperties;
import io.wagateway.group.GroupProperties;
import io.wagateway.group.stored.RefreshProperties;
import io.wagateway.session.ProvisionedSession;
import io.wagateway.session.SessionProperties;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;

/**
 * Everything under {@code gateway}. Defaults live here and not in application.yaml, so that a map that an operator
 * configures replaces the default map instead of growing it.
 *
 * <p>Folders are texts here: bound as paths, a relative one that is also on the class path, as {@code routes} is, would
 * mean that one.
 *
 * @param dataDir the embedded database lives here, and nothing else is written anywhere; default ./data
 * @param routesDir a folder of route files that replace and join the packaged ones; default ./routes, if it is there
 * @param groupCache how old a read of a group may be when a decision rests on it, at most 2s; default 2s
 * @param groupRefresh how long after one refresh of a session's stored groups the next begins, 1m to 24h, or 0s: never;
 *     default 15m
 * @param groupRefreshRate how many groups a second a refresh reads, for each session, 1 to 1000; default 2
 * @param sessionWatch how often the engine of each session that is not stopped is asked what became of it, at most 30s,
 *     0s: never; default 30s
 * @param auth who may call
 * @param provision API keys and sessions that are created or updated at start
 * @param engines one entry for each running engine; default one simulator
 * @param simulator the simulator's world at start
 * @param cors which frontends may call from a browser
 * @param events how long events are kept, and where they go to
 * @param commands where commands come from, and what becomes of them
 * @param webhooks what webhooks may do
 * @param amqp the AMQP 1.0 broker of amqp: endpoints
 */
@ConfigurationProperties(prefix = "gateway", ignoreUnknownFields = false)
public record GatewayProperties(
        String dataDir,
        String routesDir,
        Duration groupCache,
        Duration groupRefresh,
        Integer groupRefreshRate,
        Duration sessionWatch,
        @NestedConfigurationProperty AuthProperties auth,
        Provision provision,
        Map<String, EngineEntry> engines,
        @NestedConfigurationProperty SimulatorProperties simulator,
        Cors cors,
        Events events,
        @NestedConfigurationProperty CommandProperties commands,
        @NestedConfigurationProperty WebhookProperties webhooks,
        @NestedConfigurationProperty AmqpProperties amqp) {
    private static final Pattern ORIGIN = Pattern.compile("https?://([a-z0-9._-]+|\\[[0-9a-f:.]+])(:[0-9]{1,5})?");

    public GatewayProperties {
        dataDir = isBlank(dataDir) ? "data" : dataDir;
        routesDir = isBlank(routesDir) ? null : routesDir;
        groupCache = groupCache == null ? Duration.ofSeconds(2) : groupCache;
        groupRefresh = groupRefresh == null ? Duration.ofMinutes(15) : groupRefresh;
        groupRefreshRate = groupRefreshRate == null ? 2 : groupRefreshRate;
        sessionWatch = sessionWatch == null ? Duration.ofSeconds(30) : sessionWatch;
        auth = auth == null ? new AuthProperties(null, null) : auth;
        provision = provision == null ? Provision.NONE : provision;
        engines = engines == null || engines.isEmpty() ? EngineEntry.DEFAULT : Map.copyOf(engines);
        simulator = simulator == null ? SimulatorProperties.EMPTY : simulator;
        cors = cors == null ? new Cors(null) : cors;
        events = events == null ? new Events(null, null) : events;
        commands = commands == null ? CommandProperties.NONE : commands;
        webhooks = webhooks == null ? new WebhookProperties(false, null) : webhooks;
        amqp = amqp == null ? new AmqpProperties(null, null, null) : amqp;
    }

    /**
     * What is created or updated at start.
     *
     * @param apiKeys created or updated, never deleted by absence
     * @param sessions created or updated, never deleted by absence
     */
    public record Provision(List<ProvisionedKey> apiKeys, List<ProvisionedSession> sessions) {
        static final Provision NONE = new Provision(null, null);

        public Provision {
            apiKeys = apiKeys == null ? List.of() : List.copyOf(apiKeys);
            sessions = sessions == null ? List.of() : List.copyOf(sessions);
        }
    }

    /**
     * Frontends in a browser.
     *
     * @param allowedOrigins exact origins, for example https://frontend.example; empty: CORS is off
     */
    public record Cors(List<String> allowedOrigins) {
        public Cors {
            allowedOrigins = allowedOrigins == null ? List.of() : List.copyOf(allowedOrigins);
        }
    }

    /**
     * The event log.
     *
     * @param uri a Camel URI of a producer, which each event is sent to; empty: none
     * @param retention how old an event gets, at least 1h, or 0s: events stay for ever; default 90d
     */
    public record Events(String uri, Duration retention) {
        public Events {
            retention = retention == null ? Duration.ofDays(90) : retention;
        }
    }

    /** Refuses to start with what cannot work; what needs the database or the routes is checked there. */
    void check() {
        auth.check();
        engines.forEach((name, entry) -> entry.check(name));
        simulator.check();
        new GroupProperties(groupCache).check();
        new RefreshProperties(groupRefresh, groupRefreshRate).check();
        new SessionProperties(sessionWatch).check();
        for (int i = 0; i < cors.allowedOrigins().size(); i++) {
            checkOrigin(
                    "gateway.cors.allowed-origins[" + i + "]",
                    cors.allowedOrigins().get(i));
        }
        new EventProperties(events.retention()).check();
        amqp.check();
        commands.check();
        webhooks.check();
    }

    /** As an environment variable that is set to nothing is. */
    private static boolean isBlank(String text) {
        return text == null || text.isBlank();
    }

    /** As a browser writes it: scheme, host and port in lower case, nothing behind, no default port. */
    private static void checkOrigin(String property, String origin) {
        boolean defaultPort = origin.startsWith("https:") ? origin.endsWith(":443") : origin.endsWith(":80");
        if (defaultPort || !ORIGIN.matcher(origin).matches()) {
            throw StartupException.property(
                    property, origin, "an exact origin as a browser sends it, for example https://frontend.example");
        }
    }
}
