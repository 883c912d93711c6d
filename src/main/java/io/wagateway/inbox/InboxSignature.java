package io.wagateway.inbox;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * How an engine signs its webhooks.
 *
 * @param header that has the signature
 * @param algorithm of {@link Mac}; null: the header has the secret itself
 * @param prefix before the signature, which is in hexadecimal digits
 */
record InboxSignature(String header, String algorithm, String prefix) {
    /**
     * Parses what an engine's row says.
     *
     * @param row {@code <header>}, {@code <header> sha256|sha512} or {@code <header> sha256|sha512 <prefix>}
     */
    static InboxSignature of(String row) {
        String[] words = row.strip().split(" +", 3);
        String algorithm = words.length < 2
                ? null
                : switch (words[1]) {
                    case "sha256" -> "HmacSHA256";
                    case "sha512" -> "HmacSHA512";
                    default -> throw new IllegalArgumentException("an inbox is signed by sha256 or sha512");
                };
        return new InboxSignature(words[0], algorithm, words.length < 3 ? "" : words[2]);
    }

    /** Whether the header is right for these bytes, in a time that does not depend on how wrong it is. */
    boolean matches(String given, byte[] body, String secret) {
        if (given == null) {
            return false;
        }
        byte[] expected = algorithm == null
                ? secret.getBytes(StandardCharsets.UTF_8)
                : (prefix + HexFormat.of().formatHex(mac(body, secret))).getBytes(StandardCharsets.UTF_8);
        String comparable = algorithm == null ? given : given.toLowerCase(Locale.ROOT);
        return MessageDigest.isEqual(expected, comparable.getBytes(StandardCharsets.UTF_8));
    }

    private byte[] mac(byte[] body, String secret) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), algorithm));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }
}
