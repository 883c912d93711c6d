package io.wagateway.event.relay;

/**
 * Where events go to.
 *
 * @param uri any Camel producer URI; null: nowhere
 */
public record RelayProperties(String uri) {
    public RelayProperties {
        uri = uri == null || uri.isBlank() ? null : uri.strip();
    }

    boolean isOn() {
        return uri != null;
    }

    /** Without the URI, which may hold a password. */
    @Override
    public String toString() {
        return "RelayProperties[" + (isOn() ? "set" : "none") + "]";
    }
}
