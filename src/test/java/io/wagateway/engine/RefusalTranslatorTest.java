package io.wagateway.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.wagateway.error.DomainException;
import io.wagateway.error.EngineException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class RefusalTranslatorTest {
    private static final EngineRequest CALL =
            new EngineRequest(ScriptedEngines.call(), "simulator", EngineOperation.STATUS, Map.of());

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
        assertThatThrownBy(() -> refusals.throwIfRefused(CALL, Map.of("refusal", refusal)))
                .isInstanceOf(EngineException.class)
                .hasMessage("the engine returned an invalid response");
        assertThat(output).contains("engine=simulator operation=status refused: " + logged);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            forbidden | 403 | forbidden       | 403 | WhatsApp rejected the request: 403 forbidden
            forbidden | -   | -               | 403 | WhatsApp rejected the request
            rejected  | 417 | -               | 502 | WhatsApp rejected the request: 417
            rejected  | 409 | conflict        | 502 | WhatsApp rejected the request: 409 conflict
            rejected  | 409 | <b>6281</b>     | 502 | WhatsApp rejected the request: 409
            """)
    void refusal_ofWhatsApp_hasItsCodeAndWord(String refusal, Integer code, String reason, int status, String message) {
        Map<String, Object> response = new HashMap<>();
        response.put("refusal", refusal);
        response.put("code", code);
        response.put("reason", reason);

        DomainException error = (DomainException) catchThrowable(() -> refusals.throwIfRefused(CALL, response));

        assertThat(error.code().status()).isEqualTo(status);
        assertThat(error).hasMessage(message);
        assertThat(error.details().containsKey("whatsapp")).isEqualTo(code != null);
    }

    /** What an engine, or a proxy before it, says without an answer of WhatsApp leaves open what WhatsApp did. */
    @ParameterizedTest
    @CsvSource({
        "invalid_response, true",
        "timed_out, true",
        "unavailable, true",
        "forbidden, false",
        "rejected, false",
        "no_member, false",
        "no_address, false",
        "bad_credentials, false",
        "rate_limited, false",
        "not_connected, false"
    })
    void refusal_saysWhetherTheOutcomeIsKnown(String refusal, boolean unknown) {
        assertThatThrownBy(() -> refusals.throwIfRefused(CALL, Map.of("refusal", refusal)))
                .isInstanceOfSatisfying(DomainException.class, failure -> assertThat(failure.isOutcomeUnknown())
                        .isEqualTo(unknown));
    }
}
