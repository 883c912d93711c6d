package io.wagateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A token as each identity provider mints it, with the two JSONPaths and the roles that fit it. */
class ProviderShapesTest {
    private static final Set<Capability> READ_SEND = Set.of(Capability.READ, Capability.SEND);
    private static final Set<Capability> ALL = Set.of(Capability.values());

    /** Organizations are on, with their ids in the token; realm roles come beside Keycloak's own. */
    @Test
    void keycloak_organizationIdAndRealmRoles_areFound() {
        Map<String, Object> claims = times();
        claims.put("jti", "onrtac:8f4f1ee0-6f55-4a1d-b1c6-0f7c4ad5f0f2");
        claims.put("sub", "1f1b0f4e-9b0c-4f35-a1f0-2f8ffb6a8e11");
        claims.put("typ", "Bearer");
        claims.put("azp", "web");
        claims.put("sid", "0b9f6f0a-52f1-4d5f-9a39-9a2f3a9be1c6");
        claims.put("acr", "1");
        claims.put("allowed-origins", List.of("https://frontend.example"));
        claims.put("realm_access", Map.of("roles", List.of("default-roles-acme", "offline_access", "gateway-member")));
        claims.put("resource_access", Map.of("account", Map.of("roles", List.of("manage-account", "view-profile"))));
        claims.put("scope", "openid organization profile email");
        claims.put("organization", Map.of("acme", Map.of("id", "6d1c2c0e-6f0a-4a52-8ad1-25b1f3f6a1aa")));
        claims.put("preferred_username", "ada");
        assertThat(caller(
                        "RS256",
                        Map.of("typ", "JWT"),
                        claims,
                        "$.organization.*.id",
                        "$.realm_access.roles",
                        Map.of("gateway-member", READ_SEND)))
                .isEqualTo(new Caller(
                        "person:1f1b0f4e-9b0c-4f35-a1f0-2f8ffb6a8e11",
                        "6d1c2c0e-6f0a-4a52-8ad1-25b1f3f6a1aa",
                        READ_SEND));
    }

    /** Roles are put in by an Action under a name of one's own, which has dots and slashes in it. */
    @Test
    void auth0_orgIdAndNamespacedRoles_areFound() {
        Map<String, Object> claims = times();
        claims.put("aud", List.of(Frontend.AUDIENCE, "https://acme.eu.auth0.com/userinfo"));
        claims.put("sub", "auth0|65f1d0a1b2c3d4e5f6a7b8c9");
        claims.put("azp", "k3Vd0cVqfQ2h8m1yqTnqV5u2nC7bWq1R");
        claims.put("scope", "openid profile email");
        claims.put("org_id", "org_9ybsU1dN2dKfDkBi");
        claims.put("permissions", List.of());
        claims.put("https://frontend.example/roles", List.of("member", "newsletter"));
        assertThat(caller(
                        "RS256",
                        Map.of("typ", "at+jwt"),
                        claims,
                        "$.org_id",
                        "$['https://frontend.example/roles']",
                        null))
                .isEqualTo(new Caller("person:auth0|65f1d0a1b2c3d4e5f6a7b8c9", "org_9ybsU1dN2dKfDkBi", READ_SEND));
    }

    /** Version 1 of its session tokens, whose role names have a colon. */
    @Test
    void clerk_activeOrganizationAndItsRole_areFound() {
        Map<String, Object> claims = times();
        claims.put("azp", "https://frontend.example");
        claims.put("fva", List.of(0, -1));
        claims.put("sub", "user_2q7Yb8mF0dQx3rS1tU5vW9zA4cE");
        claims.put("sid", "sess_2q7Yc1nG5hJkL0pQ8rT3vX6zB9d");
        claims.put("org_id", "org_2q7YaZ3kM6nP9sV2xB5eH8jL1oR");
        claims.put("org_slug", "acme");
        claims.put("org_role", "org:admin");
        claims.put("org_permissions", List.of("org:sys_memberships:manage"));
        assertThat(caller(
                        "RS256",
                        Map.of("typ", "JWT", "cat", "cl_B7d4PD111AAA"),
                        claims,
                        "$.org_id",
                        "$.org_role",
                        Map.of("org:admin", ALL, "org:member", READ_SEND)))
                .isEqualTo(
                        new Caller("person:user_2q7Yb8mF0dQx3rS1tU5vW9zA4cE", "org_2q7YaZ3kM6nP9sV2xB5eH8jL1oR", ALL));
    }

    /** Its jwt plugin signs with Ed25519 and names no type; the payload is what the application defines. */
    @Test
    void betterAuth_eddsaAndActiveOrganization_areFound() {
        Map<String, Object> claims = times();
        claims.put("sub", "Zx3yT6mQpB9cVn1kRw8sLd2fHj5gAe7u");
        claims.put("id", "Zx3yT6mQpB9cVn1kRw8sLd2fHj5gAe7u");
        claims.put("email", "ada@example.org");
        claims.put("emailVerified", true);
        claims.put("session", Map.of("activeOrganizationId", "Qw2eR4tY6uI8oP0a", "activeOrganizationRole", "owner"));
        assertThat(caller(
                        "EdDSA",
                        Map.of(),
                        claims,
                        "$.session.activeOrganizationId",
                        "$.session.activeOrganizationRole",
                        null))
                .isEqualTo(new Caller("person:Zx3yT6mQpB9cVn1kRw8sLd2fHj5gAe7u", "Qw2eR4tY6uI8oP0a", ALL));
    }

    /** Under app_metadata; what is under user_metadata a user writes at will. */
    @Test
    void supabase_appMetadata_isFoundAndUserMetadataIsNot() {
        Map<String, Object> claims = times();
        claims.put("aud", List.of("authenticated", Frontend.AUDIENCE));
        claims.put("sub", "c2b1f3a4-5d6e-4f70-8a9b-0c1d2e3f4a5b");
        claims.put("email", "ada@example.org");
        claims.put("phone", "");
        claims.put(
                "app_metadata",
                Map.of("provider", "email", "providers", List.of("email"), "org_id", "acme", "org_role", "viewer"));
        claims.put("user_metadata", Map.of("org_id", "victim", "org_role", "owner"));
        claims.put("role", "authenticated");
        claims.put("aal", "aal1");
        claims.put("amr", List.of(Map.of("method", "password", "timestamp", 1_760_000_000)));
        claims.put("session_id", "7a6b5c4d-3e2f-4a1b-9c8d-7e6f5a4b3c2d");
        claims.put("is_anonymous", false);
        assertThat(caller(
                        "ES256",
                        Map.of("typ", "JWT"),
                        claims,
                        "$.app_metadata.org_id",
                        "$.app_metadata.org_role",
                        null))
                .isEqualTo(new Caller("person:c2b1f3a4-5d6e-4f70-8a9b-0c1d2e3f4a5b", "acme", Set.of(Capability.READ)));
    }

    private static Map<String, Object> times() {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("exp", Instant.now().getEpochSecond() + 300);
        claims.put("iat", Instant.now().getEpochSecond());
        claims.put("iss", Frontend.ISSUER);
        claims.put("aud", Frontend.AUDIENCE);
        return claims;
    }

    private static Caller caller(
            String alg,
            Map<String, Object> header,
            Map<String, Object> claims,
            String organizationClaim,
            String roleClaim,
            Map<String, Set<Capability>> roles) {
        SigningKey key = SigningKey.generate("2026-01", alg);
        try (Frontend frontend = new Frontend(key);
                LoginTokenFixture loginTokenAuthenticator =
                        new LoginTokenFixture(frontend, organizationClaim, roleClaim, roles)) {
            return loginTokenAuthenticator.caller(key.token(header, claims));
        }
    }
}
