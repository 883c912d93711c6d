package io.wagateway.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How long a server takes from exec to its first expected response, and how much memory it then uses.
 *
 * @param seconds median
 * @param mebibytes median of the resident memory a moment later, with the JVM's default heap
 */
record StartUp(String name, double seconds, double mebibytes) {
    private static final long MOMENT_MILLIS = 1_500;

    interface Start {
        Server server() throws IOException;
    }

    static StartUp measure(String name, Start start, int times) throws IOException, InterruptedException {
        List<Double> seconds = new ArrayList<>();
        List<Double> mebibytes = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            try (Server server = start.server()) {
                String request = Target.promote(name, server, Target.API_KEY).request();
                seconds.add(server.firstAnswer(request).toMillis() / 1e3);
                TimeUnit.MILLISECONDS.sleep(MOMENT_MILLIS);
                mebibytes.add((double) server.residentMebibytes());
            }
        }
        return new StartUp(name, Median.of(seconds), Median.of(mebibytes));
    }
}
