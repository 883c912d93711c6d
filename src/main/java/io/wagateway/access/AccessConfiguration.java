package io.wagateway.access;

import io.wagateway.database.DatabaseClock;
import io.wagateway.database.LimitProperties;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({AuthProperties.class, KeyProvisioningProperties.class})
class AccessConfiguration {
    private static final Logger LOG = LoggerFactory.getLogger(AccessConfiguration.class);

    @Bean
    ApiKeyUsage apiKeyUsage(ApiKeyStore store) {
        return new ApiKeyUsage(store, Duration.ofMinutes(1));
    }

    @Bean
    Authenticate authenticate(
            CamelContext context,
            ApiKeyAuthenticator keys,
            AuthProperties properties,
            LimitProperties limits,
            Executor pipelineExecutor,
            DatabaseClock clock) {
        InstantSource time = () -> Instant.ofEpochMilli(clock.getAsLong());
        Optional<RequestRate> rate = Optional.ofNullable(limits.requestsPerSecond())
                .map(perSecond -> new RequestRate(perSecond, System::nanoTime));
        return new Authenticate(keys, loginTokenAuthenticator(context, properties, pipelineExecutor, time), rate);
    }

    private static Optional<LoginTokenAuthenticator> loginTokenAuthenticator(
            CamelContext context, AuthProperties properties, Executor executor, InstantSource clock) {
        if (properties.jwt().jwksUri() == null) {
            LOG.warn("Login tokens are not accepted: gateway.auth.jwt.jwks-uri is not set");
            return Optional.empty();
        }
        JwksKeys keys =
                new JwksKeys(new JwksClient(URI.create(properties.jwt().jwksUri()), executor), System::nanoTime);
        // The start does not wait for it, and does not fail with it.
        keys.prefetch();
        executor.execute(SignatureProvider::get);
        LoginTokens tokens = new LoginTokens(keys, properties.jwt(), clock);
        return Optional.of(new LoginTokenAuthenticator(context, tokens, properties, executor, clock));
    }

    @Bean
    Processor requireRead() {
        return new RequireCapability(Capability.READ);
    }

    @Bean
    Processor requireSend() {
        return new RequireCapability(Capability.SEND);
    }

    @Bean
    Processor requireManage() {
        return new RequireCapability(Capability.MANAGE);
    }

    @Bean
    Processor requireAllSessions() {
        return new RequireUnnarrowed("sessions", Scope::sessions);
    }

    @Bean
    Processor requireAllGroups() {
        return new RequireUnnarrowed("groups", Scope::groups);
    }
}
