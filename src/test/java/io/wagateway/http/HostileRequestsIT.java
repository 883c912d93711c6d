package io.wagateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.wagateway.RunningGateway;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** The corpus of src/test/resources/hostile, row by row over one gateway. */
@ExtendWith({HostileWorld.class, OutputCaptureExtension.class})
class HostileRequestsIT {

    static List<HostileRequest> corpus() {
        return Stream.of("paths", "methods", "headers", "framing", "bodies")
                .flatMap(file -> {
                    try {
                        return HostileRequest.all(file).stream();
                    } catch (IOException e) {
                        throw new IllegalStateException(file, e);
                    }
                })
                .toList();
    }

    /** How much the log held before the first request: what a start has to say is no answer to one. */
    private static int saidBefore;

    @BeforeAll
    static void theGatewayIsThere(RunningGateway gateway, CapturedOutput output) throws IOException {
        assertThat(HostileWorld.goodRequest(gateway)).isEqualTo(204);
        saidBefore = output.getAll().length();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("corpus")
    void hostileRequest_getsAClearAnswerAndHarmsNobody(
            HostileRequest request, RunningGateway gateway, CapturedOutput output) throws IOException {
        try (RawConnection connection = new RawConnection(gateway.port())) {
            connection.send(request.bytes());
            if (request.bare() != null) {
                assertThat(connection.rest()).contains(request.bare()).doesNotContain("evil", "Exception");
            } else {
                check(request, connection.response(request.bytes().startsWith("HEAD ")));
            }
            if (request.closes()) {
                assertThat(connection.closedByServer()).isTrue();
            }
        }
        assertThat(HostileWorld.goodRequest(gateway)).isEqualTo(204);
        // Neither a stack trace nor a phone number in the log, and no line that wakes an operator.
        assertThat(output.getAll().substring(saidBefore)).doesNotContain(" ERROR ", " WARN ", "\tat ", "6289000000002");
    }

    @ParameterizedTest
    @CsvSource({"health, ','", "health, evil", "prometheus, 'text/plain,'"})
    void endpoint_forAMalformedAccept_responds(String endpoint, String accept, RunningGateway gateway)
            throws IOException {
        assertThat(RawConnection.exchange(
                                gateway.port(),
                                "GET /actuator/" + endpoint + " HTTP/1.1\r\nHost: localhost\r\nAccept: " + accept
                                        + "\r\n\r\n")
                        .status())
                .isEqualTo(200);
    }

    private static void check(HostileRequest request, RawConnection.Response answer) throws IOException {
        assertThat(answer.status()).isEqualTo(request.status());
        if (!request.bytes().contains("health")) {
            ResponseChecks.check(answer);
        }
        if (request.code() != null) {
            assertThat(ResponseChecks.code(answer.body())).isEqualTo(request.code());
            assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        } else {
            assertThat(answer.body()).isEmpty();
        }
        if (request.allow() != null) {
            assertThat(answer.header("Allow")).isEqualTo(request.allow());
        }
        if (request.status() == 405) {
            assertThat(answer.header("Allow")).isNotBlank();
        }
        if (request.requestId() != null) {
            assertThat(answer.header("X-Request-Id")).isEqualTo(request.requestId());
        } else if (!request.exempt()) {
            assertThat(answer.header("X-Request-Id")).matches("[0-9A-Z]{26}");
        }
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    }
}
