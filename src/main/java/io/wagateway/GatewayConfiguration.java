package io.wagateway;

import io.micrometer.core.instrument.MeterRegistry;
import io.wagateway.access.AuthProperties;
import io.wagateway.command.CommandProperties;
import io.wagateway.engine.EngineClient;
import io.wagateway.engine.EngineSecrets;
import io.wagateway.engine.simulator.SimulatorProperties;
import io.wagateway.error.StartupException;
import io.wagateway.event.EventProperties;
import io.wagateway.event.relay.AmqpProperties;
import io.wagateway.event.relay.RelayProperties;
import io.wagateway.event.webhook.WebhookKey;
import io.wagateway.event.webhook.WebhookProperties;
import io.wagateway.group.GroupProperties;
import io.wagateway.group.stored.RefreshProperties;
import io.wagateway.http.CorsProperties;
import io.wagateway.route.RouteProperties;
import io.wagateway.session.SessionProperties;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.jdbc.DataSourceProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesBinding;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/** Hands each room its part of the configuration. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(GatewayProperties.class)
class GatewayConfiguration {

    @Bean
    @ConfigurationPropertiesBinding
    static EmptyIsAbsent emptyIsAbsent() {
        return new EmptyIsAbsent();
    }

    /** Before anything is made: whatever is wrong with the configuration is told before the database is opened. */
    @Bean
    static BeanFactoryPostProcessor startCheck(Environment environment) {
        return factory -> {
            String lazy = "spring.main.lazy-initialization";
            if (environment.getProperty(lazy, Boolean.class, false)) {
                throw StartupException.property(lazy, true, "false: routes would never start");
            }
            if (environment.acceptsProfiles(Profiles.of("demo"))
                    && environment.containsProperty("management.server.port")
                    && !environment.containsProperty("management.server.address")) {
                throw StartupException.property(
                        "management.server.port",
                        environment.getProperty("management.server.port"),
                        "the demo listens on 127.0.0.1 alone: set management.server.address=127.0.0.1 beside it");
            }
            GatewayProperties properties = factory.getBean(GatewayProperties.class);
            properties.check();
            Database.checkFolder(
                    Path.of(properties.dataDir()), ServerFolder.of(properties).pages());
        };
    }

    @Bean
    static BeanPostProcessor database(ObjectProvider<GatewayProperties> properties) {
        return new Database(properties);
    }

    @Bean
    ServerFolder serverFolder(GatewayProperties properties) {
        return ServerFolder.of(properties);
    }

    @Bean
    AuthProperties authProperties(GatewayProperties properties) {
        return properties.auth();
    }

    @Bean
    SimulatorProperties simulatorProperties(GatewayProperties properties) {
        return properties.simulator();
    }

    @Bean
    RouteProperties routeProperties(GatewayProperties properties) {
        return new RouteProperties(properties.routesDir() == null ? null : Path.of(properties.routesDir()));
    }

    @Bean
    CorsProperties corsProperties(GatewayProperties properties) {
        return new CorsProperties(properties.cors().allowedOrigins());
    }

    @Bean
    GroupProperties groupProperties(GatewayProperties properties) {
        return new GroupProperties(properties.groupCache());
    }

    @Bean
    RefreshProperties refreshProperties(GatewayProperties properties) {
        return new RefreshProperties(properties.groupRefresh(), properties.groupRefreshRate());
    }

    @Bean
    SessionProperties sessionProperties(GatewayProperties properties) {
        return new SessionProperties(properties.sessionWatch());
    }

    @Bean
    EventProperties eventProperties(GatewayProperties properties) {
        return new EventProperties(properties.events().retention());
    }

    @Bean
    AmqpProperties amqpProperties(GatewayProperties properties) {
        return properties.amqp();
    }

    @Bean
    RelayProperties relayProperties(GatewayProperties properties) {
        return new RelayProperties(properties.events().uri());
    }

    @Bean
    CommandProperties commandProperties(GatewayProperties properties) {
        return properties.commands();
    }

    @Bean
    WebhookProperties webhookProperties(GatewayProperties properties) {
        return properties.webhooks();
    }

    @Bean
    WebhookKey webhookKey(GatewayProperties properties, DataSourceProperties database) {
        return WebhookKey.of(properties.webhooks(), Path.of(properties.dataDir()), Database.isPostgresql(database));
    }

    @Bean
    EngineClient engines(
            CamelContext context,
            GatewayProperties properties,
            ExecutorService pipelineExecutor,
            MeterRegistry registry) {
        return new EngineClient(context, properties.engines(), pipelineExecutor, registry);
    }

    @Bean
    EngineSecrets engineSecrets(GatewayProperties properties) {
        return new EngineSecrets(properties.engines());
    }

    /**
     * Where a call goes on after an engine has answered. It never waits for an engine, only for the commit of what was done,
     * so some threads do. The queue
     * holds more than all connections of the server can bring at once; were it full all the same, it refuses, and the
     * call ends as 503. To go on with the thread that brought the answer would hold up all of an engine's answers, or
     * every time-out of the process.
     */
    @Bean(destroyMethod = "shutdown")
    ExecutorService pipelineExecutor() {
        int threads = Math.max(8, 2 * Runtime.getRuntime().availableProcessors());
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                threads,
                threads,
                60,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(50_000),
                new CustomizableThreadFactory("pipeline-"),
                new ThreadPoolExecutor.AbortPolicy());
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }
}
