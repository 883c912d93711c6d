package io.wagateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.wagateway.RunningGateway;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A gateway that is told to stop while somebody waits for an answer. */
class GracefulShutdownIT {

    @Test
    void requestInFlight_whileTheGatewayCloses_endsWithIts204AndNewOnesAreRefused() throws Exception {
        RunningGateway gateway =
                RunningGateway.startWith("hostile/world.yaml", "gateway.routes-dir=src/test/resources/hostile/routes");
        CompletableFuture<Void> closed = null;
        try (RawConnection connection = new RawConnection(gateway.port())) {
            int port = gateway.port();
            CamelContext camel = gateway.context().getBean(CamelContext.class);
            connection.send(HostileWorld.post(HostileWorld.promote("slow"), ""));
            Awaitility.await().until(() -> camel.getInflightRepository().size("promote-group-member") == 1);
            closed = CompletableFuture.runAsync(gateway::close);
            Awaitility.await().until(() -> refused(port));
            assertThat(camel.getInflightRepository().size("promote-group-member"))
                    .as("still in flight when new connections are refused")
                    .isEqualTo(1);
            assertThat(connection.response().status()).isEqualTo(204);
        } finally {
            if (closed == null) {
                gateway.close();
            } else {
                closed.get(60, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void eventStreams_whileTheGatewayCloses_endAndDoNotHoldItUp() throws Exception {
        RunningGateway gateway = RunningGateway.start();
        CompletableFuture<Void> closed = null;
        HttpRequest request = HttpRequest.newBuilder(gateway.uri("/api/v1/events:stream"))
                .header("x-api-key", "wa_reader_00000000000000000000000000000")
                .build();
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        try (InputStream stream =
                client.send(request, HttpResponse.BodyHandlers.ofInputStream()).body()) {
            assertThat(stream.read()).isEqualTo(':');
            closed = CompletableFuture.runAsync(gateway::close);
            assertThat(closed)
                    .as("a shutdown waits half a minute for a request")
                    .succeedsWithin(15, TimeUnit.SECONDS);
            assertThat(stream.readAllBytes()).isNotEmpty();
        } finally {
            if (closed == null) {
                gateway.close();
            }
        }
    }

    @Test
    void bodiesThatNeverCame_doNotHoldTheShutdownUp() throws Exception {
        RunningGateway gateway = RunningGateway.start();
        try {
            for (String rest : List.of(
                    "Content-Length: 50\r\nExpect: 100-continue\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n5\r\n")) {
                try (RawConnection connection = new RawConnection(gateway.port())) {
                    connection.send("POST /api/v1/sessions HTTP/1.1\r\nHost: localhost\r\n" + rest);
                    assertThat(connection.response().status()).isEqualTo(401);
                    assertThat(connection.closedByServer()).isTrue();
                }
            }
        } finally {
            assertThat(CompletableFuture.runAsync(gateway::close))
                    .as("a shutdown waits half a minute for a request")
                    .succeedsWithin(15, TimeUnit.SECONDS);
        }
    }

    private static boolean refused(int port) throws IOException {
        try {
            new RawConnection(port).close();
            return false;
        } catch (ConnectException e) {
            return true;
        }
    }
}
