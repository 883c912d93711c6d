package io.wagateway.config;

import io.wagateway.error.CheckedProperties;
import io.wagateway.error.StartupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The data folder, {@code gateway.data-dir}. It is bound as a text: Spring would read a relative path that is also on the
 * class path as that resource.
 *
 * @param dataDir the folder of the embedded database; the gateway writes nowhere else; default ./data
 */
@ConfigurationProperties("gateway")
record DataProperties(String dataDir) implements CheckedProperties {
    DataProperties {
        // An environment variable that is set to nothing is blank.
        dataDir = dataDir == null || dataDir.isBlank() ? "data" : dataDir;
    }

    Path folder() {
        return StartupException.requirePath("gateway.data-dir", dataDir);
    }

    /**
     * Makes the data folder and a folder in it. The start check calls this last, so that a refused configuration leaves
     * no folder behind; it does so with PostgreSQL too, because the server writes there.
     *
     * @param inner a folder inside the data folder
     * @throws StartupException if the gateway cannot make the folders or write to them, or H2 cannot take the path
     */
    void makeFolders(Path inner) {
        try {
            if (!Files.isDirectory(folder())) {
                Files.createDirectories(folder());
                PrivateFiles.protect(folder());
            }
            Files.createDirectories(inner);
        } catch (IOException e) {
            throw refused();
        }
        if (!Files.isWritable(folder()) || dataDir.indexOf(';') >= 0) {
            throw refused();
        }
    }

    private StartupException refused() {
        return StartupException.property(
                "gateway.data-dir",
                folder(),
                "a folder that the gateway can make and write to, without a ';' in its path");
    }
}
