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
    private final SecretCipher secretCipher = new SecretCipher(new byte[32]);

    @Test
    void sealed_opensForItsWebhookAndFieldAlone() {
        String secrets = secretCipher.seal("w1", "secret", "gehe\u00efm");
        assertThat(secrets).matches("v1\\.[0-9a-f]{16}\\.[A-Za-z0-9_-]+").doesNotContain("gehe");
        assertThat(secretCipher.open("w1", "secret", secrets)).hasValue("gehe\u00efm");
        assertThat(secretCipher.open("w2", "secret", secrets)).isEmpty();
        assertThat(secretCipher.open("w1", "customHeaders", secrets)).isEmpty();
        assertThat(secretCipher.seal("w1", "secret", "gehe\u00efm")).isNotEqualTo(secrets);
        assertThat(secretCipher.seal("w1", "secret", null)).isNull();
    }

    @Test
    void sealed_thatWasTamperedWith_doesNotOpen() {
        String secrets = secretCipher.seal("w1", "secret", "geheim");
        char last = secrets.charAt(secrets.length() - 2);
        String changed = secrets.substring(0, secrets.length() - 2)
                + (last == 'A' ? 'B' : 'A')
                + secrets.charAt(secrets.length() - 1);
        assertThat(secretCipher.open("w1", "secret", changed)).isEmpty();
        assertThat(secretCipher.open("w1", "secret", secrets.replaceFirst("v1", "v2")))
                .isEmpty();
        assertThat(secretCipher.open("w1", "secret", secrets.substring(0, 25))).isEmpty();
        assertThat(secretCipher.open("w1", "secret", "geheim")).isEmpty();
        assertThat(secretCipher.open("w1", "secret", "")).isEmpty();
    }

    @Test
    void sealed_withAnotherKey_doesNotOpen() {
        byte[] other = new byte[32];
        other[31] = 1;
        assertThat(new SecretCipher(other).open("w1", "secret", secretCipher.seal("w1", "secret", "geheim")))
                .isEmpty();
    }

    @Test
    void keyFile_isMadeOnceAndReadableByItsOwnerAlone(@TempDir Path folder) throws Exception {
        byte[] key = KeyFile.in(folder);
        assertThat(key).hasSize(32).isNotEqualTo(new byte[32]);
        assertThat(KeyFile.in(folder)).isEqualTo(key);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(KeyFile.NAME))))
                .isEqualTo("rw-------");
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void keyFile_thatHoldsNoKey_isRefusedWithoutBeingShown(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve(KeyFile.NAME), "hunter2");
        assertThatThrownBy(() -> KeyFile.in(folder))
                .isInstanceOf(StartupException.class)
                .hasMessage(
                        "gateway.data-dir: its file webhooks.key: 32 bytes in base64, as of: openssl rand -base64 32");
    }

    @Test
    void ownKey_onADatabaseThatNodesMayShare_isWarnedOf(@TempDir Path folder, CapturedOutput output) {
        WebhookKey.of(new WebhookProperties(false, null), folder, false);
        assertThat(output.getAll()).doesNotContain("encryption-key");
        WebhookKey.of(new WebhookProperties(false, ""), folder, true);
        assertThat(output.getAll()).containsOnlyOnce("gateway.webhooks.encryption-key is not set");
    }

    @Test
    void configuredKey_isTakenAndLeavesNoFile(@TempDir Path folder) throws Exception {
        String base64 = Base64.getEncoder().encodeToString(new byte[32]);
        SecretCipher configured = WebhookKey.of(new WebhookProperties(false, " " + base64 + "\n"), folder, true)
                .secretCipher();
        assertThat(configured.open("w1", "secret", secretCipher.seal("w1", "secret", "geheim")))
                .hasValue("geheim");
        try (var files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }
}
