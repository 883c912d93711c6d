package io.wagateway.config;

import io.wagateway.http.RequestGate;
import io.wagateway.route.RequestPause;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

@Configuration(proxyBeanMethods = false)
@Profile("demo")
class DemoConfiguration {

    @Bean
    RequestPause requestPause(RequestGate gate) {
        return gate::closedDuring;
    }
}
