package io.wagateway.event.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wagateway.error.StartupException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class SecretCipherTest {
    private final SecretCipher cipher = new SecretCipher(new byte[32]);

    @Test
    void ciphertext_isDecryptedForItsWebhookAndFieldOnly() {
        String encrypted = cipher.encrypt("w1", "secret", "gehe\u00efm");
        assertThat(encrypted).matches("v1\\.[0-9a-f]{16}\\.[A-Za-z0-9_-]+").doesNotContain("gehe");
        assertThat(cipher.decrypt("w1", "secret", encrypted)).hasValue("gehe\u00efm");
        assertThat(cipher.decrypt("w2", "secret", encrypted)).isEmpty();
        assertThat(cipher.decrypt("w1", "customHeaders", encrypted)).isEmpty();
        assertThat(cipher.encrypt("w1", "secret", "gehe\u00efm")).isNotEqualTo(encrypted);
        assertThat(cipher.encrypt("w1", "secret", null)).isNull();
    }

    @Test
    void ciphertext_thatWasTamperedWith_isNotDecrypted() {
        String encrypted = cipher.encrypt("w1", "secret", "geheim");
        char last = encrypted.charAt(encrypted.length() - 2);
        String changed = encrypted.substring(0, encrypted.length() - 2)
                + (last == 'A' ? 'B' : 'A')
                + encrypted.charAt(encrypted.length() - 1);
        assertThat(cipher.decrypt("w1", "secret", changed)).isEmpty();
        assertThat(cipher.decrypt("w1", "secret", encrypted.replaceFirst("v1", "v2")))
                .isEmpty();
        assertThat(cipher.decrypt("w1", "secret", encrypted.substring(0, 25))).isEmpty();
        assertThat(cipher.decrypt("w1", "secret", "geheim")).isEmpty();
        assertThat(cipher.decrypt("w1", "secret", "")).isEmpty();
    }

    @Test
    void ciphertext_ofAnotherKey_isNotDecrypted() {
        byte[] other = new byte[32];
        other[31] = 1;
        assertThat(new SecretCipher(other).decrypt("w1", "secret", cipher.encrypt("w1", "secret", "geheim")))
                .isEmpty();
    }

    @Test
    void keyFile_isCreatedOnceAndReadableByItsOwnerOnly(@TempDir Path folder) throws Exception {
        byte[] key = EncryptionKeyFile.readOrCreate(folder);
        assertThat(key).hasSize(32).isNotEqualTo(new byte[32]);
        assertThat(EncryptionKeyFile.readOrCreate(folder)).isEqualTo(key);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(EncryptionKeyFile.NAME))))
                .isEqualTo("rw-------");
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void keyFile_withoutAKey_stopsTheStartWithoutShowingItsContent(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve(EncryptionKeyFile.NAME), "hunter2");
        assertThatThrownBy(() -> EncryptionKeyFile.readOrCreate(folder))
                .isInstanceOf(StartupException.class)
                .hasMessage(
                        "gateway.data-dir: its file webhooks.key: 32 bytes in base64, as of: openssl rand -base64 32");
    }

    @Test
    void ownKey_onADatabaseThatNodesMayShare_logsAWarning(@TempDir Path folder, CapturedOutput output) {
        WebhookKey.of(new WebhookProperties(false, null), folder, false);
        assertThat(output.getAll()).doesNotContain("encryption-key");
        WebhookKey.of(new WebhookProperties(false, ""), folder, true);
        assertThat(output.getAll()).containsOnlyOnce("gateway.webhooks.encryption-key is not set");
    }

    @Test
    void configuredKey_isUsedAndNoFileIsCreated(@TempDir Path folder) throws Exception {
        String base64 = Base64.getEncoder().encodeToString(new byte[32]);
        SecretCipher configured = WebhookKey.of(new WebhookProperties(false, " " + base64 + "\n"), folder, true)
                .secretCipher();
        assertThat(configured.decrypt("w1", "secret", cipher.encrypt("w1", "secret", "geheim")))
                .hasValue("geheim");
        try (var files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }
}
