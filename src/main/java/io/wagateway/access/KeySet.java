package io.wagateway.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.CurveBasedJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.security.Key;
import java.security.PublicKey;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The keys that a frontend publishes, ready to verify signatures. */
final class KeySet {
    private static final Logger LOG = LoggerFactory.getLogger(KeySet.class);

    /** RFC 7518 (3.3 and 3.5). */
    private static final int MIN_RSA_BITS = 2048;

    private record Published(JWK jwk, PublicKey key) {}

    private final List<Published> keys;
    private final int skipped;

    private KeySet(List<Published> keys, int skipped) {
        this.keys = List.copyOf(keys);
        this.skipped = skipped;
    }

    /**
     * Skips keys that it cannot use, as RFC 7517 (5) asks: one unknown key must not make the others unusable.
     *
     * @throws ParseException if this is not a key set
     */
    static KeySet parse(String text) throws ParseException {
        Map<String, Object> json = JSONObjectUtils.parse(text);
        Map<String, Object>[] published = json == null ? null : JSONObjectUtils.getJSONObjectArray(json, "keys");
        if (published == null) {
            throw new ParseException("not a key set", 0);
        }
        List<Published> usable = new ArrayList<>();
        for (int i = 0; i < published.length; i++) {
            try {
                JWK jwk = JWK.parse(published[i]);
                usable.add(new Published(jwk, publicKey(jwk)));
            } catch (ParseException | JOSEException | RuntimeException e) {
                // A message may hold text of the key set, which would forge lines.
                LOG.debug("Key {} of gateway.auth.jwt.jwks-uri is skipped: {}", i, e.getClass());
            }
        }
        return new KeySet(usable, published.length - usable.size());
    }

    /** The keys that could have signed a token with this header. */
    List<Key> select(JWSHeader header) {
        JWKMatcher matcher = JWKMatcher.forJWSHeader(header);
        List<Key> selected = new ArrayList<>(1);
        for (Published published : keys) {
            if (matcher.matches(published.jwk()) && isOfItsCurve(header, published.jwk())) {
                selected.add(published.key());
            }
        }
        return selected;
    }

    int size() {
        return keys.size();
    }

    /** How many keys it cannot use: of another kind, malformed, or weak. */
    int skipped() {
        return skipped;
    }

    /** The matcher checks the curve of an Ed25519 key, but not the curve of an EC key. */
    private static boolean isOfItsCurve(JWSHeader header, JWK jwk) {
        return !(jwk instanceof CurveBasedJWK curved)
                || Curve.forJWSAlgorithm(header.getAlgorithm()).contains(curved.getCurve());
    }

    private static PublicKey publicKey(JWK jwk) throws JOSEException {
        if (KeyType.RSA.equals(jwk.getKeyType()) && jwk.size() < MIN_RSA_BITS) {
            throw new JOSEException("an RSA key of less than " + MIN_RSA_BITS + " bits");
        }
        if (jwk instanceof OctetKeyPair pair) {
            return Ed25519.publicKey(pair);
        }
        if (jwk instanceof AsymmetricJWK asymmetric) {
            return asymmetric.toPublicKey();
        }
        throw new JOSEException("not a public key");
    }
}
