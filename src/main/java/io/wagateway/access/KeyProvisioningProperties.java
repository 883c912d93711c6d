package io.wagateway.access;

import io.wagateway.error.CheckedProperties;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The API keys that the configuration declares. Apart from their scopes they are checked after the migrations, when they
 * are stored.
 *
 * @param apiKeys API keys that the gateway creates or updates at start; it never deletes one because it is absent here;
 *     default none
 */
@ConfigurationProperties("gateway.provision")
public record KeyProvisioningProperties(List<ProvisionedKey> apiKeys) implements CheckedProperties {
    public KeyProvisioningProperties {
        apiKeys = apiKeys == null ? List.of() : List.copyOf(apiKeys);
    }

    @Override
    public void check() {
        for (int i = 0; i < apiKeys.size(); i++) {
            if (apiKeys.get(i).scope() != null) {
                apiKeys.get(i).scope().check("gateway.provision.api-keys[" + i + "].scope");
            }
        }
    }
}
