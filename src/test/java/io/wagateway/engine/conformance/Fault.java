package io.wagateway.engine.conformance;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A way in which a server fails that has nothing to do with WhatsApp. */
enum Fault {
    /** Reads the request and never answers. */
    HANG {
        @Override
        void play(Wire wire) throws IOException {
            wire.awaitGone();
        }
    },
    /** Promises a body that never comes. */
    HEADERS_THEN_HANG {
        @Override
        void play(Wire wire) throws IOException {
            wire.head("200 OK", "application/json", "Content-Length: 100\r\n");
            wire.awaitGone();
        }
    },
    /** Sends a byte every 50 ms, for ever. */
    DRIP {
        @Override
        void play(Wire wire) throws IOException {
            wire.head("200 OK", "application/json", CHUNKED);
            while (!wire.goneWithin(50)) {
                wire.send("1\r\n \r\n");
            }
        }
    },
    /** Sends as much as the client reads, for ever. */
    ENDLESS {
        @Override
        void play(Wire wire) throws IOException {
            wire.head("200 OK", "application/json", CHUNKED);
            byte[] chunk = ("10000\r\n" + " ".repeat(0x10000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            while (true) {
                wire.send(chunk);
            }
        }
    },
    /** A whole body of 50 MB, which is JSON. */
    BODY_OF_50_MB {
        @Override
        void play(Wire wire) throws IOException {
            wire.head("200 OK", "application/json", "Content-Length: " + (FIFTY_MB + 2) + "\r\n");
            wire.send("[");
            byte[] block = " ".repeat(0x10000).getBytes(StandardCharsets.US_ASCII);
            for (int sent = 0; sent < FIFTY_MB; sent += block.length) {
                wire.send(block);
            }
            wire.send("]");
        }
    },
    /** The page of a proxy that wants somebody to sign in. */
    HTML_200 {
        @Override
        void play(Wire wire) throws IOException {
            wire.answer("200 OK", "text/html", "<!doctype html><title>Sign in to engine-host</title>");
        }
    },
    /** The page of a proxy that cannot reach the engine. */
    HTML_502 {
        @Override
        void play(Wire wire) throws IOException {
            wire.answer("502 Bad Gateway", "text/html", "<html><h1>502 Bad Gateway</h1>engine-host</html>");
        }
    },
    EMPTY_200 {
        @Override
        void play(Wire wire) throws IOException {
            wire.answer("200 OK", "application/json", "");
        }
    },
    /** An object where an array belongs, with an array where an object belongs. */
    JSON_OTHER_SHAPE {
        @Override
        void play(Wire wire) throws IOException {
            wire.answer("200 OK", "application/json", "{\"engine-host\":[[]],\"data\":[1],\"results\":[{}]}");
        }
    },
    JSON_NULL {
        @Override
        void play(Wire wire) throws IOException {
            wire.answer("200 OK", "application/json", "null");
        }
    },
    JSON_NUMBER {
        @Override
        void play(Wire wire) throws IOException {
            wire.answer("200 OK", "application/json", "7");
        }
    },
    /** 10,000 nested arrays. */
    JSON_DEEP {
        @Override
        void play(Wire wire) throws IOException {
            wire.answer("200 OK", "application/json", "[".repeat(10_000) + "]".repeat(10_000));
        }
    },
    /** To another server of the tests, which the gateway must not call. */
    REDIRECT {
        @Override
        void play(Wire wire) throws IOException {
            wire.head("302 Found", "application/json", "Location: " + wire.elsewhere() + "\r\nContent-Length: 0\r\n");
        }
    },
    /** A restart: the server has read the request and closes the connection. */
    CLOSED_WITHOUT_ANSWER {
        @Override
        void play(Wire wire) throws IOException {
            wire.close();
        }
    },
    CLOSED_IN_THE_BODY {
        @Override
        void play(Wire wire) throws IOException {
            wire.head("200 OK", "application/json", CHUNKED);
            wire.send("2\r\n[{\r\n");
            wire.close();
        }
    },
    /** The header announces more than the server sends before it closes the connection. */
    CONTENT_LENGTH_TOO_LONG {
        @Override
        void play(Wire wire) throws IOException {
            wire.head("200 OK", "application/json", "Content-Length: 100\r\n");
            wire.send("[]");
            wire.close();
        }
    },
    /** The header announces less than the server sends: half a text, and a rest that is no answer. */
    CONTENT_LENGTH_TOO_SHORT {
        @Override
        void play(Wire wire) throws IOException {
            wire.head("200 OK", "application/json", "Content-Length: 7\r\n");
            wire.send("[{\"engine-host\":true}]");
            wire.close();
        }
    },
    /** Slow, but within every time-out; then a true answer. */
    LATENCY {
        @Override
        boolean answersAfterwards() {
            return true;
        }

        @Override
        void play(Wire wire) throws IOException {
            wire.goneWithin(300);
        }
    };

    private static final String CHUNKED = "Transfer-Encoding: chunked\r\n";
    private static final int FIFTY_MB = 50 * 1024 * 1024;

    /** Whether the true answer follows. */
    boolean answersAfterwards() {
        return false;
    }

    /** Throws if the client has closed the connection, which ends every fault. */
    abstract void play(Wire wire) throws IOException;

    /** The server's end of one connection, and the target of a redirect. */
    record Wire(Socket socket, String elsewhere) {
        void head(String status, String type, String headers) throws IOException {
            send("HTTP/1.1 " + status + "\r\nContent-Type: " + type + "\r\n" + headers + "\r\n");
        }

        void answer(String status, String type, String body) throws IOException {
            answer(status, type, body.getBytes(StandardCharsets.UTF_8));
        }

        void answer(String status, String type, byte[] body) throws IOException {
            head(status, type, "Content-Length: " + body.length + "\r\n");
            send(body);
        }

        void send(String text) throws IOException {
            send(text.getBytes(StandardCharsets.UTF_8));
        }

        void send(byte[] bytes) throws IOException {
            OutputStream out = socket.getOutputStream();
            out.write(bytes);
            out.flush();
        }

        /** Waits until the client closes the connection. */
        void awaitGone() throws IOException {
            socket.setSoTimeout(0);
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
            close();
        }

        /** Whether the client closed the connection within so many milliseconds. */
        boolean goneWithin(int milliseconds) throws IOException {
            socket.setSoTimeout(milliseconds);
            try {
                return socket.getInputStream().read() < 0;
            } catch (java.net.SocketTimeoutException e) {
                return false;
            } finally {
                socket.setSoTimeout(0);
            }
        }

        void close() throws IOException {
            socket.close();
        }
    }
}
