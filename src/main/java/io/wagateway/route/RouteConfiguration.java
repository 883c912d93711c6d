package io.wagateway.route;

import io.wagateway.engine.EngineClient;
import org.apache.camel.CamelContext;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RouteProperties.class)
class RouteConfiguration {

    @Bean
    RouteFiles routeFiles(RouteProperties properties) {
        return new RouteFiles(properties.folder());
    }

    @Bean
    RouteStarter routeStarter(
            ObjectProvider<CamelContext> camel, RouteFiles files, EngineClient engines, Provisioning provisioning) {
        return new RouteStarter(camel, files, engines, provisioning);
    }

    /** Runs after the start, only in the demo. */
    @Bean
    @Profile("demo")
    ApplicationRunner routeReload(
            CamelContext context, RouteFiles files, EngineClient engines, RequestPause pause, RouteStarter starter) {
        return arguments -> {
            RouteReload reload = new RouteReload(context, files, engines, pause, starter.loaded());
            context.addService(new RouteWatch(files.folder(), reload::reload));
        };
    }
}
