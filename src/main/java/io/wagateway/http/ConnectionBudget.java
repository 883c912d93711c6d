package io.wagateway.http;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * How many connections the server holds if {@code server.tomcat.max-connections} does not say: what a quarter of the heap and
 * half of the process's file descriptors have room for.
 */
final class ConnectionBudget {
    /** Tomcat's own default. */
    static final int MOST = 8_192;

    /** So that a small heap still serves a frontend. */
    static final int LEAST = 256;

    /** What a connection with half a head takes of the heap: 37 KB were measured, see the operate page. */
    static final long BYTES = 40 * 1024;

    private ConnectionBudget() {}

    static int connections() {
        return connections(Runtime.getRuntime().maxMemory(), descriptors());
    }

    /**
     * The number of connections.
     *
     * @param heap bytes
     * @param descriptors file descriptors that the process may open
     */
    static int connections(long heap, long descriptors) {
        return (int) Math.min(descriptors / 2, Math.max(LEAST, Math.min(MOST, heap / 4 / BYTES)));
    }

    private static long descriptors() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : Long.MAX_VALUE;
    }
}
