package io.wagateway.session;

/**
 * A session that the configuration declares, {@code gateway.provision.sessions[]}: created or updated at start.
 *
 * @param id opaque, 1 to 128 of A-Z, a-z, 0-9, '.', '_' and '-'
 * @param organization whose it is
 * @param label a name for people, optional
 * @param engine an entry of gateway.engines; optional where there is only one
 * @param engineSession what that engine calls the account
 */
public record ProvisionedSession(String id, String organization, String label, String engine, String engineSession) {
    public ProvisionedSession {
        label = blankToNull(label);
        engine = blankToNull(engine);
        engineSession = blankToNull(engineSession);
    }

    private static String blankToNull(String text) {
        return text == null || text.isBlank() ? null : text;
    }
}
