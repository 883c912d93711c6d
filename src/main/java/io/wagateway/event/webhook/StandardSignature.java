package io.wagateway.event.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The symmetric signature of Standard Webhooks. */
final class StandardSignature {
    /** What a secret begins with whose rest is the key in base64. */
    static final String PREFIX = "whsec_";

    private static final String HMAC = "HmacSHA256";

    private StandardSignature() {}

    /**
     * One entry of the header {@code webhook-signature}.
     *
     * @param seconds the header {@code webhook-timestamp}
     */
    static String of(String secret, String id, long seconds, byte[] body) {
        byte[] head = (id + "." + seconds + ".").getBytes(StandardCharsets.UTF_8);
        return "v1," + Base64.getEncoder().encodeToString(hmac(HMAC, key(secret), head, body));
    }

    /** A secret of an older gateway may begin with the prefix by chance. */
    private static byte[] key(String secret) {
        return secret.startsWith(PREFIX)
                ? decoded(secret).orElseGet(() -> secret.getBytes(StandardCharsets.UTF_8))
                : secret.getBytes(StandardCharsets.UTF_8);
    }

    /** Whether a secret with the prefix has a key behind it; true for every other secret. */
    static boolean isUsable(String secret) {
        return !secret.startsWith(PREFIX) || decoded(secret).isPresent();
    }

    private static Optional<byte[]> decoded(String secret) {
        try {
            return Optional.of(Base64.getDecoder().decode(secret.substring(PREFIX.length())))
                    .filter(key -> key.length > 0);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** @param parts of the signed text, in order */
    static byte[] hmac(String algorithm, byte[] key, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key, algorithm));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK supports " + algorithm, e);
        }
    }
}
