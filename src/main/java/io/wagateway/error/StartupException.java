package io.wagateway.error;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** A configuration that the gateway does not start with. The message is one line, for the operator. */
public final class StartupException extends RuntimeException {
    /** No user, no query, and nothing that would be one if it were written correctly. */
    private static final Pattern HARMLESS_URL = Pattern.compile("(\\w+://)?[\\w.-]*(:\\d{1,5})?(/[\\w./#-]*)?");

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

    /** Refuses what is no path of a file system, for example a text with a NUL. */
    public static Path requirePath(String property, String value) {
        try {
            return Path.of(value);
        } catch (InvalidPathException e) {
            throw property(property, value, "a path");
        }
    }

    /**
     * Of a property that takes a URL. The message shows the value only if nothing in it can be a secret.
     *
     * @param allowed what would be right
     */
    public static StartupException url(String property, String value, String allowed) {
        return HARMLESS_URL.matcher(value).matches() ? property(property, value, allowed) : secret(property, allowed);
    }
}
