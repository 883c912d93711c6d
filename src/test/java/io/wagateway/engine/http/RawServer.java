package io.wagateway.engine.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Responds to one request a connection with any bytes, and notices when the client closes the connection. */
final class RawServer implements AutoCloseable {
    /** How a TLS handshake begins. */
    private static final String TLS = "\u0016";

    interface Answer {
        void write(String request, OutputStream out) throws IOException, InterruptedException;
    }

    interface Writer {
        void write(OutputStream out) throws IOException, InterruptedException;
    }

    private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch hungUp = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Answer answer;
    private final Thread accepting;

    RawServer(Answer answer) throws IOException {
        this.answer = answer;
        this.accepting = daemon(this::accept);
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "raw-server");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                daemon(() -> serve(socket));
            } catch (IOException e) {
                if (!listening.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = socket.getInputStream();
            StringBuilder request = new StringBuilder();
            byte[] buffer = new byte[8192];
            while (request.indexOf("\r\n\r\n") < 0 && request.indexOf(TLS) != 0) {
                int read = in.read(buffer);
                if (read < 0) {
                    return;
                }
                request.append(new String(buffer, 0, read, StandardCharsets.ISO_8859_1));
            }
            requests.add(request.toString());
            daemon(() -> listenForTheEnd(in));
            answer.write(request.toString(), socket.getOutputStream());
        } catch (IOException e) {
            // The client closed the connection during the write.
            hungUp.countDown();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void listenForTheEnd(InputStream in) {
        try {
            if (in.read() < 0) {
                hungUp.countDown();
            }
        } catch (IOException e) {
            hungUp.countDown();
        }
    }

    int port() {
        return listening.getLocalPort();
    }

    List<String> requests() {
        return requests;
    }

    /** Whether the client has closed a connection by then. */
    boolean hungUp(long time, TimeUnit unit) throws InterruptedException {
        return hungUp.await(time, unit);
    }

    /** Until this server is closed. */
    void await() throws InterruptedException {
        closed.await();
    }

    /** Afterwards nothing listens on the port: until the accepting thread has ended, it may take one more connection. */
    @Override
    public void close() throws IOException {
        closed.countDown();
        listening.close();
        try {
            accepting.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
