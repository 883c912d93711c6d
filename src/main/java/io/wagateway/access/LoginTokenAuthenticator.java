package io.wagateway.access;

import io.wagateway.error.ForbiddenException;
import io.wagateway.error.Names;
import io.wagateway.error.UnauthorizedException;
import io.wagateway.error.UnavailableException;
import io.wagateway.pipeline.CallContext;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;

/** Finds the caller of a login token: Spring Security verifies it, JSONPath reads it, a cache keeps it for a moment. */
final class LoginTokenAuthenticator {
    private static final Logger LOG = LoggerFactory.getLogger(LoginTokenAuthenticator.class);
    private static final int MAX_CACHED = 10_000;

    private final CamelContext context;
    private final LoginTokens tokens;
    private final Executor executor;
    private final JwtAuthenticationProvider provider;
    private final Map<String, Set<Capability>> roles;
    private final ClaimPath organizationClaim;
    private final ClaimPath roleClaim;
    private final VerifiedTokenCache verified;

    /** @param executor verifies the tokens that waited for keys; there may be many at once */
    LoginTokenAuthenticator(
            CamelContext context,
            LoginTokens tokens,
            AuthProperties properties,
            Executor executor,
            InstantSource clock) {
        this.context = context;
        this.tokens = tokens;
        this.executor = executor;
        this.verified = new VerifiedTokenCache(MAX_CACHED, clock);
        this.provider = new JwtAuthenticationProvider(tokens.decoder());
        this.provider.setJwtAuthenticationConverter(jwt -> new CallerAuthentication(caller(jwt), jwt));
        this.roles = properties.roles();
        this.organizationClaim = new ClaimPath(
                "gateway.auth.jwt.organization-claim", properties.jwt().organizationClaim());
        this.roleClaim =
                new ClaimPath("gateway.auth.jwt.role-claim", properties.jwt().roleClaim());
    }

    CompletableFuture<Caller> caller(String requestId, String token) {
        Optional<Caller> known = verified.find(token);
        if (known.isPresent()) {
            return CompletableFuture.completedFuture(known.get());
        }
        CompletableFuture<Void> ready = tokens.ready(token);
        return ready.isDone()
                ? ready.thenApply(nothing -> verify(token))
                : ready.thenApplyAsync(
                        nothing -> verify(token), task -> executor.execute(() -> CallContext.logged(requestId, task)));
    }

    private Caller verify(String token) {
        if (!tokens.available()) {
            throw UnavailableException.identity();
        }
        try {
            CallerAuthentication authentication =
                    (CallerAuthentication) provider.authenticate(new BearerTokenAuthenticationToken(token));
            Jwt jwt = (Jwt) authentication.getDetails();
            verified.put(token, authentication.getPrincipal(), jwt.getExpiresAt());
            return authentication.getPrincipal();
        } catch (AuthenticationException e) {
            // Only the validators' messages never quote the token.
            LOG.debug(
                    "A login token was rejected: {}",
                    e.getCause() instanceof JwtValidationException invalid
                            ? invalid.getMessage()
                            : "malformed, or not signed with a key of the frontend");
            throw new UnauthorizedException("the token is not valid", true);
        }
    }

    private Caller caller(Jwt jwt) {
        List<Object> organizations = organizationClaim.find(context, jwt.getClaims());
        if (organizations.size() > 1) {
            throw unusable("organization", "the token names more than one organisation");
        }
        if (organizations.isEmpty() || !Names.isValid(organizations.get(0))) {
            throw unusable("organization", "the token names no organisation");
        }
        Set<Capability> capabilities = new HashSet<>();
        for (Object role : roleClaim.find(context, jwt.getClaims())) {
            if (role instanceof String name) {
                capabilities.addAll(roles.getOrDefault(name, Set.of()));
            }
        }
        String subject = jwt.getSubject() == null ? "unknown" : jwt.getSubject();
        if (!Names.isValid(subject)) {
            throw unusable("sub", "the token's subject is blank, too long or not printable");
        }
        return new Caller("person:" + subject, (String) organizations.get(0), capabilities);
    }

    private static ForbiddenException unusable(String claim, String message) {
        return new ForbiddenException(message, Map.of("claim", claim));
    }
}
