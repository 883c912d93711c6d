package io.wagateway.event.webhook;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;
import javax.net.ServerSocketFactory;

/** A real receiver of webhooks; the test defines its response. It takes one request a connection. */
final class Receiver implements AutoCloseable {
    /**
     * A request that was received.
     *
     * @param headers by their names in lower case
     * @param text ISO-8859-1: a character is a byte
     * @param at epoch milliseconds
     */
    record Request(String line, Map<String, String> headers, String text, long at) {
        byte[] body() {
            return text.getBytes(StandardCharsets.ISO_8859_1);
        }

        String event() {
            return headers.get("x-webhook-request-id");
        }
    }

    interface Answer {
        void write(Request request, OutputStream out) throws IOException, InterruptedException;
    }

    private final ServerSocket listening;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger mostOpen = new AtomicInteger();
    private volatile Answer answer;

    Receiver(Answer answer) {
        this(answer, ServerSocketFactory.getDefault());
    }

    Receiver(Answer answer, ServerSocketFactory sockets) {
        try {
            this.listening = sockets.createServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.answer = answer;
        daemon(this::accept);
    }

    /** Answers with a status, by the number of the request, from 1. */
    static Receiver answering(IntUnaryOperator status) {
        AtomicInteger number = new AtomicInteger();
        return new Receiver((request, out) -> status(out, status.applyAsInt(number.incrementAndGet())));
    }

    /** Takes requests and never responds. */
    static Receiver silent() {
        return new Receiver(null);
    }

    static void status(OutputStream out, int status, String... headers) throws IOException {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Status\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        write(out, head + "Content-Length: 2\r\n\r\nok");
    }

    static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    void answer(Answer other) {
        this.answer = other;
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "receiver");
        thread.setDaemon(true);
        thread.start();
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
        mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
        try (socket) {
            Request request = read(socket.getInputStream());
            if (request != null) {
                requests.add(request);
                if (answer != null) {
                    answer.write(request, socket.getOutputStream());
                } else if (socket.getInputStream().read() >= 0) {
                    throw new IllegalStateException("there is more than one request");
                }
            }
        } catch (IOException e) {
            // The gateway closed the connection.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.decrementAndGet();
        }
    }

    private static Request read(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int read = in.read();
            if (read < 0) {
                return null;
            }
            head.write(read);
        }
        String[] lines = head.toString(StandardCharsets.ISO_8859_1).split("\r\n", -1);
        Map<String, String> headers = new TreeMap<>();
        for (int i = 1; i < lines.length && !lines[i].isEmpty(); i++) {
            String[] header = lines[i].split(": ?", 2);
            headers.merge(header[0].toLowerCase(Locale.ROOT), header[1], (a, b) -> a + ", " + b);
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        return new Request(
                lines[0],
                headers,
                new String(in.readNBytes(length), StandardCharsets.ISO_8859_1),
                System.currentTimeMillis());
    }

    int port() {
        return listening.getLocalPort();
    }

    String url() {
        return "http://127.0.0.1:" + port() + "/hook";
    }

    List<Request> requests() {
        return requests;
    }

    /** The ids of the events, in the order in which they came. */
    List<String> events() {
        return requests.stream().map(Request::event).toList();
    }

    /** The most connections that were open at one time. */
    int mostOpen() {
        return mostOpen.get();
    }

    /** How many connections are open. */
    int open() {
        return open.get();
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
