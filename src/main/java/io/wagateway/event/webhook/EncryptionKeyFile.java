package io.wagateway.event.webhook;

import io.wagateway.error.StartupException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/** The file that keeps this node's own key, created once and readable by its owner alone. */
final class EncryptionKeyFile {
    static final String NAME = "webhooks.key";

    private EncryptionKeyFile() {}

    /** The key of the file in the folder; creates the file if it does not exist. */
    static byte[] readOrCreate(Path folder) {
        Path file = WebhookKey.file(folder);
        try {
            if (!Files.exists(file)) {
                create(file);
            }
            return WebhookProperties.key(
                    "gateway.data-dir: its file " + NAME,
                    Files.readString(file, StandardCharsets.US_ASCII).strip());
        } catch (IOException e) {
            throw StartupException.property(
                    "gateway.data-dir", folder, "a folder in which the gateway can create and read the file " + NAME);
        }
    }

    /** Written under another name first, so that no other process reads half a key. */
    private static void create(Path file) throws IOException {
        byte[] key = new byte[WebhookProperties.KEY_BYTES];
        new SecureRandom().nextBytes(key);
        Path temporary = Files.createTempFile(file.getParent(), NAME, ".new", ownerOnly(file));
        try {
            Files.writeString(temporary, Base64.getEncoder().encodeToString(key) + "\n", StandardCharsets.US_ASCII);
            Files.move(temporary, file);
        } catch (FileAlreadyExistsException e) {
            // Another process was first; this node uses its key.
            Files.delete(temporary);
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
