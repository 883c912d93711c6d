package io.wagateway.error;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    @ParameterizedTest
    @ValueSource(strings = {"org_a", "Ärzte am Platz", "株式会社", "e\u0301t\u00e9", "user@idp.example|42", "\ud83d\ude80"})
    void visibleName_isValid(String name) {
        assertThat(Names.isValid(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                " org_a",
                "org_a ",
                "org\u00a0a",
                "org_a\u200b",
                "org_a\u00ad",
                "org_a\u034f",
                "org_a\u115f",
                "org_a\u3164",
                "org_a\ufe0f",
                "org_a\u2800",
                "org_a\udb40\udd00",
                "org\na"
            })
    void nameThatLooksLikeAnother_isNot(String name) {
        assertThat(Names.isValid(name)).isFalse();
    }
}
