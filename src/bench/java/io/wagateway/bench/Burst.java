package io.wagateway.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;

/**
 * Requests at one moment, each on its own open connection. One thread, as in {@link LoadGenerator}.
 *
 * @param name of its row
 * @param statuses status to count; 0 if the connection ended without a response
 * @param millis how long each took from the common start, ascending
 * @param asked the requests that the engine got for it
 */
record Burst(String name, Map<Integer, Integer> statuses, List<Double> millis, SlowWaha.Asked asked) {

    /** The most bytes of all responses; one with the results of a thousand members has 80,000. */
    private static final int ALL_ANSWERS = 16 * 1024 * 1024;

    /** @param requests the request of each connection by its number, in ASCII */
    static Burst of(String name, SlowWaha engine, int port, int size, IntFunction<String> requests) {
        List<SocketChannel> channels = new ArrayList<>();
        try (Selector selector = Selector.open()) {
            for (int i = 0; i < size; i++) {
                SocketChannel channel =
                        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                channels.add(channel);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_READ, new ResponseReader(ALL_ANSWERS / size));
            }
            engine.asked();
            Map<Integer, Integer> statuses = new TreeMap<>();
            List<Double> millis = new ArrayList<>();
            long start = System.nanoTime();
            for (int i = 0; i < size; i++) {
                ByteBuffer request = ByteBuffer.wrap(requests.apply(i).getBytes(StandardCharsets.US_ASCII));
                while (request.hasRemaining()) {
                    channels.get(i).write(request);
                }
            }
            while (millis.size() < size) {
                selector.select(key -> {
                    int status = status(key);
                    if (status >= 0) {
                        key.cancel();
                        statuses.merge(status, 1, Integer::sum);
                        millis.add((System.nanoTime() - start) / 1e6);
                    }
                });
            }
            return new Burst(name, statuses, millis, engine.asked());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            channels.forEach(Burst::close);
        }
    }

    /** Negative if the response has not arrived. */
    private static int status(SelectionKey key) {
        try {
            ResponseReader response = (ResponseReader) key.attachment();
            if (!response.read((SocketChannel) key.channel())) {
                return 0;
            }
            return response.status() == 0 ? -1 : response.status();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int done() {
        return statuses.getOrDefault(200, 0) + statuses.getOrDefault(Target.DONE, 0);
    }

    double lastSeconds() {
        return millis.get(millis.size() - 1) / 1e3;
    }

    double secondsAt(double percentile) {
        return millis.get((int) Math.ceil(millis.size() * percentile / 100) - 1) / 1e3;
    }
}
