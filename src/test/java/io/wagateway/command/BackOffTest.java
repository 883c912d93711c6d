package io.wagateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackOffTest {
    @ParameterizedTest
    @CsvSource({
        "1, , 1000",
        "2, , 2000",
        "5, , 16000",
        "7, , 60000",
        "1000000, , 60000",
        "1, 5, 5000",
        "5, 5, 16000",
        "1, 0, 1000",
        "1, 3600, 60000",
        "1, 2147483647, 60000",
        "1, -1, 1000"
    })
    void pause_doublesAndHonoursWhatWasAskedFor(int failed, Integer retryAfter, long millis) {
        assertThat(BackOff.millis(failed, retryAfter)).isEqualTo(millis);
    }
}
