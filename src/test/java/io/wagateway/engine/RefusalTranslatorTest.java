package io.wagateway.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wagateway.error.EngineException;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class RefusalTranslatorTest {
    private final RefusalTranslator refusals = new RefusalTranslator(EngineEntry.DEFAULT, System::nanoTime);

    @ParameterizedTest
    @CsvSource({
        "invalid_response, invalid_response",
        "nonsense, invalid_response",
        "unclear, unclear",
        "'Said the engine: 6281', invalid_response"
    })
    void refusal_thatIsUnknown_isAnInvalidResponse_andNamedInTheLog(
            String refusal, String logged, CapturedOutput output) {
        EngineRequest call = new EngineRequest("req", "simulator", EngineOperation.STATUS, Map.of());
        assertThatThrownBy(() -> refusals.responseOrThrow(call, Map.of("refusal", refusal)))
                .isInstanceOf(EngineException.class)
                .hasMessage("the engine returned an invalid response");
        assertThat(output).contains("engine=simulator operation=status refused: " + logged);
    }
}
