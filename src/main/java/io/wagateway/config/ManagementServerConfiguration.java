package io.wagateway.config;

import org.springframework.boot.actuate.autoconfigure.web.server.ConditionalOnManagementPort;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.context.annotation.Bean;

/**
 * The second server, if MANAGEMENT_SERVER_PORT asks for one. Spring Boot gives it a context of its own, which does not
 * apply the customizers of the first context. This class is no configuration class, so that the first context does not
 * scan it.
 */
@ConditionalOnManagementPort(ManagementPortType.DIFFERENT)
class ManagementServerConfiguration {

    @Bean
    TomcatBaseDirectory managementBaseDirectory(DataProperties data) {
        return TomcatBaseDirectory.of(data);
    }
}
