package io.wagateway.config;

import org.springframework.boot.context.properties.ConfigurationPropertiesBinding;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** How the properties records of all features are read and checked. Each feature binds its own. */
@Configuration(proxyBeanMethods = false)
class PropertiesConfiguration {

    @Bean
    @ConfigurationPropertiesBinding
    static EmptyGroupConverter emptyGroupConverter() {
        return new EmptyGroupConverter();
    }

    @Bean
    static StartupCheck startupCheck(Environment environment) {
        return new StartupCheck(environment);
    }
}
