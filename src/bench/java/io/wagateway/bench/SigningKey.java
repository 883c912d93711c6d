package io.wagateway.bench;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;

/**
 * A key of the frontend, whose id is the name of its algorithm.
 *
 * @param signature the name of the algorithm in the JDK
 * @param jwk the public half
 */
record SigningKey(String algorithm, String signature, PrivateKey key, JWK jwk) {
    private static final int ED25519_LENGTH = 32;

    /** The header of a token that is refused without a look at its signature. */
    static final String UNKNOWN_ALGORITHM = Base64URL.encode("{\"alg\":\"none256\",\"typ\":\"JWT\",\"kid\":\"none\"}")
            .toString();

    static SigningKey generate(String algorithm) {
        try {
            return switch (algorithm) {
                case "RS256" -> {
                    KeyPair pair = pair("RSA", 2048);
                    JWK jwk = new RSAKey.Builder((RSAPublicKey) pair.getPublic())
                            .keyID(algorithm)
                            .build();
                    yield new SigningKey(algorithm, "SHA256withRSA", pair.getPrivate(), jwk);
                }
                case "ES256" -> {
                    KeyPair pair = pair("EC", 256);
                    JWK jwk = new ECKey.Builder(Curve.P_256, (ECPublicKey) pair.getPublic())
                            .keyID(algorithm)
                            .build();
                    yield new SigningKey(algorithm, "SHA256withECDSAinP1363Format", pair.getPrivate(), jwk);
                }
                case "EdDSA" -> {
                    KeyPair pair = pair("Ed25519", 255);
                    byte[] encoded = pair.getPublic().getEncoded();
                    byte[] point = Arrays.copyOfRange(encoded, encoded.length - ED25519_LENGTH, encoded.length);
                    JWK jwk = new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(point))
                            .keyID(algorithm)
                            .build();
                    yield new SigningKey(algorithm, "Ed25519", pair.getPrivate(), jwk);
                }
                default -> throw new IllegalArgumentException(algorithm);
            };
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(algorithm + " is not to be had", e);
        }
    }

    private static KeyPair pair(String type, int size) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(type);
        generator.initialize(size);
        return generator.generateKeyPair();
    }

    /** The claims of a token, encoded, with one more. */
    static String withNumber(String encoded, int number) {
        String claims = new Base64URL(encoded).decodeToString();
        return Base64URL.encode(claims.substring(0, claims.length() - 1) + ",\"number\":" + number + "}")
                .toString();
    }

    String sign(String claims) {
        String header = "{\"alg\":\"%s\",\"typ\":\"JWT\",\"kid\":\"%s\"}".formatted(algorithm, algorithm);
        String input = Base64URL.encode(header) + "." + Base64URL.encode(claims);
        try {
            Signature signer = Signature.getInstance(signature);
            signer.initSign(key);
            signer.update(input.getBytes(StandardCharsets.US_ASCII));
            return input + "." + Base64URL.encode(signer.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(algorithm + " is not to be had", e);
        }
    }
}
