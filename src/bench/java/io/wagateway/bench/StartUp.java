package io.wagateway.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How long a server takes from exec to its first expected response, and what it uses some calls later. All are medians.
 *
 * @param mebibytes resident memory
 * @param classes loaded by all class loaders
 * @param goal what the row is held to, beside another row
 */
record StartUp(String name, double seconds, double mebibytes, double classes, double threads, String goal) {
    private static final int CALLS = 300;
    private static final long MOMENT_MILLIS = 1_500;

    interface Start {
        Server server() throws IOException;
    }

    static StartUp measure(String name, Start start, int times, String goal) throws IOException, InterruptedException {
        List<Double> seconds = new ArrayList<>();
        List<Double> mebibytes = new ArrayList<>();
        List<Double> classes = new ArrayList<>();
        List<Double> threads = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            try (Server server = start.server()) {
                String request = Target.promote(name, server, Target.API_KEY).request();
                seconds.add(server.firstAnswer(request).toMillis() / 1e3);
                for (int call = 0; call < CALLS; call++) {
                    server.firstAnswer(request);
                }
                TimeUnit.MILLISECONDS.sleep(MOMENT_MILLIS);
                mebibytes.add((double) server.residentMebibytes());
                classes.add((double) server.loadedClasses());
                threads.add((double) server.threads());
            }
        }
        return new StartUp(
                name, Median.of(seconds), Median.of(mebibytes), Median.of(classes), Median.of(threads), goal);
    }
}
