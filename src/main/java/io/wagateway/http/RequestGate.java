package io.wagateway.http;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Profile;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Holds requests back while something replaces the routes, so that each meets either all routes of before or all new
 * ones.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
@Profile("demo")
public final class RequestGate implements Filter {
    private static final Logger LOG = LoggerFactory.getLogger(RequestGate.class);

    /** A stream of events does not end by itself. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration STEP = Duration.ofMillis(10);

    private final ReadWriteLock lock = new ReentrantReadWriteLock(true);

    /** A request passes when it is given to Camel, which then counts it as in flight until it has its answer. */
    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        lock.readLock().lock();
        try {
            chain.doFilter(request, response);
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Waits until no request is in flight, ten seconds at most, and runs the action. */
    public void closedDuring(CamelContext context, Callable<?> action) throws Exception {
        boolean isClosed = lock.writeLock().tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        try {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (inFlight(context) > 0 && System.nanoTime() < deadline) {
                Thread.sleep(STEP.toMillis());
            }
            if (!isClosed || inFlight(context) > 0) {
                LOG.warn("A reload of the routes cuts off requests that take longer than {}", PATIENCE);
            }
            action.call();
        } finally {
            if (isClosed) {
                lock.writeLock().unlock();
            }
        }
    }

    private static int inFlight(CamelContext context) {
        return context.getRoutes().stream()
                .filter(route -> route.getEndpoint().getEndpointUri().startsWith("platform-http:"))
                .map(Route::getRouteId)
                .mapToInt(context.getInflightRepository()::size)
                .sum();
    }
}
