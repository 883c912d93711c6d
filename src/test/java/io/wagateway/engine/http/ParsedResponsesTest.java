package io.wagateway.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ParsedResponsesTest {
    private static final int MEBIBYTE = 1024 * 1024;

    private final ParsedResponses memory = new ParsedResponses(2L * ParsedResponses.GROWTH * MEBIBYTE);
    private final List<String> admitted = new ArrayList<>();

    private ParsedResponses.Place enter(String name, int length) {
        return memory.enter(length, () -> admitted.add(name));
    }

    @Test
    void response_waitsForTheMemoryOfOthers_inTheOrderOfTheirArrival() {
        ParsedResponses.Place one = enter("one", MEBIBYTE);
        ParsedResponses.Place two = enter("two", MEBIBYTE);
        enter("large", 2 * MEBIBYTE);
        enter("later", 100_000);
        assertThat(admitted).containsExactly("one", "two");
        one.release();
        assertThat(admitted).containsExactly("one", "two");
        two.release();
        assertThat(admitted).containsExactly("one", "two", "large");
    }

    @Test
    void smallResponse_neverWaits_andOneThatIsLargerThanAllOfItHasItAlone() {
        ParsedResponses.Place huge = enter("huge", 4 * MEBIBYTE);
        enter("small", 64 * 1024);
        enter("next", MEBIBYTE);
        assertThat(admitted).containsExactly("huge", "small");
        huge.release();
        assertThat(admitted).containsExactly("huge", "small", "next");
    }

    @Test
    void responseThatWaitsNoMore_leavesItsTurnToTheNext() {
        enter("one", MEBIBYTE);
        ParsedResponses.Place given = enter("given up", 2 * MEBIBYTE);
        enter("next", MEBIBYTE);
        given.release();
        assertThat(admitted).containsExactly("one", "next");
    }
}
