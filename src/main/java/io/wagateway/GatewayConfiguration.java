package io.wagateway;

import io.wagateway.access.AuthProperties;
import io.wagateway.access.KeyProvisioning;
import io.wagateway.engine.Engines;
import io.wagateway.engine.simulator.SimulatorProperties;
import io.wagateway.group.GroupProperties;
import io.wagateway.http.CorsProperties;
import io.wagateway.route.Provisioning;
import io.wagateway.route.RouteProperties;
import io.wagateway.session.SessionProvisioning;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.springframework.boot.context.properties.ConfigurationPropertiesBinding;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.convert.converter.Converter;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.transaction.support.TransactionOperations;

/** Hands each room its part of the configuration. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(GatewayProperties.class)
class GatewayConfiguration {

    /** An empty {@code provision:} is as absent. */
    @Bean
    @ConfigurationPropertiesBinding
    static Converter<String, GatewayProperties.Provision> emptyProvision() {
        return new Converter<>() {
            @Override
            public GatewayProperties.Provision convert(String text) {
                if (!text.isBlank()) {
                    throw new IllegalArgumentException("gateway.provision takes api-keys and sessions");
                }
                return GatewayProperties.Provision.NONE;
            }
        };
    }

    @Bean
    AuthProperties authProperties(GatewayProperties properties) {
        properties.check();
        return properties.auth();
    }

    @Bean
    SimulatorProperties simulatorProperties(GatewayProperties properties) {
        return properties.simulator();
    }

    @Bean
    RouteProperties routeProperties(GatewayProperties properties) {
        return new RouteProperties(properties.routesDir());
    }

    @Bean
    CorsProperties corsProperties(GatewayProperties properties) {
        return new CorsProperties(properties.cors().allowedOrigins());
    }

    @Bean
    GroupProperties groupProperties(GatewayProperties properties) {
        GroupProperties group = new GroupProperties(properties.groupCache());
        group.check();
        return group;
    }

    @Bean
    Engines engines(CamelContext context, GatewayProperties properties) {
        return new Engines(context, properties.engines());
    }

    /**
     * Where a call goes on after an engine has answered. It never waits for an engine, so a few threads do; when all
     * are busy and the queue is full, whoever brought the answer goes on with the call itself.
     */
    @Bean(destroyMethod = "shutdown")
    ExecutorService corridorExecutor() {
        int threads = Math.max(4, 2 * Runtime.getRuntime().availableProcessors());
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                threads,
                threads,
                60,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(10_000),
                new CustomizableThreadFactory("corridor-"),
                new ThreadPoolExecutor.CallerRunsPolicy());
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    @Bean
    Provisioning provisioning(
            GatewayProperties properties,
            KeyProvisioning keys,
            SessionProvisioning sessions,
            TransactionOperations transaction,
            JdbcClient jdbc) {
        return () -> {
            keys.check(properties.provision().apiKeys());
            sessions.check(properties.provision().sessions());
            transaction.executeWithoutResult(status -> {
                jdbc.sql("select id from provisioning where id = 1 for update")
                        .query(Integer.class)
                        .single();
                keys.provision(properties.provision().apiKeys());
                sessions.provision(properties.provision().sessions());
            });
        };
    }
}
