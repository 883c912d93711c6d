package io.wagateway.access;

import io.wagateway.error.StartupException;
import java.net.URI;
import java.util.Map;
import java.util.Set;

/**
 * Who may call, {@code gateway.auth}.
 *
 * @param jwt how login tokens are verified
 * @param roles role name to capabilities; replaces the default roles as a whole. A name with a colon goes in brackets:
 *     "[org:admin]"
 */
public record AuthProperties(Jwt jwt, Map<String, Set<Capability>> roles) {
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
     * How login tokens are verified.
     *
     * @param jwksUri the frontend's key set, http or https; absent: login tokens are not accepted
     * @param issuer what {@code iss} must be; absent: any
     * @param audience what {@code aud} must name; absent: any
     * @param organizationClaim JSONPath of the organisation; default {@code $.org}
     * @param roleClaim JSONPath of the role, a string or a list; default {@code $.role}
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

    /** Refuses to start with what could verify nobody. */
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
                throw StartupException.property(property, value, allowed);
            }
        } catch (java.net.URISyntaxException e) {
            throw StartupException.property(property, value, allowed);
        }
    }
}
