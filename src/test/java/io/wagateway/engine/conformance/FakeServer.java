package io.wagateway.engine.conformance;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP/1.1 server written by hand, so that a fault can break it anywhere; it keeps every request. */
abstract class FakeServer implements AutoCloseable {
    /**
     * A request as the server read it.
     *
     * @param path still encoded, without the query
     * @param query by name, decoded
     * @param headers by lower-case name
     */
    record Request(
            String method, String path, Map<String, String> query, Map<String, List<String>> headers, String body) {
        /** Null if there is none. */
        String header(String name) {
            List<String> values = headers.get(name);
            return values == null ? null : values.get(0);
        }

        /** The path's decoded segments. */
        List<String> segments() {
            return List.of(path.substring(1).split("/", -1)).stream()
                    .map(FakeServer::decoded)
                    .toList();
        }
    }

    /** An answer. A null body is an empty one. The body of a picture has one character for each byte. */
    record Reply(int status, String type, String body) {
        static Reply json(int status, Object body) {
            return new Reply(status, "application/json; charset=utf-8", Json.text(body));
        }

        static Reply png(byte[] picture) {
            return new Reply(200, "image/png", new String(picture, StandardCharsets.ISO_8859_1));
        }

        private byte[] bytes() {
            String text = body == null ? "" : body;
            return text.getBytes(type.startsWith("image/") ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
        }
    }

    private final ServerSocket listener;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "fake");
        thread.setDaemon(true);
        return thread;
    });
    private final Set<Socket> statusService = ConcurrentHashMap.newKeySet();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final List<Fault> goingOn = new CopyOnWriteArrayList<>();
    private volatile String elsewhere = "http://127.0.0.1:9/";

    FakeServer() {
        try {
            listener = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Begins to answer. A subclass calls this at the end of its constructor. */
    final void start() {
        threads.execute(this::accept);
    }

    final String url() {
        return "http://127.0.0.1:" + listener.getLocalPort();
    }

    /** Every request so far, also those that were never answered. */
    final List<Request> requests() {
        return requests;
    }

    final void redirectTo(String url) {
        elsewhere = url;
    }

    /** The faults that still run, as the client has not closed the connection. */
    final List<Fault> goingOn() {
        return List.copyOf(goingOn);
    }

    abstract Reply answer(Request request);

    /** The fault of this request; null if there is none. */
    abstract Fault fault(Request request);

    @Override
    public void close() {
        threads.shutdownNow();
        try {
            listener.close();
            for (Socket connection : statusService) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket connection = listener.accept();
                connection.setTcpNoDelay(true);
                statusService.add(connection);
                threads.execute(() -> converse(connection));
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void converse(Socket connection) {
        try (connection) {
            InputStream in = new BufferedInputStream(connection.getInputStream());
            for (Request request = read(in); request != null; request = read(in)) {
                requests.add(request);
                Fault.Wire wire = new Fault.Wire(connection, elsewhere);
                Fault fault = fault(request);
                if (fault != null) {
                    play(fault, wire);
                }
                if (fault == null || fault.answersAfterwards()) {
                    Reply reply = answer(request);
                    wire.answer(reply.status() + " Whatever", reply.type(), reply.bytes());
                }
                if (connection.isClosed()) {
                    return;
                }
            }
        } catch (IOException e) {
            // The client may close the connection: its request is in the list already.
            return;
        } finally {
            statusService.remove(connection);
        }
    }

    private void play(Fault fault, Fault.Wire wire) throws IOException {
        goingOn.add(fault);
        try {
            fault.play(wire);
        } finally {
            goingOn.remove(fault);
        }
    }

    private static Request read(InputStream in) throws IOException {
        String first = line(in);
        if (first == null) {
            return null;
        }
        String[] start = first.split(" ", 3);
        Map<String, List<String>> headers = new TreeMap<>();
        for (String header = line(in); header != null && !header.isEmpty(); header = line(in)) {
            int colon = header.indexOf(':');
            headers.computeIfAbsent(header.substring(0, colon).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                    .add(header.substring(colon + 1).trim());
        }
        int question = start[1].indexOf('?');
        Map<String, String> query = new LinkedHashMap<>();
        if (question >= 0) {
            for (String pair : start[1].substring(question + 1).split("&", -1)) {
                int equals = pair.indexOf('=');
                query.put(
                        decoded(equals < 0 ? pair : pair.substring(0, equals)),
                        equals < 0 ? "" : decoded(pair.substring(equals + 1)));
            }
        }
        String path = question < 0 ? start[1] : start[1].substring(0, question);
        return new Request(start[0], path, query, headers, body(in, headers));
    }

    private static String body(InputStream in, Map<String, List<String>> headers) throws IOException {
        if (headers.containsKey("transfer-encoding")) {
            StringBuilder body = new StringBuilder();
            for (int size = Integer.parseInt(line(in), 16); size > 0; size = Integer.parseInt(line(in), 16)) {
                body.append(new String(in.readNBytes(size), StandardCharsets.UTF_8));
                line(in);
            }
            line(in);
            return body.toString();
        }
        List<String> length = headers.get("content-length");
        return length == null ? "" : new String(in.readNBytes(Integer.parseInt(length.get(0))), StandardCharsets.UTF_8);
    }

    /** Null at the end of the stream. */
    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                return null;
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    /** The gateway encodes a space as %20, so a plus sign in a path or query is a plus sign. */
    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
