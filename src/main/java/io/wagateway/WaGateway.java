package io.wagateway;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.jms.JmsAutoConfiguration;
import org.springframework.boot.autoconfigure.jms.artemis.ArtemisAutoConfiguration;
import org.springframework.boot.autoconfigure.kafka.KafkaAutoConfiguration;
import org.springframework.boot.autoconfigure.security.servlet.UserDetailsServiceAutoConfiguration;

/** The gateway: {@code java -jar whatsapp-gateway.jar}. */
@SpringBootApplication(
        exclude = {
            UserDetailsServiceAutoConfiguration.class,
            // Brokers are Camel's alone, whatever else of one is on the class path.
            ArtemisAutoConfiguration.class,
            JmsAutoConfiguration.class,
            KafkaAutoConfiguration.class
        })
public class WaGateway {
    public static void main(String[] args) {
        SpringApplication.run(WaGateway.class, args);
    }
}
