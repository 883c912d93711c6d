package io.wagateway.route;

import io.wagateway.engine.Engines;
import org.apache.camel.CamelContext;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class RouteConfiguration {

    @Bean
    Corridor corridor(
            ObjectProvider<CamelContext> camel,
            RouteProperties properties,
            Engines engines,
            Provisioning provisioning) {
        return new Corridor(camel, new RouteFiles(properties.routesDir()), engines, provisioning);
    }
}
