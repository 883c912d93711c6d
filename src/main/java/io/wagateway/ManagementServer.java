package io.wagateway;

import org.springframework.boot.actuate.autoconfigure.web.server.ConditionalOnManagementPort;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.context.annotation.Bean;

/**
 * The second server, where MANAGEMENT_SERVER_PORT asks for one: Boot gives it a context of its own, which takes up no
 * customizers of the first one's. Not a configuration class, so that the first context does not take up this one.
 */
@ConditionalOnManagementPort(ManagementPortType.DIFFERENT)
class ManagementServer {

    @Bean
    ServerFolder managementServerFolder(GatewayProperties properties) {
        return ServerFolder.of(properties);
    }
}
