package io.wagateway.http;

import org.apache.catalina.core.StandardHost;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

@Configuration(proxyBeanMethods = false)
class HttpConfiguration {

    @Bean
    FilterRegistrationBean<ApiFilter> apiFilter(Endpoints endpoints, Deadlines deadlines, CorsProperties cors) {
        FilterRegistrationBean<ApiFilter> registration = new FilterRegistrationBean<>(new ApiFilter(
                endpoints, deadlines, cors.allowedOrigins().isEmpty() ? null : Cors.filter(cors.allowedOrigins())));
        // Before Boot's own filters: form mapping and observation have no business on the way to a route.
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        registration.setAsyncSupported(true);
        return registration;
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> tomcat() {
        return factory -> {
            factory.addEngineValves(new ServerBodyValve());
            factory.addContextCustomizers(context -> ((StandardHost) context.getParent())
                    .setErrorReportValveClass(JsonErrorReportValve.class.getName()));
            // An encoded slash belongs to the segment it stands in; Endpoints decodes each after splitting.
            factory.addConnectorCustomizers(connector -> {
                connector.setEncodedSolidusHandling("passthrough");
                // Nobody is asked to send a body that the corridor has not come to yet.
                connector.setProperty("continueResponseTiming", "onRead");
            });
        };
    }
}
