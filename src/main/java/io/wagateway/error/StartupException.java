package io.wagateway.error;

/** A configuration that the gateway does not start with. The message is one line, for the operator. */
public final class StartupException extends RuntimeException {
    public StartupException(String message) {
        super(message);
    }

    public StartupException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * Of one property.
     *
     * @param property the property as an operator writes it, for example {@code gateway.engines.eu.kind}
     * @param value the offending value; never a secret's
     * @param allowed what would be right
     */
    public static StartupException property(String property, Object value, String allowed) {
        return new StartupException("%s = '%s': %s".formatted(property, value, allowed));
    }

    /** For a secret, whose value is not printed. */
    public static StartupException secret(String property, String allowed) {
        return new StartupException("%s: %s".formatted(property, allowed));
    }

    /** Refuses what is no name by {@link Names}. */
    public static void requireName(String property, String value) {
        if (!Names.isValid(value)) {
            throw property(
                    property, value == null ? "" : value, "1 to 255 visible characters; no space but the plain one");
        }
    }
}
