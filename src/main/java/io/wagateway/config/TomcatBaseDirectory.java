package io.wagateway.config;

import java.nio.file.Path;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;

/**
 * Keeps Tomcat's own folders in the data folder. By default Tomcat would make them in the system's temporary folder.
 *
 * @param folder an absolute path inside gateway.data-dir, because the gateway writes nowhere else
 */
record TomcatBaseDirectory(Path folder) implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {
    static TomcatBaseDirectory of(DataProperties data) {
        return new TomcatBaseDirectory(data.folder().resolve("tomcat").toAbsolutePath());
    }

    /** An empty folder, so that Tomcat serves no file. */
    Path documentRoot() {
        return folder.resolve("empty");
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.setBaseDirectory(folder.toFile());
        factory.setDocumentRoot(documentRoot().toFile());
    }
}
