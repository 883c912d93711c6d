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

/** A key of this node's own, made once and readable by nobody else. */
final class KeyFile {
    static final String NAME = "webhooks.key";

    private KeyFile() {}

    /** The key in the folder, which is made where there is none. */
    static byte[] in(Path folder) {
        Path file = folder.resolve(NAME);
        try {
            if (!Files.exists(file)) {
                make(file);
            }
            return WebhookProperties.key(
                    "gateway.data-dir: its file " + NAME,
                    Files.readString(file, StandardCharsets.US_ASCII).strip());
        } catch (IOException e) {
            throw StartupException.property(
                    "gateway.data-dir", folder, "a folder whose file " + NAME + " can be made and read");
        }
    }

    /** Under another name first: nobody reads half a key. */
    private static void make(Path file) throws IOException {
        byte[] key = new byte[WebhookProperties.KEY_BYTES];
        new SecureRandom().nextBytes(key);
        Path fresh = Files.createTempFile(file.getParent(), NAME, ".new", ownerOnly(file));
        try {
            Files.writeString(fresh, Base64.getEncoder().encodeToString(key) + "\n", StandardCharsets.US_ASCII);
            Files.move(fresh, file);
        } catch (FileAlreadyExistsException e) {
            // Another process was first: its key counts.
            Files.delete(fresh);
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
