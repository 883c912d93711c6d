package io.wagateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.wagateway.RunningGateway;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Bodies that nobody uses: ignored up to 64 KiB, refused beyond, and never waited for by a thread. */
@ExtendWith({HostileWorld.class, OutputCaptureExtension.class})
class RequestBodyIT {
    private static final String PROMOTE = HostileWorld.promote("phone");
    private static final String APPROVE = RunningGateway.SESSIONS + "phone/groups/x/members:approve";

    @Test
    void body_of64KiB_isIgnoredAndTheConnectionStays(RunningGateway gateway) throws IOException {
        try (RawConnection connection = new RawConnection(gateway.port())) {
            for (int i = 0; i < 3; i++) {
                connection.send(HostileWorld.post(PROMOTE, "Content-Length: 65536\r\n") + "x".repeat(65_536));
                assertThat(connection.response().status()).isEqualTo(204);
            }
        }
    }

    @Test
    void body_behindItsHeaders_isIgnoredAndTheConnectionStays(RunningGateway gateway) throws IOException {
        try (RawConnection connection = new RawConnection(gateway.port())) {
            for (int i = 0; i < 3; i++) {
                connection.send(HostileWorld.post(PROMOTE, "Content-Length: 5\r\n"));
                assertThat(connection.response().status()).isEqualTo(204);
                connection.send("hello");
            }
            assertThat(connection
                            .send(HostileWorld.post(PROMOTE, ""))
                            .response()
                            .status())
                    .isEqualTo(204);
        }
    }

    @Test
    void chunkedBody_of64KiB_isIgnoredAndTheConnectionStays(RunningGateway gateway) throws IOException {
        try (RawConnection connection = new RawConnection(gateway.port())) {
            for (int i = 0; i < 3; i++) {
                connection.send(HostileWorld.post(PROMOTE, "Transfer-Encoding: chunked\r\n") + chunk(65_536) + end());
                assertThat(connection.response().status()).isEqualTo(204);
            }
        }
    }

    @Test
    void body_of64KiBAndOne_is413BeforeItIsSent(RunningGateway gateway) throws IOException {
        try (RawConnection connection = new RawConnection(gateway.port())) {
            connection.send(HostileWorld.post(PROMOTE, "Content-Length: 65537\r\n"));
            assertThat(connection.response().status()).isEqualTo(413);
            assertThat(connection.send("x".repeat(65_537)).closedByServer()).isTrue();
        }
    }

    @Test
    void chunkedBody_of64KiBAndOne_is413BeforeItsEnd(RunningGateway gateway) throws IOException {
        try (RawConnection connection = new RawConnection(gateway.port())) {
            connection.send(HostileWorld.post(PROMOTE, "Transfer-Encoding: chunked\r\n") + chunk(65_536) + chunk(1));
            assertThat(connection.response().status()).isEqualTo(413);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "promote, length,  413",
        "promote, chunked, 413",
        "approve, length,  501",
        "approve, chunked, 501",
        "unknown, length,  404",
        "unknown, chunked, 404",
    })
    void caller_thatSendsMegabytesBeforeReading_getsToReadTheAnswer(
            String path, String framing, int status, RunningGateway gateway) throws IOException {
        String target = path.equals("promote") ? PROMOTE : path.equals("approve") ? APPROVE : "/unknown";
        boolean chunked = framing.equals("chunked");
        String headers = chunked ? "Transfer-Encoding: chunked\r\n" : "Content-Length: 8388608\r\n";
        try (RawConnection connection = new RawConnection(gateway.port())) {
            connection.send(HostileWorld.post(target, headers));
            for (int i = 0; i < 8; i++) {
                connection.send(chunked ? chunk(1 << 20) : "x".repeat(1 << 20));
            }
            connection.send(chunked ? end() : "");
            assertThat(connection.response().status()).isEqualTo(status);
            assertThat(connection.closedByServer()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "declared small body,    Content-Length: 5,           204",
        "declared large body,    Content-Length: 70000,       413",
    })
    void expectation_isNotMetWhereTheBodyIsNotUsed(String what, String header, int status, RunningGateway gateway)
            throws IOException {
        RawConnection.Response answer = RawConnection.exchange(
                gateway.port(), HostileWorld.post(PROMOTE, "Expect: 100-continue\r\n" + header + "\r\n"));
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Connection")).isEqualTo("close");
    }

    @Test
    void expectation_withChunks_is100BecauseTheyAreCounted(RunningGateway gateway) throws IOException {
        try (RawConnection connection = new RawConnection(gateway.port())) {
            String headers = "Expect: 100-continue\r\nTransfer-Encoding: chunked\r\n";
            assertThat(connection
                            .send(HostileWorld.post(PROMOTE, headers))
                            .response()
                            .status())
                    .isEqualTo(100);
            assertThat(connection.send(chunk(5) + end()).response().status()).isEqualTo(204);
        }
    }

    @Test
    void expectation_withoutToken_is401AndNo100(RunningGateway gateway) throws IOException {
        String request = HostileWorld.post(PROMOTE, "Expect: 100-continue\r\nTransfer-Encoding: chunked\r\n");
        assertThat(RawConnection.exchange(gateway.port(), request.replace(HostileWorld.KEY, ""))
                        .status())
                .isEqualTo(401);
    }

    /** More connections than the server has threads; the bound is one of liveness. */
    @ParameterizedTest
    @CsvSource({
        "POST, promote,          true,  Content-Length: 100",
        "POST, promote,          false, Content-Length: 100",
        "POST, promote,          true,  Content-Length: 1000000",
        "POST, promote,          true,  Transfer-Encoding: chunked",
        "POST, promote,          false, Transfer-Encoding: chunked",
        "POST, /unknown,         false, Content-Length: 100",
        "POST, /unknown,         false, Transfer-Encoding: chunked",
        "PUT,  promote,          false, Content-Length: 100",
        "POST, /%zz,             false, Content-Length: 100",
        "POST, /actuator/health, false, Content-Length: 100",
        "POST, /actuator/health, false, Content-Length: 100;Content-Type: multipart/form-data; boundary=x",
        "PUT,  /actuator/health, false, Content-Length: 100;Content-Type: application/x-www-form-urlencoded",
    })
    void halfSentBodies_of300Connections_keepNobodyWaiting(
            String method, String path, boolean token, String headers, RunningGateway gateway) throws Exception {
        String request = method + " " + (path.equals("promote") ? PROMOTE : path) + " HTTP/1.1\r\n" + HostileWorld.HOST
                + (token ? HostileWorld.KEY : "") + headers.replaceFirst(";", "\r\n") + "\r\n\r\n5\r\nhe";
        List<RawConnection> statusService = new ArrayList<>();
        try {
            for (int i = 0; i < 300; i++) {
                statusService.add(new RawConnection(gateway.port()).send(request));
            }
            CompletableFuture<Integer> good = CompletableFuture.supplyAsync(() -> {
                try {
                    return HostileWorld.goodRequest(gateway);
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThat(good).succeedsWithin(Duration.ofSeconds(5)).isEqualTo(204);
        } finally {
            for (RawConnection connection : statusService) {
                connection.close();
            }
        }
    }

    @Test
    void chunkedBody_thatNeverEnds_is400(RunningGateway gateway) throws IOException {
        try (RawConnection connection = new RawConnection(gateway.port())) {
            connection.send(HostileWorld.post(PROMOTE, "Transfer-Encoding: chunked\r\n") + chunk(5));
            assertThat(ResponseChecks.code(connection.response().body())).isEqualTo("validation_error");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Content-Length: 100, phone",
        "Content-Length: 100, slow",
        "Content-Length: 1000000, phone",
        "Transfer-Encoding: chunked, phone",
        "X-Nothing: more, slow",
    })
    void caller_thatGoesAwayInTheMiddle_harmsNobody(
            String header, String session, RunningGateway gateway, CapturedOutput output) throws IOException {
        for (int i = 0; i < 20; i++) {
            RawConnection connection = new RawConnection(gateway.port());
            connection.send(HostileWorld.post(HostileWorld.promote(session), header + "\r\n") + "5\r\nhe");
            connection.reset();
        }
        assertThat(HostileWorld.goodRequest(gateway)).isEqualTo(204);
        assertThat(output.getAll()).doesNotContain(" ERROR ", " WARN ", "\tat ");
    }

    private static String chunk(int length) {
        return Integer.toHexString(length) + "\r\n" + "x".repeat(length) + "\r\n";
    }

    private static String end() {
        return "0\r\n\r\n";
    }
}
