package io.wagateway;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The gateway: {@code java -jar whatsapp-gateway.jar}. */
@SpringBootApplication(
        // By name: a class would be loaded to be left out. Each costs a start its share, and gives the gateway nothing.
        excludeName = {
            // Brokers are Camel's alone, whatever else of one is on the class path.
            "org.springframework.boot.autoconfigure.jms.JmsAutoConfiguration",
            "org.springframework.boot.autoconfigure.jms.artemis.ArtemisAutoConfiguration",
            "org.springframework.boot.autoconfigure.kafka.KafkaAutoConfiguration",
            // The gateway authenticates by itself (package access).
            "org.springframework.boot.autoconfigure.security.servlet.UserDetailsServiceAutoConfiguration",
            "org.springframework.boot.autoconfigure.security.servlet.SecurityAutoConfiguration",
            "org.springframework.boot.autoconfigure.security.oauth2.resource.servlet.OAuth2ResourceServerAutoConfiguration",
            // No bean has an advice: transactions are templates.
            "org.springframework.boot.autoconfigure.aop.AopAutoConfiguration",
            "org.springframework.boot.autoconfigure.dao.PersistenceExceptionTranslationAutoConfiguration",
            // No HTTP client of Spring's, no multipart request, no WebSocket, no schedule of Spring's, no schema.sql.
            "org.springframework.boot.autoconfigure.http.client.HttpClientAutoConfiguration",
            "org.springframework.boot.autoconfigure.web.client.RestClientAutoConfiguration",
            "org.springframework.boot.autoconfigure.web.client.RestTemplateAutoConfiguration",
            "org.springframework.boot.actuate.autoconfigure.observation.web.client.HttpClientObservationsAutoConfiguration",
            "org.springframework.boot.autoconfigure.web.servlet.MultipartAutoConfiguration",
            "org.springframework.boot.autoconfigure.websocket.servlet.WebSocketServletAutoConfiguration",
            "org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration",
            "org.springframework.boot.actuate.autoconfigure.scheduling.ScheduledTasksObservabilityAutoConfiguration",
            "org.springframework.boot.autoconfigure.sql.init.SqlInitializationAutoConfiguration",
            // Netty's leak detection would load Netty before an engine needs it.
            "org.springframework.boot.autoconfigure.netty.NettyAutoConfiguration",
            // No vault, no cloud and no message history of Camel's.
            "org.apache.camel.spring.boot.vault.AwsVaultAutoConfiguration",
            "org.apache.camel.spring.boot.vault.AzureVaultAutoConfiguration",
            "org.apache.camel.spring.boot.vault.CyberArkVaultAutoConfiguration",
            "org.apache.camel.spring.boot.vault.GcpVaultAutoConfiguration",
            "org.apache.camel.spring.boot.vault.HashicorpVaultAutoConfiguration",
            "org.apache.camel.spring.boot.vault.IBMVaultAutoConfiguration",
            "org.apache.camel.spring.boot.vault.KubernetesConfigMapVaultAutoConfiguration",
            "org.apache.camel.spring.boot.vault.KubernetesVaultAutoConfiguration",
            "org.apache.camel.spring.boot.cloud.CamelCloudAutoConfiguration",
            "org.apache.camel.spring.boot.cloud.CamelCloudServiceCallConfigurationAutoConfiguration",
            "org.apache.camel.spring.boot.cloud.CamelCloudServiceChooserAutoConfiguration",
            "org.apache.camel.spring.boot.cloud.CamelCloudServiceDiscoveryAutoConfiguration",
            "org.apache.camel.spring.boot.cloud.CamelCloudServiceFilterAutoConfiguration"
        })
public class WaGateway {
    public static void main(String[] args) {
        SpringApplication.run(WaGateway.class, args);
    }
}
