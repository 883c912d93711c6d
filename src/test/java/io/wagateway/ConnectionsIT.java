package io.wagateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.wagateway.http.RawConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Callers who open connections and send next to nothing stop neither the packaged jar nor the callers who send requests. */
class ConnectionsIT {
    private static final int CONNECTIONS = 5_000;

    /** What a caller sends first, and then once more each half second. */
    private record Drip(SocketChannel connection, ByteBuffer first, ByteBuffer more) {
        private static final ByteBuffer HALF_A_HEAD = bytes("GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
        private static final ByteBuffer LETTER = bytes("x");
        private static final ByteBuffer EMPTY_LINE = bytes("\r\n");

        static Drip head(SocketChannel connection) {
            return new Drip(connection, HALF_A_HEAD, LETTER);
        }

        static Drip emptyLines(SocketChannel connection) {
            return new Drip(connection, EMPTY_LINE, EMPTY_LINE);
        }

        private static ByteBuffer bytes(String text) {
            return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static final String PROMOTE = "POST /api/v1/sessions/01HZ0SESSION0000000000000/groups/"
            + "120363041234567890@g.us/members/6281234567890@s.whatsapp.net/promote HTTP/1.1\r\nHost: localhost\r\n"
            + "x-api-key: wa_demo_only_not_a_secret_0123456789\r\nConnection: close\r\n\r\n";

    @TempDir
    Path folder;

    @Test
    void manyHalfHeads_byteByByte_endNothing_andAGoodCallerIsServed() throws Exception {
        List<String> small = List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError");
        AtomicBoolean over = new AtomicBoolean();
        try (GatewayProcess gateway = GatewayProcess.startWith(small, folder, "log", "--spring.profiles.active=demo")) {
            int port = gateway.port();
            assertThat(statusOf(port)).isEqualTo(204);
            Thread flood = new Thread(() -> flood(port, over));
            flood.start();
            try {
                Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> closed(port) > 100);
                for (int i = 0; i < 10; i++) {
                    assertThat(statusOf(port)).isEqualTo(204);
                }
                Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> closed(port) >= CONNECTIONS);
            } finally {
                over.set(true);
                flood.join();
            }
            assertThat(statusOf(port)).isEqualTo(204);
            String log = gateway.log();
            assertThat(log).doesNotContain("OutOfMemoryError");
            assertThat(log.lines().filter(line -> line.contains("closes those that send nothing for a second")))
                    .as("a line a minute, for thousands of closed connections")
                    .hasSizeBetween(1, 4);
        }
    }

    private static int statusOf(int port) throws IOException {
        return RawConnection.exchange(port, PROMOTE).status();
    }

    /** How many slow connections the server has closed. */
    private static double closed(int port) throws IOException {
        String metrics = RawConnection.exchange(
                        port, "GET /actuator/prometheus HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                .body();
        return metrics.lines()
                .filter(line -> line.startsWith("gateway_http_slow_connections_total"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    /** Keeps all connections open: drips on each, and replaces those that the server closes. */
    private static void flood(int port, AtomicBoolean over) {
        List<Drip> connections = new ArrayList<>();
        try {
            while (!over.get()) {
                while (connections.size() < CONNECTIONS) {
                    connections.add(Drip.head(open(port)));
                    connections.add(Drip.emptyLines(open(port)));
                }
                connections.removeIf(ConnectionsIT::isClosed);
                Thread.sleep(500);
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            connections.forEach(drip -> close(drip.connection()));
        }
    }

    private static SocketChannel open(int port) throws IOException {
        SocketChannel connection = SocketChannel.open();
        connection.configureBlocking(false);
        connection.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return connection;
    }

    private static boolean isClosed(Drip drip) {
        SocketChannel connection = drip.connection();
        try {
            if (connection.isConnectionPending()) {
                if (connection.finishConnect()) {
                    connection.write(drip.first().duplicate());
                }
                return false;
            }
            connection.write(drip.more().duplicate());
            return connection.read(ByteBuffer.allocate(64)) < 0;
        } catch (IOException e) {
            close(connection);
            return true;
        }
    }

    private static void close(SocketChannel connection) {
        try {
            connection.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
