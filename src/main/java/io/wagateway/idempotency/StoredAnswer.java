package io.wagateway.idempotency;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.security.crypto.encrypt.AesBytesEncryptor;
import org.springframework.security.crypto.encrypt.AesBytesEncryptor.CipherAlgorithm;
import org.springframework.security.crypto.keygen.KeyGenerators;

/** The body of an answer as the database holds it: compressed, and encrypted by AES-256 in GCM. */
final class StoredAnswer {
    /** Characters; the largest bulk answer is far below it. */
    static final int MAX_LENGTH = 100_000;

    private static final int NONCE_BYTES = 16;

    private StoredAnswer() {}

    /**
     * Empty if it is too long to be kept.
     *
     * @param secret 32 bytes in hexadecimal
     */
    static Optional<String> write(String secret, byte[] body) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String text = Base64.getEncoder().encodeToString(cipher(secret).encrypt(compressed.toByteArray()));
        return Optional.of(text).filter(stored -> stored.length() <= MAX_LENGTH);
    }

    static byte[] read(String secret, String stored) {
        byte[] compressed = cipher(secret).decrypt(Base64.getDecoder().decode(stored));
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
            return gzip.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static AesBytesEncryptor cipher(String secret) {
        return new AesBytesEncryptor(
                new SecretKeySpec(HexFormat.of().parseHex(secret), "AES"),
                KeyGenerators.secureRandom(NONCE_BYTES),
                CipherAlgorithm.GCM);
    }
}
