package io.wagateway.session;

import io.wagateway.error.CheckedProperties;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The sessions that the configuration declares. They are checked and stored after the migrations.
 *
 * @param sessions sessions that the gateway creates or updates at start; it never deletes one because it is absent here;
 *     default none
 */
@ConfigurationProperties("gateway.provision")
public record SessionProvisioningProperties(List<ProvisionedSession> sessions) implements CheckedProperties {
    public SessionProvisioningProperties {
        sessions = sessions == null ? List.of() : List.copyOf(sessions);
    }
}
