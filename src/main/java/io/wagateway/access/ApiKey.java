package io.wagateway.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * An API key as it is stored, without its secret.
 *
 * @param id ULID
 * @param organization the organisation that it belongs to
 * @param name unique within the organisation among provisioned keys, and among the others that are not revoked
 * @param secretSha256 lowercase hex
 * @param capabilities what it may do; may be empty
 * @param createdAt epoch milliseconds
 * @param expiresAt epoch milliseconds, null: never
 * @param revokedAt epoch milliseconds, null: not revoked
 * @param provisioned true if the configuration declares it, false if a caller created it
 * @param scope what it may reach
 */
record ApiKey(
        String id,
        String organization,
        String name,
        String secretSha256,
        Set<Capability> capabilities,
        long createdAt,
        Long expiresAt,
        Long revokedAt,
        boolean provisioned,
        Scope scope) {
    static final String PREFIX = "wa_";

    /** The keys of application-demo.yaml, which everybody can read: they work in the demo profile only. */
    private static final Set<String> DEMO_SHA256 =
            Set.of(sha256("wa_demo_only_not_a_secret_0123456789"), sha256("wa_demo_viewer_not_a_secret_0123456789"));

    private static final String BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /** 43 of 62 characters are 256 bits, as many as the hash has. */
    private static final int RANDOM_CHARACTERS = 43;

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Pattern SECRET = Pattern.compile("wa_[A-Za-z0-9_]{32,512}");

    /** A new random secret. */
    static String newSecret() {
        StringBuilder secret = new StringBuilder(PREFIX);
        RANDOM.ints(RANDOM_CHARACTERS, 0, BASE62.length()).forEach(i -> secret.append(BASE62.charAt(i)));
        return secret.toString();
    }

    /** Whether a text has the form of a key's secret. */
    static boolean isSecret(String text) {
        return text != null && SECRET.matcher(text).matches();
    }

    /** Whether this is the hash of a secret that works in the demo profile only. */
    static boolean isDemo(String sha256) {
        return DEMO_SHA256.contains(sha256);
    }

    static String sha256(String secret) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    boolean isValidAt(long now) {
        return revokedAt == null && (expiresAt == null || now < expiresAt);
    }

    Caller toCaller() {
        return new Caller("key:" + id, organization, capabilities, scope, expiresAt);
    }
}
