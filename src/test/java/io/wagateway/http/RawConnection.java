package io.wagateway.http;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** One connection to the gateway, for requests that no client library would send. Text is ISO-8859-1, byte by byte. */
public final class RawConnection implements AutoCloseable {
    /** Ends a test that would otherwise wait for ever; no measure of speed. */
    private static final int LIVENESS_MILLIS = 20_000;

    private final Socket socket;
    private final InputStream in;

    /** @param headers by lower-case name, in the order in which they came */
    public record Response(int status, Map<String, List<String>> headers, String body) {
        /** The only value of a header; null if absent. */
        public String header(String name) {
            List<String> values = headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
            if (values.size() > 1) {
                throw new AssertionError(name + " is in the response more than once: " + values);
            }
            return values.isEmpty() ? null : values.get(0);
        }
    }

    public RawConnection(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(LIVENESS_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** One request and its response, on a connection of its own. */
    public static Response exchange(int port, String request) throws IOException {
        try (RawConnection connection = new RawConnection(port)) {
            return connection.send(request).response(request.startsWith("HEAD "));
        }
    }

    public RawConnection send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        return this;
    }

    public Response response() throws IOException {
        return response(false);
    }

    /** The next response; 100 Continue is one. */
    public Response response(boolean toHead) throws IOException {
        String[] status = line().split(" ", 3);
        if (!status[0].equals("HTTP/1.1")) {
            throw new IOException("not the beginning of a response: " + String.join(" ", status));
        }
        int code = Integer.parseInt(status[1]);
        Map<String, List<String>> headers = new TreeMap<>();
        for (String header = line(); !header.isEmpty(); header = line()) {
            int colon = header.indexOf(':');
            headers.computeIfAbsent(header.substring(0, colon).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                    .add(header.substring(colon + 1).trim());
        }
        boolean bodiless = toHead || code < 200 || code == 204;
        return new Response(code, headers, bodiless ? "" : body(headers));
    }

    /** Whatever comes until the server closes the connection. */
    public String rest() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    /** Whether the server has closed the connection, or closes it now without another response. */
    public boolean closedByServer() throws IOException {
        try {
            return in.read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            // A reset is a close with unread bytes on the other side.
            return true;
        }
    }

    /** Disconnects without a FIN. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private String body(Map<String, List<String>> headers) throws IOException {
        if (headers.containsKey("transfer-encoding")) {
            StringBuilder body = new StringBuilder();
            for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
                body.append(text(size));
                line();
            }
            line();
            return body.toString();
        }
        List<String> length = headers.getOrDefault("content-length", List.of());
        return length.isEmpty() ? rest() : text(Integer.parseInt(length.get(0)));
    }

    private String text(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the response is truncated");
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("closed after: " + line);
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }
}
