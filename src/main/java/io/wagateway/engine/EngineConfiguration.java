package io.wagateway.engine;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.Executor;
import org.apache.camel.CamelContext;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({EngineProperties.class, InboxProperties.class})
class EngineConfiguration {

    @Bean
    EngineClient engines(
            CamelContext context, EngineProperties properties, Executor pipelineExecutor, MeterRegistry registry) {
        return new EngineClient(context, properties.engines(), pipelineExecutor, registry);
    }

    @Bean
    EngineInboxes engineInboxes(EngineProperties properties, InboxProperties inbox) {
        return new EngineInboxes(properties.engines(), inbox);
    }

    @Bean
    EngineSecrets engineSecrets(EngineProperties properties) {
        return new EngineSecrets(properties.engines());
    }
}
