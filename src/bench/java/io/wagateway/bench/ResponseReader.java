package io.wagateway.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads one response of HTTP/1.1 at a time. It is cheap for a response without a body, which is what the benchmark
 * measures; others may cost more.
 */
final class ResponseReader {
    private static final int USUAL = 16 * 1024;
    private static final String END_OF_HEAD = "\r\n\r\n";
    private static final byte[] CLOSE = "\r\nConnection: close".getBytes(StandardCharsets.ISO_8859_1);
    private static final Pattern CONTENT_LENGTH = Pattern.compile("\r\ncontent-length: *([0-9]+)");

    private final byte[] bytes;
    private final ByteBuffer buffer;

    ResponseReader() {
        this(USUAL);
    }

    /** @param largest the most bytes of a response */
    ResponseReader(int largest) {
        this.bytes = new byte[largest];
        this.buffer = ByteBuffer.wrap(bytes);
    }

    /** False if the connection has ended. */
    boolean read(SocketChannel channel) throws IOException {
        if (!buffer.hasRemaining()) {
            throw new IOException("a response of more than " + bytes.length + " bytes");
        }
        try {
            return channel.read(buffer) >= 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** 0 until the response is complete. */
    int status() {
        int length = buffer.position();
        if (length < 16) {
            return 0;
        }
        int status = (bytes[9] - '0') * 100 + (bytes[10] - '0') * 10 + (bytes[11] - '0');
        boolean complete = status == 204 ? endsHead(length) : isComplete(text(length));
        return complete ? status : 0;
    }

    /** Whether the server announces that it closes the connection. */
    boolean closes() {
        int last = buffer.position() - CLOSE.length;
        for (int from = 0; from <= last; from++) {
            int matched = 0;
            while (matched < CLOSE.length && bytes[from + matched] == CLOSE[matched]) {
                matched++;
            }
            if (matched == CLOSE.length) {
                return true;
            }
        }
        return false;
    }

    void clear() {
        buffer.clear();
    }

    private boolean endsHead(int length) {
        return bytes[length - 4] == '\r'
                && bytes[length - 3] == '\n'
                && bytes[length - 2] == '\r'
                && bytes[length - 1] == '\n';
    }

    private static boolean isComplete(String response) {
        int head = response.indexOf(END_OF_HEAD);
        if (head < 0) {
            return false;
        }
        Matcher declared = CONTENT_LENGTH.matcher(response.substring(0, head).toLowerCase(Locale.ROOT));
        return declared.find()
                ? response.length() == head + END_OF_HEAD.length() + Integer.parseInt(declared.group(1))
                : response.endsWith("\r\n0\r\n\r\n");
    }

    private String text(int length) {
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }
}
