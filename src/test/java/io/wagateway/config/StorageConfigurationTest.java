package io.wagateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.wagateway.event.webhook.WebhookProperties;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.jdbc.DataSourceProperties;

class StorageConfigurationTest {
    @TempDir
    Path folder;

    private void start() {
        new StorageConfiguration()
                .webhookKey(
                        new WebhookProperties(false, null),
                        new DataProperties(folder.toString()),
                        new DataSourceProperties());
    }

    @Test
    void keyOfWebhooks_thatWasCopied_isPrivateAgain() throws IOException {
        start();
        Path key = folder.resolve("webhooks.key");
        String before = Files.readString(key);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-rw-rw-"));
        start();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        assertThat(key).hasContent(before.strip());
    }
}
