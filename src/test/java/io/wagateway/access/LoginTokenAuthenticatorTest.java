package io.wagateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LoginTokenAuthenticatorTest {
    private static final SigningKey KEY = SigningKey.generate("key", "EdDSA");
    private static final SigningKey OTHER = SigningKey.generate("other", "EdDSA");
    private static final Set<Capability> ALL = Set.of(Capability.values());

    private static Frontend frontend;
    private static LoginTokenFixture loginTokenAuthenticator;

    @BeforeAll
    static void start() {
        frontend = new Frontend(KEY);
        loginTokenAuthenticator = new LoginTokenFixture(frontend);
    }

    @AfterAll
    static void stop() {
        loginTokenAuthenticator.close();
        frontend.close();
    }

    static List<Arguments> roles() {
        return List.of(
                Arguments.of("owner", ALL),
                Arguments.of("admin", ALL),
                Arguments.of("member", Set.of(Capability.READ, Capability.SEND)),
                Arguments.of("viewer", Set.of(Capability.READ)),
                Arguments.of("Owner", Set.of()),
                Arguments.of("wizard", Set.of()),
                Arguments.of("owner,admin", Set.of()),
                Arguments.of("", Set.of()),
                Arguments.of(null, Set.of()),
                Arguments.of(7, Set.of()),
                Arguments.of(Map.of("name", "owner"), Set.of()),
                Arguments.of(List.of(), Set.of()),
                Arguments.of(List.of("viewer", "wizard"), Set.of(Capability.READ)),
                Arguments.of(List.of("wizard", "viewer", "member"), Set.of(Capability.READ, Capability.SEND)),
                Arguments.of(Arrays.asList("viewer", null, 7, List.of("owner")), Set.of(Capability.READ)));
    }

    @ParameterizedTest
    @MethodSource("roles")
    void role_givesItsCapabilities(Object role, Set<Capability> capabilities) {
        assertThat(loginTokenAuthenticator.caller(KEY.token(Frontend.claims("org_a", role))))
                .isEqualTo(new Caller("person:usr_2f6b", "org_a", capabilities));
    }

    @Test
    void roles_thatAreConfigured_replaceTheDefaults() {
        Map<String, Set<Capability>> roles = Map.of("org:admin", Set.of(Capability.MANAGE), "mute", Set.of());
        try (LoginTokenFixture configured = new LoginTokenFixture(frontend, "$.org", "$.role", roles)) {
            assertThat(configured
                            .caller(KEY.token(Frontend.claims("org_a", List.of("org:admin", "mute", "owner"))))
                            .capabilities())
                    .containsExactly(Capability.MANAGE);
        }
    }

    static List<Object> unusableOrganizations() {
        return Arrays.asList(
                null,
                "",
                "  ",
                "\u2003",
                5,
                true,
                Map.of("id", "org_a"),
                List.of(),
                List.of(""),
                List.of(5),
                List.of(List.of("org_a")),
                List.of("org_a", "org_b"),
                List.of("org_a", "org_a"),
                List.of("org_a", ""),
                List.of("org_a", 5),
                "org_a\norg_b",
                "org_a\0",
                "o".repeat(256));
    }

    @ParameterizedTest
    @MethodSource("unusableOrganizations")
    void organization_thatIsNotOneName_isForbidden(Object organization) {
        Map<String, Object> claims = Frontend.claims("", "owner");
        claims.put("org", organization);
        assertThat(loginTokenAuthenticator.outcome(KEY.token(claims))).isEqualTo("forbidden");
        claims.remove("org");
        assertThat(loginTokenAuthenticator.outcome(KEY.token(claims))).isEqualTo("forbidden");
    }

    @Test
    void organization_inAListOfOne_isThatOne() {
        Map<String, Object> claims = Frontend.claims("", "owner");
        claims.put("org", List.of("org_a"));
        assertThat(loginTokenAuthenticator.caller(KEY.token(claims)).organization())
                .isEqualTo("org_a");
    }

    static List<String> unusableSubjects() {
        return List.of("", " ", "s".repeat(256), "a\nb", "a\r\nb", "a\u0000b", "a\u001bb", "a\u0085b", "a\u2028b");
    }

    @ParameterizedTest
    @MethodSource("unusableSubjects")
    void subject_thatNoLogCouldHold_isForbidden(String subject) {
        Map<String, Object> claims = Frontend.claims("org_a", "owner");
        claims.put("sub", subject);
        assertThat(loginTokenAuthenticator.outcome(KEY.token(claims))).isEqualTo("forbidden");
    }

    @Test
    void subject_ofAnyScript_isTheActor() {
        Map<String, Object> claims = Frontend.claims("org_a", "owner");
        claims.put("sub", "auth0|Zoë \ud83d\ude00");
        assertThat(loginTokenAuthenticator.caller(KEY.token(claims)).actor())
                .isEqualTo("person:auth0|Zoë \ud83d\ude00");
        claims.remove("sub");
        assertThat(loginTokenAuthenticator.caller(KEY.token(claims)).actor()).isEqualTo("person:unknown");
    }

    @Test
    void token_thatWasVerified_isNotVerifiedAgainBeforeItExpires() {
        try (Frontend own = new Frontend(KEY);
                LoginTokenFixture remembering = new LoginTokenFixture(own)) {
            String lasting = KEY.token(Frontend.claims("org_a", "owner"));
            Map<String, Object> soonOver = Frontend.claims("org_a", "viewer");
            soonOver.put("exp", Instant.now().getEpochSecond() + 3);
            String ending = KEY.token(soonOver);
            assertThat(remembering.outcome(lasting)).isEqualTo("accepted");
            assertThat(remembering.outcome(ending)).isEqualTo("accepted");

            // From here on no token of the key could be verified.
            own.publish(OTHER);
            assertThat(remembering.outcome(OTHER.token(Frontend.claims("org_a", "owner"))))
                    .isEqualTo("accepted");
            assertThat(remembering.outcome(KEY.token(Frontend.claims("org_b", "owner"))))
                    .isEqualTo("unauthorized");
            assertThat(remembering.outcome(lasting)).isEqualTo("accepted");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> remembering.outcome(ending).equals("unauthorized"));
            assertThat(remembering.outcome(lasting)).isEqualTo("accepted");
        }
    }

    @Test
    void timesOfAToken_areComparedWithTheGivenClock_alsoIfItIsRemembered() {
        try (LoginTokenFixture gateway = new LoginTokenFixture(frontend)) {
            String now = KEY.token(Frontend.claims("org_a", "owner"));
            Map<String, Object> claims = Frontend.claims("org_a", "owner");
            claims.put("nbf", Instant.now().getEpochSecond() + 3_600);
            claims.put("exp", Instant.now().getEpochSecond() + 3_900);
            String inAnHour = KEY.token(claims);
            assertThat(gateway.outcome(now)).isEqualTo("accepted");
            assertThat(gateway.outcome(inAnHour)).isEqualTo("unauthorized");
            gateway.ahead(Duration.ofHours(1));
            assertThat(gateway.outcome(now)).isEqualTo("unauthorized");
            assertThat(gateway.outcome(inAnHour)).isEqualTo("accepted");
        }
    }
}
