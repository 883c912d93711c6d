package io.wagateway.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jca.JCAContext;
import com.nimbusds.jose.proc.JWSVerifierFactory;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.wagateway.error.UnauthorizedException;
import java.security.Key;
import java.security.PublicKey;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtAudienceValidator;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.MappedJwtClaimSetConverter;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/** Verifies login tokens against the frontend's keys. */
final class LoginTokens {
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

    /** RFC 7519 (5.1) and RFC 9068 (2.1), or none at all. */
    private static final Set<JOSEObjectType> TYPES =
            Set.of(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), new JOSEObjectType("application/at+jwt"));

    private static final Pattern COMPACT = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

    /** 9999-12-31T23:59:59Z, in seconds. A later time is not a date, and its milliseconds would overflow. */
    private static final double LATEST = 253_402_300_799.0;

    private final JwksKeys keys;
    private final JwtDecoder decoder;

    LoginTokens(JwksKeys keys, AuthProperties.Jwt properties, InstantSource clock) {
        this.keys = keys;
        this.decoder = decoder(properties, clock);
    }

    /** Spring Security's decoder; use it after {@link #ready} is done. */
    JwtDecoder decoder() {
        return decoder;
    }

    /** Whether a key set was fetched at least once. */
    boolean available() {
        return keys.available();
    }

    /**
     * Done when the keys that may have signed this token are fetched, or cannot be. Fails with {@link
     * UnauthorizedException} if no key could help: it is not a signed token, its algorithm or type is never accepted, or one
     * of its times is not a date.
     */
    CompletableFuture<Void> ready(String token) {
        try {
            // The parser ignores characters outside Base64URL, so that one token would have many spellings.
            if (COMPACT.matcher(token).matches()) {
                SignedJWT jwt = SignedJWT.parse(token);
                if (isAcceptable(jwt.getHeader()) && hasDates(jwt.getPayload().toJSONObject())) {
                    return keys.ready(jwt.getHeader());
                }
            }
        } catch (ParseException | IllegalArgumentException e) {
            return CompletableFuture.failedFuture(invalid());
        }
        return CompletableFuture.failedFuture(invalid());
    }

    private static boolean isAcceptable(JWSHeader header) {
        return ALGORITHMS.contains(header.getAlgorithm())
                && (header.getType() == null || TYPES.contains(header.getType()))
                // The gateway knows no critical extension.
                && header.getCriticalParams() == null;
    }

    /** The library, which reads the claims later, wraps a large number of seconds into another date. */
    private static boolean hasDates(Map<String, Object> claims) {
        return claims != null
                && isDateOrNull(claims.get(JwtClaimNames.EXP))
                && isDateOrNull(claims.get(JwtClaimNames.NBF))
                && isDateOrNull(claims.get(JwtClaimNames.IAT));
    }

    private static boolean isDateOrNull(Object claim) {
        return claim == null
                || (claim instanceof Number seconds && seconds.doubleValue() >= 0 && seconds.doubleValue() <= LATEST);
    }

    private static UnauthorizedException invalid() {
        return new UnauthorizedException("the token is not valid", true);
    }

    private JwtDecoder decoder(AuthProperties.Jwt properties, InstantSource clock) {
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        // isAcceptable checks the type, before a key is selected.
        processor.setJWSTypeVerifier((type, context) -> {});
        processor.setJWSKeySelector((header, context) -> isAcceptable(header) ? keys.select(header) : List.of());
        processor.setJWSVerifierFactory(new VerifierFactory());
        // Spring's validators check the claims.
        processor.setJWTClaimsSetVerifier((claims, context) -> {});
        NimbusJwtDecoder nimbus = new NimbusJwtDecoder(processor);
        // Spring's own converter would compare the issuer as a URL: in any letter case of its scheme, and trimmed.
        nimbus.setClaimSetConverter(MappedJwtClaimSetConverter.withDefaults(Map.of(JwtClaimNames.ISS, iss -> iss)));
        nimbus.setJwtValidator(new DelegatingOAuth2TokenValidator<>(validators(properties, clock)));
        return nimbus;
    }

    private static List<OAuth2TokenValidator<Jwt>> validators(AuthProperties.Jwt properties, InstantSource clock) {
        List<OAuth2TokenValidator<Jwt>> validators = new ArrayList<>();
        validators.add(new JwtClaimValidator<Instant>(JwtClaimNames.EXP, exp -> exp != null));
        JwtTimestampValidator timestamps = new JwtTimestampValidator(CLOCK_SKEW);
        timestamps.setClock(clock.withZone(ZoneOffset.UTC));
        validators.add(timestamps);
        if (properties.issuer() != null) {
            validators.add(new JwtIssuerValidator(properties.issuer()));
        }
        if (properties.audience() != null) {
            validators.add(new JwtAudienceValidator(properties.audience()));
        }
        return validators;
    }

    private static final class VerifierFactory implements JWSVerifierFactory {
        private final DefaultJWSVerifierFactory others = new DefaultJWSVerifierFactory();

        @Override
        public JWSVerifier createJWSVerifier(JWSHeader header, Key key) throws JOSEException {
            if (JWSAlgorithm.EdDSA.equals(header.getAlgorithm())) {
                return new Ed25519((PublicKey) key, SignatureProvider.get());
            }
            JWSVerifier verifier = others.createJWSVerifier(header, key);
            verifier.getJCAContext().setProvider(SignatureProvider.get());
            return verifier;
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
