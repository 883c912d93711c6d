package io.wagateway;

import java.nio.file.Path;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;

/**
 * The server wants folders of its own, and would make them in the system's temporary one.
 *
 * @param folder inside gateway.data-dir, since nothing is written anywhere else
 */
record ServerFolder(Path folder) implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {
    static ServerFolder of(GatewayProperties properties) {
        return new ServerFolder(Path.of(properties.dataDir(), "tomcat").toAbsolutePath());
    }

    /** Where the server looks for pages, and finds none. */
    Path pages() {
        return folder.resolve("empty");
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.setBaseDirectory(folder.toFile());
        factory.setDocumentRoot(pages().toFile());
    }
}
