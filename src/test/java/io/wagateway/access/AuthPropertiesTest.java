package io.wagateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wagateway.error.StartupException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

class AuthPropertiesTest {

    @Test
    void roles_thatAreNotConfigured_areTheFourOfTheContract() {
        assertThat(new AuthProperties(null, null).roles())
                .isEqualTo(Map.of(
                        "owner", Set.of(Capability.READ, Capability.SEND, Capability.MANAGE),
                        "admin", Set.of(Capability.READ, Capability.SEND, Capability.MANAGE),
                        "member", Set.of(Capability.READ, Capability.SEND),
                        "viewer", Set.of(Capability.READ)));
    }

    @Test
    void roles_inYaml_replaceTheDefaultsAndMayHaveColons() throws Exception {
        AuthProperties auth = bind("""
                auth:
                  roles:
                    "[org:admin]": [read, send, manage]
                    "[Team Lead]": [send]
                    mute: []
                """);
        assertThat(auth.roles())
                .isEqualTo(Map.of(
                        "org:admin", Set.of(Capability.READ, Capability.SEND, Capability.MANAGE),
                        "Team Lead", Set.of(Capability.SEND),
                        "mute", Set.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "jwks-uri,frontend.example/jwks",
        "jwks-uri,ftp://frontend.example/jwks",
        "jwks-uri,https:///jwks",
        "organization-claim,$[",
        "role-claim,$..[?(",
    })
    void jwt_thatCouldVerifyNobody_isRefusedWithItsPropertyAndValue(String property, String value) throws Exception {
        AuthProperties auth = bind("auth: { jwt: { " + property + ": '" + value + "' } }");
        assertThatThrownBy(auth::check)
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("gateway.auth.jwt." + property + " = '" + value + "'");
    }

    /** A password may be anywhere in what is no URL. */
    @ParameterizedTest
    @ValueSource(strings = {"https://not a host/", "mailto:user:geheim@host", "ftp://user:geheim@host/"})
    void jwksUri_thatMayHoldAPassword_isRefusedWithoutItsValue(String value) throws Exception {
        AuthProperties auth = bind("auth: { jwt: { jwks-uri: '" + value + "' } }");
        assertThatThrownBy(auth::check)
                .isInstanceOf(StartupException.class)
                .hasMessage("gateway.auth.jwt.jwks-uri: an absolute http or https URL");
    }

    private static AuthProperties bind(String yaml) throws Exception {
        List<PropertySource<?>> sources = new YamlPropertySourceLoader()
                .load("test", new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)));
        return new Binder(ConfigurationPropertySources.from(sources))
                .bind("auth", AuthProperties.class)
                .get();
    }
}
