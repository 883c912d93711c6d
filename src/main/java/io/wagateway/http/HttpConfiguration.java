package io.wagateway.http;

import io.micrometer.core.instrument.MeterRegistry;
import org.apache.catalina.core.StandardHost;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(CorsProperties.class)
class HttpConfiguration {
    private static final String BUFFER_BYTES = "4096";

    @Bean
    HeldMemory heldMemory() {
        return new HeldMemory();
    }

    @Bean
    FilterRegistrationBean<ApiFilter> apiFilter(
            Endpoints endpoints, TimeoutScheduler timeouts, HeldMemory memory, CorsProperties cors) {
        FilterRegistrationBean<ApiFilter> registration = new FilterRegistrationBean<>(new ApiFilter(
                endpoints,
                timeouts,
                memory,
                cors.allowedOrigins().isEmpty() ? null : Cors.filter(cors.allowedOrigins())));
        // Before Boot's own filters: form mapping and observation must not run before a route.
        // Only RequestGate is before it.
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
        registration.setAsyncSupported(true);
        return registration;
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> tomcat(Environment environment, MeterRegistry registry) {
        boolean isBounded = Binder.get(environment)
                .bind("server.tomcat.max-connections", Integer.class)
                .isBound();
        return factory -> {
            factory.setProtocol(BoundedHttpProtocol.class.getName());
            factory.addEngineValves(new SecurityHeadersValve(), new ServerBodyValve());
            factory.addContextCustomizers(context -> ((StandardHost) context.getParent())
                    .setErrorReportValveClass(JsonErrorReportValve.class.getName()));
            // An encoded slash belongs to its segment: Endpoints decodes each segment after it has split the path.
            factory.addConnectorCustomizers(connector -> {
                connector.setEncodedSolidusHandling("passthrough");
                // The server sends 100 Continue only when a step of the pipeline reads the body.
                connector.setProperty("continueResponseTiming", "onRead");
                // Half of Tomcat's own: a connection takes less memory, and bodies here are small.
                connector.setProperty("socket.appReadBufSize", BUFFER_BYTES);
                connector.setProperty("socket.appWriteBufSize", BUFFER_BYTES);
                bound((BoundedHttpProtocol) connector.getProtocolHandler(), isBounded, registry);
            });
        };
    }

    private static void bound(BoundedHttpProtocol protocol, boolean isBounded, MeterRegistry registry) {
        if (!isBounded) {
            protocol.setMaxConnections(ConnectionBudget.connections());
        }
        protocol.setOnClosed(registry.counter("gateway.http.slow.connections")::increment);
    }
}
