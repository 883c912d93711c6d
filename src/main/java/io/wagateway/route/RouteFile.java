package io.wagateway.route;

import io.wagateway.error.StartupException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.camel.support.ResourceHelper;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;

/**
 * One file of a routes folder: YAML with routes, or a Groovy script that routes name.
 *
 * @param name relative to its routes folder, for example {@code engines/waha/status.groovy}
 * @param origin {@code packaged}, or the folder that contains it
 * @param resource where its text is
 */
record RouteFile(String name, String origin, Resource resource) {
    static final String SUFFIX = ".camel.yaml";

    /** The origin of a file that the gateway brings itself. */
    static final String PACKAGED = "packaged";

    private static final String SCRIPT_SUFFIX = ".groovy";
    private static final String ENGINES = "engines/";

    /** The folder and file that all engine kinds share; it is no kind. */
    private static final String SHARED = "shared";

    /** Whether a file of that name is a route file or a script. */
    static boolean isRelevant(String name) {
        return (name.endsWith(SUFFIX) || name.endsWith(SCRIPT_SUFFIX)) && !isHidden(name);
    }

    /** As the copies of its files that Kubernetes keeps beside links to them, or a folder of Git. */
    static boolean isHidden(String name) {
        return name.startsWith(".");
    }

    boolean isScript() {
        return name.endsWith(SCRIPT_SUFFIX);
    }

    boolean isOfEngines() {
        return name.startsWith(ENGINES);
    }

    /**
     * The engine kind that the file belongs to: {@code waha} for {@code engines/waha.camel.yaml} and for all of {@code
     * engines/waha/}; empty for a file of no kind.
     */
    Optional<String> engineKind() {
        if (!isOfEngines()) {
            return Optional.empty();
        }
        String rest = name.substring(ENGINES.length());
        int slash = rest.indexOf('/');
        int end = slash >= 0 ? slash : isScript() ? 0 : rest.length() - SUFFIX.length();
        return Optional.of(rest.substring(0, end)).filter(kind -> !kind.isEmpty() && !kind.equals(SHARED));
    }

    /** Whether this one file is an engine kind. */
    boolean isWholeKind() {
        return name.indexOf('/', ENGINES.length()) < 0 && engineKind().isPresent();
    }

    boolean isPackaged() {
        return origin.equals(PACKAGED);
    }

    String text() {
        try {
            return resource.getContentAsString(StandardCharsets.UTF_8);
        } catch (CharacterCodingException e) {
            throw new StartupException("routes: " + name + " (" + origin + ") is not UTF-8", e);
        } catch (IOException e) {
            throw new StartupException("routes: " + name + " (" + origin + ") cannot be read: " + e.getMessage(), e);
        }
    }

    /** The file as it is now, whatever becomes of it. */
    RouteFile inMemory() {
        return new RouteFile(name, origin, new ByteArrayResource(text().getBytes(StandardCharsets.UTF_8)));
    }

    /** Camel takes all that follows the first dot of a name for its extension. */
    org.apache.camel.spi.Resource toCamel() {
        String stem = name.substring(0, name.length() - SUFFIX.length());
        return ResourceHelper.fromString("file:" + stem.replace('.', '_') + SUFFIX, text());
    }
}
