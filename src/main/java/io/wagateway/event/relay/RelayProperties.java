package io.wagateway.event.relay;

import io.wagateway.error.CheckedProperties;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Which broker takes the events.
 *
 * @param uri the Camel producer URI that the gateway sends each event to; default none
 */
@ConfigurationProperties("gateway.events")
public record RelayProperties(String uri) implements CheckedProperties {
    public RelayProperties {
        uri = uri == null || uri.isBlank() ? null : uri.strip();
    }

    boolean isEnabled() {
        return uri != null;
    }

    /** Leaves out the URI: it may hold a password. */
    @Override
    public String toString() {
        return "RelayProperties[" + (isEnabled() ? "set" : "none") + "]";
    }
}
