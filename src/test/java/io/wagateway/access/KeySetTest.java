package io.wagateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWKSet;
import java.security.KeyPairGenerator;
import java.text.ParseException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeySetTest {
    private static final SigningKey GOOD = SigningKey.generate("good", "EdDSA");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "{}",
                "{\"kty\":5}",
                "{\"kty\":\"unheard-of\"}",
                "{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"}",
                "{\"kty\":\"RSA\"}",
                "{\"kty\":\"RSA\",\"n\":\"!\",\"e\":\"!\"}",
                "{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\",\"use\":\"\"}",
                "{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\",\"key_ops\":[\"dance\"]}",
                "{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\",\"x5c\":[\"no certificate\"]}",
                "{\"kty\":\"EC\",\"crv\":\"brainpoolP256r1\",\"x\":\"AA\",\"y\":\"AA\"}",
                "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"}",
                "{\"kty\":\"OKP\",\"crv\":null}",
                "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AAAA\"}",
                "{\"kty\":\"OKP\",\"crv\":\"Ed448\",\"x\":\"AAAA\"}",
                "{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}",
            })
    void set_withAStrangeKey_keepsTheOthers(String strange) throws ParseException {
        KeySet keys = KeySet.parse("{\"keys\":[" + strange + "," + GOOD.jwk().toJSONString() + "]}");
        assertThat(keys.size()).isEqualTo(1);
        assertThat(keys.skipped()).isEqualTo(1);
        assertThat(keys.select(new JWSHeader(JWSAlgorithm.EdDSA))).hasSize(1);
    }

    @Test
    void set_withAShortRsaKey_leavesItOut() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(1024);
        SigningKey small = new SigningKey("small", "RS256", generator.generateKeyPair());
        assertThat(KeySet.parse(new JWKSet(List.of(small.jwk(), GOOD.jwk())).toString())
                        .size())
                .isEqualTo(1);
    }

    @Test
    void select_byAlgorithmAlone_looksAtTheCurve() throws ParseException {
        SigningKey small = SigningKey.generate(null, "ES256");
        SigningKey large = SigningKey.generate(null, "ES512");
        KeySet keys = KeySet.parse(new JWKSet(List.of(large.jwk(), small.jwk())).toString());
        assertThat(keys.select(new JWSHeader(JWSAlgorithm.ES256)))
                .containsExactly(small.pair().getPublic());
        assertThat(keys.select(new JWSHeader(JWSAlgorithm.ES384))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "5", "[]", "{}", "{\"keys\":null}", "{\"keys\":{}}", "{\"keys\":[5]}", "<p>"})
    void text_thatIsNoKeySet_isRefused(String text) {
        assertThatThrownBy(() -> KeySet.parse(text)).isInstanceOf(ParseException.class);
    }
}
