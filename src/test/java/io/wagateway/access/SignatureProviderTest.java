package io.wagateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.EdECPoint;
import java.util.Arrays;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class SignatureProviderTest {
    private static final byte[] INPUT = "header.payload".getBytes(StandardCharsets.US_ASCII);
    private static final JWSHeader HEADER = new JWSHeader(JWSAlgorithm.EdDSA);

    @Test
    @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
    void libraryOfTheTestedPlatform_isLoaded() {
        assertThat(SignatureProvider.get()).isNotNull();
    }

    /** Several keys: half of the points have an odd x, and some of their numbers have a leading zero. */
    @RepeatedTest(20)
    void ed25519_isTheSameWithAndWithoutTheLibrary() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Signature signer = Signature.getInstance("Ed25519");
        signer.initSign(pair.getPrivate());
        signer.update(INPUT);
        byte[] signature = signer.sign();
        byte[] forged = signature.clone();
        forged[3] ^= 1;
        EdECPublicKey published = (EdECPublicKey) pair.getPublic();
        OctetKeyPair jwk =
                new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(encoded(published.getPoint()))).build();
        for (Ed25519 verifier : new Ed25519[] {
            new Ed25519(Ed25519.publicKey(jwk), null), new Ed25519(Ed25519.publicKey(jwk), SignatureProvider.get())
        }) {
            assertThat(verifier.verify(HEADER, INPUT, Base64URL.encode(signature)))
                    .isTrue();
            assertThat(verifier.verify(HEADER, INPUT, Base64URL.encode(forged))).isFalse();
            assertThat(verifier.verify(HEADER, INPUT, Base64URL.encode(Arrays.copyOf(signature, 63))))
                    .isFalse();
        }
    }

    private static byte[] encoded(EdECPoint point) {
        byte[] encoded = new byte[32];
        byte[] y = point.getY().toByteArray();
        for (int i = 0; i < Math.min(32, y.length); i++) {
            encoded[i] = y[y.length - 1 - i];
        }
        if (point.isXOdd()) {
            encoded[31] |= (byte) 0x80;
        }
        return encoded;
    }
}
