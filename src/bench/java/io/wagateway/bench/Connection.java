package io.wagateway.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** One kept-alive connection with one request in flight at any time. */
final class Connection {
    private final Target target;
    private final ByteBuffer request;
    private final ResponseReader response = new ResponseReader();
    private SocketChannel channel;
    private long sentAt;

    Connection(Target target) {
        this.target = target;
        byte[] bytes = target.request().getBytes(StandardCharsets.US_ASCII);
        this.request = ByteBuffer.allocateDirect(bytes.length).put(bytes);
    }

    void open(Selector selector) throws IOException {
        if (channel != null) {
            channel.close();
        }
        channel = SocketChannel.open(new InetSocketAddress(
                InetAddress.getLoopbackAddress(), target.server().port()));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, this);
        send();
    }

    private void send() throws IOException {
        request.flip();
        sentAt = System.nanoTime();
        // A request is far smaller than a socket's buffer: this does not spin.
        while (request.hasRemaining()) {
            channel.write(request);
        }
    }

    /** Reads what has arrived; counts a complete response and sends the next request. */
    void read(Selector selector, Sample sample) throws IOException {
        if (!response.read(channel)) {
            sample.other(0);
            response.clear();
            open(selector);
            return;
        }
        int status = response.status();
        if (status == 0) {
            return;
        }
        if (status == target.expected()) {
            sample.expected(System.nanoTime() - sentAt);
        } else {
            sample.other(status);
        }
        boolean closes = response.closes();
        response.clear();
        if (closes) {
            // Tomcat ends a connection after a hundred requests.
            open(selector);
        } else {
            send();
        }
    }

    void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}
