package io.wagateway.pipeline;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.security.crypto.encrypt.AesBytesEncryptor;
import org.springframework.security.crypto.encrypt.AesBytesEncryptor.CipherAlgorithm;
import org.springframework.security.crypto.keygen.KeyGenerators;

/**
 * Encrypts the keys that cursors stand for: the position of an event counts the events of all organisations, so it would
 * show each organisation how much the others do. A cursor is of one list of one organisation. AES-256 in GCM, with padding,
 * as the length of a number shows how large it is.
 */
public final class CursorCipher {
    private static final int NONCE_BYTES = 16;
    private static final int SCOPE_BYTES = 32;
    private static final int BLOCK_BYTES = 32;
    private static final int SHORTEST = NONCE_BYTES + SCOPE_BYTES + BLOCK_BYTES;

    private final Supplier<byte[]> key;
    private volatile AesBytesEncryptor encryptor;

    /** @param key 32 bytes, the same on all nodes; asked for when it is needed first */
    public CursorCipher(Supplier<byte[]> key) {
        this.key = key;
    }

    /** @param scope the list and whose it is */
    String encrypt(String scope, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int blocks = bytes.length / BLOCK_BYTES + 1;
        byte[] plain = ByteBuffer.allocate(SCOPE_BYTES + blocks * BLOCK_BYTES)
                .put(digest(scope))
                .put(bytes)
                .array();
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(encryptor().encrypt(plain));
    }

    /** Empty if it is no cursor, or one of another list or organisation. */
    Optional<String> decrypt(String scope, String cursor) {
        byte[] plain;
        try {
            byte[] encrypted = Base64.getUrlDecoder().decode(cursor);
            plain = encrypted.length < SHORTEST
                    ? new byte[SCOPE_BYTES]
                    : encryptor().decrypt(encrypted);
        } catch (IllegalArgumentException | IllegalStateException e) {
            return Optional.empty();
        }
        if (!MessageDigest.isEqual(Arrays.copyOf(plain, SCOPE_BYTES), digest(scope))) {
            return Optional.empty();
        }
        int end = plain.length;
        while (end > SCOPE_BYTES && plain[end - 1] == 0) {
            end--;
        }
        return Optional.of(new String(plain, SCOPE_BYTES, end - SCOPE_BYTES, StandardCharsets.UTF_8));
    }

    private AesBytesEncryptor encryptor() {
        if (encryptor == null) {
            encryptor = new AesBytesEncryptor(
                    new SecretKeySpec(key.get(), "AES"), KeyGenerators.secureRandom(NONCE_BYTES), CipherAlgorithm.GCM);
        }
        return encryptor;
    }

    private static byte[] digest(String scope) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(scope.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
