package io.wagateway.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.wagateway.error.Forbidden;
import io.wagateway.error.Unauthorized;
import io.wagateway.error.Unavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;

/** Who a login token speaks for: verified by Spring Security, read by JSONPath, remembered for a moment. */
final class Persons {
    private static final Logger LOG = LoggerFactory.getLogger(Persons.class);
    private static final Duration CACHED = Duration.ofSeconds(60);

    /** @param expiresAt the token's {@code exp}: a remembered one never outlives it */
    private record Verified(Caller caller, Instant expiresAt) {}

    private final CamelContext context;
    private final LoginTokens tokens;
    private final JwtAuthenticationProvider provider;
    private final Map<String, Set<Capability>> roles;
    private final ClaimPath organizationClaim;
    private final ClaimPath roleClaim;
    private final Cache<String, Verified> verified = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfter(Expiry.creating((String hash, Verified token) -> lifetime(token)))
            .build();

    Persons(CamelContext context, LoginTokens tokens, AuthProperties properties) {
        this.context = context;
        this.tokens = tokens;
        this.provider = new JwtAuthenticationProvider(tokens.decoder());
        this.provider.setJwtAuthenticationConverter(jwt -> new CallerAuthentication(caller(jwt), jwt));
        this.roles = properties.roles();
        this.organizationClaim = new ClaimPath(
                "gateway.auth.jwt.organization-claim", properties.jwt().organizationClaim());
        this.roleClaim =
                new ClaimPath("gateway.auth.jwt.role-claim", properties.jwt().roleClaim());
    }

    CompletableFuture<Caller> caller(String token) {
        String hash = ApiKey.sha256(token);
        Verified known = verified.getIfPresent(hash);
        if (known != null && Instant.now().isBefore(known.expiresAt())) {
            return CompletableFuture.completedFuture(known.caller());
        }
        return tokens.ready(token).thenApply(nothing -> verify(hash, token));
    }

    private Caller verify(String hash, String token) {
        if (!tokens.available()) {
            throw Unavailable.identity(null);
        }
        try {
            CallerAuthentication authentication =
                    (CallerAuthentication) provider.authenticate(new BearerTokenAuthenticationToken(token));
            Jwt jwt = (Jwt) authentication.getDetails();
            verified.put(hash, new Verified(authentication.getPrincipal(), jwt.getExpiresAt()));
            return authentication.getPrincipal();
        } catch (AuthenticationException e) {
            LOG.debug("A login token was rejected: {}", e.getMessage());
            throw new Unauthorized("the token is not valid", true);
        }
    }

    private Caller caller(Jwt jwt) {
        List<String> organizations = organizationClaim.find(context, jwt.getClaims());
        if (organizations.size() != 1) {
            throw new Forbidden(
                    "the token names " + (organizations.isEmpty() ? "no" : "more than one") + " organisation",
                    Map.of("claim", "organization"));
        }
        Set<Capability> capabilities = new HashSet<>();
        for (String role : roleClaim.find(context, jwt.getClaims())) {
            capabilities.addAll(roles.getOrDefault(role, Set.of()));
        }
        String subject = jwt.getSubject() == null ? "unknown" : jwt.getSubject();
        return new Caller("person:" + subject, organizations.get(0), capabilities);
    }

    private static Duration lifetime(Verified token) {
        Duration left = Duration.between(Instant.now(), token.expiresAt());
        return left.isNegative() ? Duration.ZERO : left.compareTo(CACHED) < 0 ? left : CACHED;
    }
}
