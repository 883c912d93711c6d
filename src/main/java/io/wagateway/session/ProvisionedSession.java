package io.wagateway.session;

/**
 * A session that the configuration declares, {@code gateway.provision.sessions[]}. The gateway creates or updates it at
 * start.
 *
 * @param id an opaque id, 1 to 128 of A-Z, a-z, 0-9, '.', '_' and '-'
 * @param organization the organisation that the session belongs to, 1 to 255 characters
 * @param label a name for people, at most 255 characters; default none
 * @param engine the name of an entry of gateway.engines; default the only entry, if there is just one
 * @param engineSession the engine's own name of the account, at most 255 characters; default none
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
