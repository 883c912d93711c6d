package io.wagateway.event.webhook;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts what a webhook keeps to itself: AES-256 in GCM, bound to the webhook and the field, so that what was sealed for
 * one opens at no other. What is sealed names the key by its fingerprint.
 */
final class SecretCipher {
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final String VERSION = "v1";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int FINGERPRINT_BYTES = 8;

    private final SecretKeySpec key;
    private final String fingerprint;
    private final SecureRandom random = new SecureRandom();

    /** @param key 32 bytes */
    SecretCipher(byte[] key) {
        this.key = new SecretKeySpec(key, "AES");
        this.fingerprint = fingerprint(key);
    }

    /** Of the key, telling nothing of it. */
    private static String fingerprint(byte[] key) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update("webhook key".getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(sha256.digest(key), 0, FINGERPRINT_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** @return ASCII; null for null */
    String seal(String webhook, String field, String plain) {
        if (plain == null) {
            return null;
        }
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, webhook, field, nonce);
            byte[] secrets = cipher.doFinal(plain.getBytes(StandardCharsets.UTF_8));
            byte[] both = ByteBuffer.allocate(nonce.length + secrets.length)
                    .put(nonce)
                    .put(secrets)
                    .array();
            return VERSION + "." + fingerprint + "."
                    + Base64.getUrlEncoder().withoutPadding().encodeToString(both);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + CIPHER, e);
        }
    }

    /** Empty where it was sealed with another key, or for something else. */
    Optional<String> open(String webhook, String field, String secrets) {
        String[] partitions = secrets.split("\\.", -1);
        if (partitions.length != 3 || !partitions[0].equals(VERSION) || !partitions[1].equals(fingerprint)) {
            return Optional.empty();
        }
        try {
            byte[] both = Base64.getUrlDecoder().decode(partitions[2]);
            byte[] nonce = Arrays.copyOf(both, NONCE_BYTES);
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, webhook, field, nonce);
            return Optional.of(
                    new String(cipher.doFinal(both, NONCE_BYTES, both.length - NONCE_BYTES), StandardCharsets.UTF_8));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Cipher cipher(int mode, String webhook, String field, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD((webhook + "/" + field).getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
