package io.wagateway.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wagateway.RunningGateway;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What a start does with the brokers of commands. */
@ExtendWith(OutputCaptureExtension.class)
class CommandStartIT {
    private static final Pattern ERROR = Pattern.compile("(?m)^.*\\bERROR\\b.*$");

    @Test
    void uri_thatCamelCannotUse_stopsTheStartInOneLineWithoutIt(CapturedOutput output) {
        assertThatThrownBy(() -> RunningGateway.startEmpty("gateway.commands.uri=nosuch:commands?password=hunter2")
                        .close())
                .isNotNull();
        List<String> errors =
                ERROR.matcher(output.getOut()).results().map(MatchResult::group).toList();
        assertThat(errors)
                .singleElement()
                .asString()
                .contains("The gateway does not start: gateway.commands.uri: not a URI that Camel can");
        assertThat(output.getAll()).doesNotContain("hunter2", "\tat ");
    }

    @Test
    void broker_thatIsAway_holdsUpNeitherTheStartNorReadiness() {
        try (RunningGateway gateway = RunningGateway.start("gateway.commands.uri=kafka:commands?brokers=127.0.0.1:1")) {
            assertThat(gateway.send("GET", "/actuator/health/readiness", null).statusCode())
                    .isEqualTo(200);
        }
    }
}
