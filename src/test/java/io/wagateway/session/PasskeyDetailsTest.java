package io.wagateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What of an engine's details a caller may see. */
class PasskeyDetailsTest {
    @Test
    void detailsOfAStep_areKeptWithoutAnythingElse() {
        Map<String, Object> publicKey = Map.of("challenge", "c");
        String answer = PasskeyDetails.json(Map.of("step", "answer", "publicKey", publicKey, "token", "t"));
        assertThat(answer).isEqualTo("{\"step\":\"answer\",\"publicKey\":{\"challenge\":\"c\"}}");
        assertThat(PasskeyDetails.read(answer)).containsExactlyInAnyOrderEntriesOf(all("answer", publicKey, null));
        String confirm = PasskeyDetails.json(Map.of("step", "confirm", "code", "AB-CD", "publicKey", publicKey));
        assertThat(confirm).isEqualTo("{\"step\":\"confirm\",\"code\":\"AB-CD\"}");
        assertThat(PasskeyDetails.read(confirm)).containsExactlyInAnyOrderEntriesOf(all("confirm", null, "AB-CD"));
        assertThat(PasskeyDetails.read(null)).containsExactlyInAnyOrderEntriesOf(all(null, null, null));
    }

    private static Map<String, Object> all(String step, Object publicKey, String code) {
        Map<String, Object> all = new HashMap<>();
        all.put("step", step);
        all.put("publicKey", publicKey);
        all.put("code", code);
        return all;
    }

    static Stream<Object> useless() {
        return Stream.of(
                "text",
                Map.of(),
                Map.of("step", "else", "code", "a"),
                Map.of("step", "answer"),
                Map.of("step", "answer", "publicKey", "text"),
                Map.of("step", "confirm"),
                Map.of("step", "confirm", "code", 7),
                Map.of("step", "confirm", "code", "x".repeat(65)),
                Map.of("step", "answer", "publicKey", Map.of("challenge", "x".repeat(16_384))));
    }

    @ParameterizedTest
    @MethodSource("useless")
    void detailsThatNobodyCanUse_areNone(Object details) {
        assertThat(PasskeyDetails.json(details)).isNull();
    }
}
