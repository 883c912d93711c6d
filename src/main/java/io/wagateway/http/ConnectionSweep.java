package io.wagateway.http;

import io.wagateway.error.Throttle;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.coyote.Processor;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes connections whose callers keep the server waiting. The server's own {@code connection-timeout} begins anew with each
 * byte, so that a caller who sends one now and then would keep its connection for ever.
 *
 * <p>A request's head, a TLS handshake, and the time from a response to the next request may take ten seconds in all; or one
 * second once three quarters of the connections are taken and until half of them are free, so that there is room for callers
 * who send. While they are short, a caller also has to read its response, or its stream, within that second.
 */
final class ConnectionSweep {
    static final Duration PATIENCE = Duration.ofSeconds(10);
    static final Duration SHORT_PATIENCE = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionSweep.class);

    private final int maxConnections;
    private final Runnable closed;
    private boolean crowded;

    /** Callers who fill the connections again and again shall not fill the log. */
    private final Throttle warnings = new Throttle(Duration.ofMinutes(1));

    /**
     * The connections without a finished handshake, and those whose callers do not read, with the {@link System#nanoTime()} at
     * which a sweep first found them so.
     */
    private Map<SocketWrapperBase<?>, Long> seen = Map.of();

    /** @param closed called for each connection that a sweep closes */
    ConnectionSweep(int maxConnections, Runnable closed) {
        this.maxConnections = maxConnections;
        this.closed = closed;
    }

    /** One sweep; never two at a time. */
    void run(Set<SocketWrapperBase<NioChannel>> connections) {
        long now = System.nanoTime();
        crowded = connections.size() > (crowded ? maxConnections / 2 : maxConnections - maxConnections / 4);
        if (crowded && warnings.tryAcquire()) {
            LOG.warn(
                    "{} of at most {} connections are open: the server closes those that send nothing for a second",
                    connections.size(),
                    maxConnections);
        }
        Map<SocketWrapperBase<?>, Long> found = new HashMap<>();
        for (SocketWrapperBase<NioChannel> connection : connections) {
            // Whoever has the lock reads or serves a request.
            if (connection instanceof NioSocketWrapper socket
                    && socket.getLock().tryLock()) {
                try {
                    closeIfSlow(socket, now, found);
                } finally {
                    socket.getLock().unlock();
                }
            }
        }
        seen = found;
    }

    private void closeIfSlow(NioSocketWrapper connection, long now, Map<SocketWrapperBase<?>, Long> found) {
        if (isUnread(connection, now, found)) {
            end(connection);
            closed.run();
        } else if (isSlow(connection, now, found)) {
            connection.close();
            closed.run();
        }
    }

    /** The server itself closes it only if the caller reads nothing at all for some seconds. */
    private boolean isUnread(NioSocketWrapper connection, long now, Map<SocketWrapperBase<?>, Long> found) {
        return (connection.interestOps() & SelectionKey.OP_WRITE) != 0
                && crowded
                && isOver(since(connection, now, found), now);
    }

    /** Of a request that is under way: the server has to clear up behind it, and finds that it can write no more. */
    private static void end(NioSocketWrapper connection) {
        try {
            connection.getSocket().getIOChannel().close();
        } catch (IOException e) {
            LOG.debug("A connection is closed already", e);
        }
        connection.processSocket(SocketEvent.ERROR, true);
    }

    private boolean isSlow(NioSocketWrapper connection, long now, Map<SocketWrapperBase<?>, Long> found) {
        NioChannel channel = connection.getSocket();
        if (channel != null && !channel.isHandshakeComplete()) {
            return isOver(since(connection, now, found), now);
        }
        // Otherwise bytes have come, and a thread will take the connection soon.
        boolean isWaiting = connection.interestOps() == SelectionKey.OP_READ;
        if (!isWaiting) {
            return false;
        }
        if (!(connection.getCurrentProcessor() instanceof Processor processor)) {
            // It is new or has had its response. Bytes that begin no request, such as empty lines, do not count.
            return System.currentTimeMillis() - connection.getLastWrite()
                    > patience().toMillis();
        }
        // A processor that waits for bytes has half a head, unless it serves an asynchronous request.
        long startedAt = processor.getRequest().getStartTimeNanos();
        return !processor.isAsync() && startedAt >= 0 && isOver(startedAt, now);
    }

    private long since(NioSocketWrapper connection, long now, Map<SocketWrapperBase<?>, Long> found) {
        long since = seen.getOrDefault(connection, now);
        found.put(connection, since);
        return since;
    }

    private boolean isOver(long since, long now) {
        return now - since > patience().toNanos();
    }

    private Duration patience() {
        return crowded ? SHORT_PATIENCE : PATIENCE;
    }
}
