package io.wagateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.wagateway.RunningGateway;
import java.io.IOException;
import java.net.ConnectException;
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
            assertThat(connection.answer().status()).isEqualTo(204);
        } finally {
            if (closed == null) {
                gateway.close();
            } else {
                closed.get(60, TimeUnit.SECONDS);
            }
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
