package io.wagateway.access;

import com.nimbusds.jose.Algorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A frontend's key with its private half. Signs with the JDK alone, so that a gateway that verifies otherwise is held
 * to the standard and not to itself.
 *
 * @param alg the JWS algorithm that its tokens name
 */
public record SigningKey(String kid, String alg, KeyPair pair) {

    /** A new key of the kind that the algorithm takes. */
    public static SigningKey generate(String kid, String alg) {
        try {
            KeyPairGenerator generator;
            if (alg.equals("EdDSA")) {
                generator = KeyPairGenerator.getInstance("Ed25519");
            } else if (alg.startsWith("ES")) {
                generator = KeyPairGenerator.getInstance("EC");
                generator.initialize(new ECGenParameterSpec(curve(alg).getStdName()));
            } else {
                generator = KeyPairGenerator.getInstance("RSA");
                generator.initialize(2048);
            }
            return new SigningKey(kid, alg, generator.generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same key under another algorithm of its family, or under another name. */
    public SigningKey as(String otherKid, String otherAlg) {
        return new SigningKey(otherKid, otherAlg, pair);
    }

    /** As the key set shows it; without {@code kid} where this key has none. */
    public JWK jwk() {
        if (pair.getPublic() instanceof RSAPublicKey rsa) {
            return new RSAKey.Builder(rsa)
                    .keyID(kid)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(Algorithm.parse(alg))
                    .build();
        }
        if (pair.getPublic() instanceof ECPublicKey ec) {
            return new ECKey.Builder(curve(alg), ec)
                    .keyID(kid)
                    .keyUse(KeyUse.SIGNATURE)
                    .build();
        }
        // The last 32 bytes of RFC 8410's encoding are the key as a JWK has it.
        byte[] encoded = pair.getPublic().getEncoded();
        Base64URL x = Base64URL.encode(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
        return new OctetKeyPair.Builder(Curve.Ed25519, x).keyID(kid).build();
    }

    /** A token with these claims and the usual header. */
    public String token(Map<String, Object> claims) {
        return token(Map.of(), claims);
    }

    /** @param more header members, beside {@code alg} and {@code kid} or in their place; a null value takes one away */
    public String token(Map<String, Object> more, Map<String, Object> claims) {
        return token(header(more), JSONObjectUtils.toJSONString(claims));
    }

    /** A token of exactly these texts. */
    public String token(String header, String claims) {
        String signed = Base64URL.encode(header) + "." + Base64URL.encode(claims);
        return signed + "." + Base64URL.encode(sign(signed));
    }

    private String header(Map<String, Object> more) {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("alg", alg);
        header.put("kid", kid);
        header.putAll(more);
        header.values().removeIf(value -> value == null);
        return JSONObjectUtils.toJSONString(header);
    }

    private byte[] sign(String text) {
        try {
            Signature signature = signature();
            signature.initSign(pair.getPrivate());
            signature.update(text.getBytes(StandardCharsets.US_ASCII));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Signature signature() throws GeneralSecurityException {
        if (alg.equals("EdDSA")) {
            return Signature.getInstance("Ed25519");
        }
        String bits = alg.substring(2);
        if (alg.startsWith("ES")) {
            return Signature.getInstance("SHA" + bits + "withECDSAinP1363Format");
        }
        if (alg.startsWith("RS")) {
            return Signature.getInstance("SHA" + bits + "withRSA");
        }
        Signature signature = Signature.getInstance("RSASSA-PSS");
        String hash = "SHA-" + bits;
        signature.setParameter(
                new PSSParameterSpec(hash, "MGF1", new MGF1ParameterSpec(hash), Integer.parseInt(bits) / 8, 1));
        return signature;
    }

    private static Curve curve(String alg) {
        return switch (alg) {
            case "ES256" -> Curve.P_256;
            case "ES384" -> Curve.P_384;
            default -> Curve.P_521;
        };
    }

    /** Without the private key. */
    @Override
    public String toString() {
        return alg + " " + kid;
    }
}
