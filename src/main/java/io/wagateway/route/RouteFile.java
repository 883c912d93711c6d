package io.wagateway.route;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.camel.support.ResourceHelper;
import org.springframework.core.io.Resource;

/**
 * One YAML file of routes.
 *
 * @param name relative to its routes folder, for example {@code engines/simulator.camel.yaml}
 * @param origin {@code packaged}, or the folder that it was found in
 * @param resource where its text is
 */
record RouteFile(String name, String origin, Resource resource) {
    static final String SUFFIX = ".camel.yaml";
    private static final String ENGINES = "engines/";

    /** Whether the file is an engine kind. */
    boolean isEngine() {
        return name.startsWith(ENGINES) && name.indexOf('/', ENGINES.length()) < 0;
    }

    /** {@code simulator} for {@code engines/simulator.camel.yaml}. */
    String engineKind() {
        return name.substring(ENGINES.length(), name.length() - SUFFIX.length());
    }

    org.apache.camel.spi.Resource toCamel() {
        try {
            return ResourceHelper.fromBytes("file:" + name, resource.getContentAsByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
