package io.wagateway;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.security.servlet.UserDetailsServiceAutoConfiguration;

/** The gateway: {@code java -jar whatsapp-gateway.jar}. */
@SpringBootApplication(exclude = UserDetailsServiceAutoConfiguration.class)
public class WaGateway {
    public static void main(String[] args) {
        SpringApplication.run(WaGateway.class, args);
    }
}
