package io.wagateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.wagateway.RunningGateway;
import io.wagateway.TestCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Callers of a TLS port who do not finish the handshake, and one who does. */
class TlsHandshakeIT {
    /** The beginning of a ClientHello: a record of 512 bytes. */
    private static final byte[] HELLO = {22, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3};

    /** One sweep a second, and a busy machine. */
    private static final Duration LONGEST = ConnectionSweep.PATIENCE.plusSeconds(8);

    @TempDir
    Path folder;

    @Test
    void handshake_thatIsNotFinished_isClosed_howeverItDrips_andAnotherIsServed() throws Exception {
        Path store = TestCertificate.in(folder);
        try (RunningGateway gateway = RunningGateway.start(
                "server.ssl.key-store=" + store, "server.ssl.key-store-password=" + TestCertificate.PASSWORD)) {
            CompletableFuture<Duration> silent = CompletableFuture.supplyAsync(() -> lifetime(gateway.port(), false));
            CompletableFuture<Duration> dripping = CompletableFuture.supplyAsync(() -> lifetime(gateway.port(), true));
            assertThat(firstLine(gateway.port(), store)).startsWith("HTTP/1.1 200");
            for (Duration lifetime : new Duration[] {silent.join(), dripping.join()}) {
                assertThat(lifetime).isBetween(ConnectionSweep.PATIENCE.minusSeconds(2), LONGEST);
            }
        }
    }

    /** Until the server closes it. */
    private static Duration lifetime(int port, boolean drips) {
        long begun = System.nanoTime();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(500);
            OutputStream out = socket.getOutputStream();
            out.write(HELLO);
            while (Duration.ofNanos(System.nanoTime() - begun).compareTo(LONGEST.multipliedBy(2)) < 0) {
                if (isClosed(socket.getInputStream())) {
                    break;
                }
                if (drips) {
                    out.write(0);
                }
            }
        } catch (IOException e) {
            // Reset, because bytes of ours were on their way.
        }
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private static boolean isClosed(InputStream in) throws IOException {
        try {
            return in.read() < 0;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        }
    }

    private static String firstLine(int port, Path store) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            trusted.load(in, TestCertificate.PASSWORD.toCharArray());
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
        try (Socket socket = tls.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream()
                    .write("GET /actuator/health/readiness HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .findFirst()
                    .orElse("");
        }
    }
}
