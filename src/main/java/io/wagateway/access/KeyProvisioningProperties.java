package io.wagateway.access;

import io.wagateway.error.CheckedProperties;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The API keys that the configuration declares. They are checked and stored after the migrations.
 *
 * @param apiKeys API keys that the gateway creates or updates at start; it never deletes one because it is absent here;
 *     default none
 */
@ConfigurationProperties("gateway.provision")
public record KeyProvisioningProperties(List<ProvisionedKey> apiKeys) implements CheckedProperties {
    public KeyProvisioningProperties {
        apiKeys = apiKeys == null ? List.of() : List.copyOf(apiKeys);
    }
}
