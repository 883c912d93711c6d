package io.wagateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.wagateway.RunningGateway;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Callers who do not read their responses hold none of the server's threads. */
class SlowReadersIT {
    private static final int THREADS = 4;

    /** A thread that waits for a caller to read would wait for ten seconds. */
    private static final int PATIENCE_MILLIS = 8_000;

    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        gateway = RunningGateway.startWith(
                "hostile/world.yaml",
                "gateway.routes-dir=src/test/resources/hostile/routes",
                "server.tomcat.threads.max=" + THREADS,
                "server.tomcat.threads.min-spare=1");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void unreadFile_ofManyCallers_delaysNoOther() throws IOException {
        othersAreServedBeside("GET /docs/swagger-ui-bundle.js HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    @Test
    void unreadMetrics_ofManyCallers_delayNoOther() throws IOException {
        othersAreServedBeside("GET /actuator/prometheus HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    @Test
    void unreadRows_ofManyCallers_delayNoOther() throws IOException {
        String rows = IntStream.range(0, 400)
                .mapToObj(row -> "\"" + "x".repeat(115) + row + "\"")
                .collect(Collectors.joining(",", "{\"participants\":[", "]}"));
        String promote = HostileWorld.promote("phone").replaceAll("/members/.*", "/members:promote?dryRun=true");
        othersAreServedBeside(HostileWorld.post(
                        promote, "Content-Type: application/json\r\nContent-Length: " + rows.length() + "\r\n")
                + rows);
    }

    private static void othersAreServedBeside(String request) throws IOException {
        List<SocketChannel> unread = new ArrayList<>();
        try {
            for (int i = 0; i < THREADS * 4; i++) {
                unread.add(fillWith(request));
            }
            for (int i = 0; i < 5; i++) {
                assertThat(othersStatus()).isEqualTo(204);
            }
        } finally {
            for (SocketChannel connection : unread) {
                connection.close();
            }
        }
    }

    /** Sends requests, and reads nothing, until the server takes no more of them. */
    private static SocketChannel fillWith(String request) throws IOException {
        SocketChannel connection = SocketChannel.open();
        connection.setOption(StandardSocketOptions.SO_RCVBUF, 2_048);
        connection.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), gateway.port()));
        connection.configureBlocking(false);
        ByteBuffer many = ByteBuffer.wrap(request.repeat(40).getBytes(StandardCharsets.US_ASCII));
        int idle = 0;
        while (many.hasRemaining() && idle < 20) {
            idle = connection.write(many) > 0 ? 0 : idle + 1;
            pause();
        }
        return connection;
    }

    private static void pause() {
        try {
            Thread.sleep(5);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int othersStatus() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream()
                    .write(HostileWorld.post(HostileWorld.promote("phone"), "").getBytes(StandardCharsets.US_ASCII));
            byte[] line = socket.getInputStream().readNBytes("HTTP/1.1 204".length());
            return Integer.parseInt(new String(line, StandardCharsets.US_ASCII).substring("HTTP/1.1 ".length()));
        }
    }
}
