package io.wagateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is within what; a dash stands for all. */
class ScopeTest {
    @ParameterizedTest
    @CsvSource({
        "-, -, -, -, true",
        "-, -, a, -, true",
        "-, -, -, 1, true",
        "a b, -, a, -, true",
        "a b, -, a b, 1, true",
        "a, -, a b, -, false",
        "a, -, -, -, false",
        "a, -, -, 1, false",
        "-, 1, a, -, false",
        "-, 1, a, 1, true",
        "-, 1, -, 2, false",
        "a, 1, a, 1, true",
        "a, 1, a, 1 2, false",
    })
    void includes_onlyWhatIsAsNarrow(String sessions, String groups, String others, String otherGroups, boolean so) {
        assertThat(scope(sessions, groups).includes(scope(others, otherGroups))).isEqualTo(so);
    }

    @ParameterizedTest
    @CsvSource({
        "-, -, a, 1, true",
        "-, -, a, , true",
        "a, -, a, 1, true",
        "a, -, a, , true",
        "a, -, b, 1, false",
        "-, 1, b, 1, true",
        "-, 1, b, 2, false",
        "-, 1, b, , false",
        "a, 1, a, , false",
        "a, 1, b, 1, false",
    })
    void event_thatIsAboutNoGroup_isOutsideOfSomeGroups(
            String sessions, String groups, String session, String group, boolean so) {
        assertThat(scope(sessions, groups).includesEvent(session, group)).isEqualTo(so);
    }

    @Test
    void and_isWhatBothInclude() {
        assertThat(scope("a b", "-").and(scope("b c", "1"))).isEqualTo(scope("b", "1"));
        assertThat(scope("a", "-").and(scope("b", "-")).sessions()).isEmpty();
        assertThat(scope("-", "-").and(Scope.ALL)).isEqualTo(Scope.ALL);
    }

    @Test
    void lists_areReadAsTheyWereWritten() {
        Scope scope = scope("b a", "1");
        assertThat(Scope.ofLists(scope.sessionList(), scope.groupList())).isEqualTo(scope);
        assertThat(Scope.ofLists(null, null).isAll()).isTrue();
        // What nothing is left of must not become everything.
        Scope nothing = scope("a", "-").and(scope("b", "-"));
        assertThat(Scope.ofLists(nothing.sessionList(), nothing.groupList())).isEqualTo(nothing);
    }

    private static Scope scope(String sessions, String groups) {
        return new Scope(names(sessions), names(groups));
    }

    private static Set<String> names(String list) {
        return list.equals("-") ? null : Set.copyOf(Arrays.asList(list.split(" ", -1)));
    }
}
