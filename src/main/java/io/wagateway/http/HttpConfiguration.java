package io.wagateway.http;

import org.apache.catalina.core.StandardHost;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(CorsProperties.class)
class HttpConfiguration {

    @Bean
    FilterRegistrationBean<ApiFilter> apiFilter(Endpoints endpoints, TimeoutScheduler timeouts, CorsProperties cors) {
        FilterRegistrationBean<ApiFilter> registration = new FilterRegistrationBean<>(new ApiFilter(
                endpoints, timeouts, cors.allowedOrigins().isEmpty() ? null : Cors.filter(cors.allowedOrigins())));
        // Before Boot's own filters: form mapping and observation must not run before a route.
        // Only RequestGate is before it.
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
        registration.setAsyncSupported(true);
        return registration;
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> tomcat() {
        return factory -> {
            factory.addEngineValves(new ServerBodyValve());
            factory.addContextCustomizers(context -> ((StandardHost) context.getParent())
                    .setErrorReportValveClass(JsonErrorReportValve.class.getName()));
            // An encoded slash belongs to its segment: Endpoints decodes each segment after it has split the path.
            factory.addConnectorCustomizers(connector -> {
                connector.setEncodedSolidusHandling("passthrough");
                // The server sends 100 Continue only when a step of the pipeline reads the body.
                connector.setProperty("continueResponseTiming", "onRead");
            });
        };
    }
}
