package io.wagateway.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A closed loop on kept-alive connections: each sends its next request when it has its response. It has one thread and
 * creates almost no garbage, as it shares the cores with the server that it measures.
 */
final class LoadGenerator implements AutoCloseable {
    private final Target target;
    private final Selector selector;
    private final List<Connection> statusService = new ArrayList<>();

    private LoadGenerator(Target target) throws IOException {
        this.target = target;
        this.selector = Selector.open();
    }

    static LoadGenerator open(Target target, int statusService) throws IOException {
        LoadGenerator load = new LoadGenerator(target);
        for (int i = 0; i < statusService; i++) {
            Connection connection = new Connection(target);
            load.statusService.add(connection);
            connection.open(load.selector);
        }
        return load;
    }

    /** The next run, if there is one, counts the requests that are in flight at the end. */
    Sample run(Duration duration) throws IOException {
        Sample sample = new Sample();
        Duration cpu = target.server().cpu();
        long start = System.nanoTime();
        long end = start + duration.toNanos();
        for (long now = start; now < end; now = System.nanoTime()) {
            selector.select(key -> read(key, sample), (end - now) / 1_000_000 + 1);
        }
        sample.took(
                Duration.ofNanos(System.nanoTime() - start),
                target.server().cpu().minus(cpu));
        return sample;
    }

    private void read(SelectionKey key, Sample sample) {
        try {
            ((Connection) key.attachment()).read(selector, sample);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        for (Connection connection : statusService) {
            connection.close();
        }
        selector.close();
    }
}
