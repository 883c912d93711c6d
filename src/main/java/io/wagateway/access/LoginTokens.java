package io.wagateway.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jca.JCAContext;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerifierFactory;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.wagateway.error.Unauthorized;
import java.security.Key;
import java.security.Provider;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtAudienceValidator;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/** Verifies login tokens against the frontend's keys. */
final class LoginTokens {
    private static final Logger LOG = LoggerFactory.getLogger(LoginTokens.class);
    private static final Duration CLOCK_SKEW = Duration.ofSeconds(30);
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512,
            JWSAlgorithm.EdDSA);

    private final JwksKeys keys;
    private final Provider provider = new BouncyCastleProvider();
    private final JwtDecoder decoder;

    LoginTokens(JwksKeys keys, AuthProperties.Jwt properties) {
        this.keys = keys;
        this.decoder = decoder(properties);
    }

    /** Spring Security's decoder, to be asked once {@link #ready} is done. */
    JwtDecoder decoder() {
        return decoder;
    }

    /** Whether a key set could be had at least once. */
    boolean available() {
        return keys.available();
    }

    /**
     * Done when the keys that this token may have been signed with are here, or are known not to be. Fails with {@link
     * Unauthorized} where no key could help: it is no signed token, or of an algorithm that is never accepted.
     */
    CompletableFuture<Void> ready(String token) {
        try {
            JWSHeader header = SignedJWT.parse(token).getHeader();
            return ALGORITHMS.contains(header.getAlgorithm())
                    ? keys.ready(JWKMatcher.forJWSHeader(header))
                    : CompletableFuture.failedFuture(invalid());
        } catch (ParseException | IllegalArgumentException e) {
            return CompletableFuture.failedFuture(invalid());
        }
    }

    private static Unauthorized invalid() {
        return new Unauthorized("the token is not valid", true);
    }

    private JwtDecoder decoder(AuthProperties.Jwt properties) {
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        processor.setJWSKeySelector((header, context) -> select(header));
        processor.setJWSVerifierFactory(new VerifierFactory(provider));
        // Spring's validators check the claims.
        processor.setJWTClaimsSetVerifier((claims, context) -> {});
        NimbusJwtDecoder nimbus = new NimbusJwtDecoder(processor);
        nimbus.setJwtValidator(new DelegatingOAuth2TokenValidator<>(validators(properties)));
        return nimbus;
    }

    private static List<OAuth2TokenValidator<Jwt>> validators(AuthProperties.Jwt properties) {
        List<OAuth2TokenValidator<Jwt>> validators = new ArrayList<>();
        validators.add(new JwtClaimValidator<>(JwtClaimNames.EXP, Objects::nonNull));
        validators.add(new JwtTimestampValidator(CLOCK_SKEW));
        if (properties.issuer() != null) {
            validators.add(new JwtIssuerValidator(properties.issuer()));
        }
        if (properties.audience() != null) {
            validators.add(new JwtAudienceValidator(properties.audience()));
        }
        return validators;
    }

    private List<Key> select(JWSHeader header) {
        List<Key> selected = new ArrayList<>();
        if (ALGORITHMS.contains(header.getAlgorithm())) {
            for (JWK jwk : keys.select(JWKMatcher.forJWSHeader(header))) {
                try {
                    selected.add(
                            jwk instanceof OctetKeyPair pair
                                    ? Ed25519.publicKey(pair, provider)
                                    : ((AsymmetricJWK) jwk).toPublicKey());
                } catch (JOSEException e) {
                    LOG.warn("A key of gateway.auth.jwt.jwks-uri is of no use: {}", e.getMessage());
                }
            }
        }
        return selected;
    }

    private static final class VerifierFactory implements JWSVerifierFactory {
        private final DefaultJWSVerifierFactory others = new DefaultJWSVerifierFactory();
        private final Provider provider;

        VerifierFactory(Provider provider) {
            this.provider = provider;
            others.getJCAContext().setProvider(provider);
        }

        @Override
        public JWSVerifier createJWSVerifier(JWSHeader header, Key key) throws JOSEException {
            return JWSAlgorithm.EdDSA.equals(header.getAlgorithm())
                    ? new Ed25519((java.security.PublicKey) key, provider)
                    : others.createJWSVerifier(header, key);
        }

        @Override
        public Set<JWSAlgorithm> supportedJWSAlgorithms() {
            return ALGORITHMS;
        }

        @Override
        public JCAContext getJCAContext() {
            return others.getJCAContext();
        }
    }
}
