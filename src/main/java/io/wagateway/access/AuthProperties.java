package io.wagateway.access;

import io.wagateway.error.CheckedProperties;
import io.wagateway.error.StartupException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Who may call.
 *
 * @param jwt how the gateway verifies login tokens
 * @param roles role name to capabilities (read, send, manage); a configured map replaces the default roles as a whole.
 *     Write a name with a colon in brackets: "[org:admin]". Default: owner and admin have all, member read and send,
 *     viewer read
 */
@ConfigurationProperties("gateway.auth")
public record AuthProperties(Jwt jwt, Map<String, Set<Capability>> roles) implements CheckedProperties {
    private static final Set<Capability> ALL = Set.of(Capability.values());
    private static final Map<String, Set<Capability>> DEFAULT_ROLES = Map.of(
            "owner",
            ALL,
            "admin",
            ALL,
            "member",
            Set.of(Capability.READ, Capability.SEND),
            "viewer",
            Set.of(Capability.READ));

    public AuthProperties {
        jwt = jwt == null ? new Jwt(null, null, null, null, null) : jwt;
        roles = roles == null || roles.isEmpty() ? DEFAULT_ROLES : Map.copyOf(roles);
    }

    /**
     * How the gateway verifies login tokens.
     *
     * @param jwksUri the http or https URL of the frontend's key set; default none: the gateway accepts no login tokens
     * @param issuer the required {@code iss}; default any
     * @param audience an audience that {@code aud} must name; default any
     * @param organizationClaim JSONPath of the organisation in the token; default {@code $.org}
     * @param roleClaim JSONPath of the role in the token, a string or a list of strings; default {@code $.role}
     */
    public record Jwt(String jwksUri, String issuer, String audience, String organizationClaim, String roleClaim) {
        public Jwt {
            jwksUri = blankToNull(jwksUri);
            issuer = blankToNull(issuer);
            audience = blankToNull(audience);
            organizationClaim = blankToNull(organizationClaim) == null ? "$.org" : organizationClaim;
            roleClaim = blankToNull(roleClaim) == null ? "$.role" : roleClaim;
        }

        private static String blankToNull(String text) {
            return text == null || text.isBlank() ? null : text;
        }
    }

    /** Checks the key set's URL and the two JSONPaths. */
    @Override
    public void check() {
        if (jwt.jwksUri() != null) {
            checkUri("gateway.auth.jwt.jwks-uri", jwt.jwksUri());
        }
        new ClaimPath("gateway.auth.jwt.organization-claim", jwt.organizationClaim());
        new ClaimPath("gateway.auth.jwt.role-claim", jwt.roleClaim());
    }

    private static void checkUri(String property, String value) {
        String allowed = "an absolute http or https URL";
        try {
            URI uri = new URI(value);
            if (uri.getHost() == null || !Set.of("http", "https").contains(String.valueOf(uri.getScheme()))) {
                throw StartupException.url(property, value, allowed);
            }
        } catch (URISyntaxException e) {
            throw StartupException.url(property, value, allowed);
        }
    }
}
