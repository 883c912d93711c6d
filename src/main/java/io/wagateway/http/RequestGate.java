package io.wagateway.http;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
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

    /** More than a call takes whose engine responds in time. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Duration STEP = Duration.ofMillis(10);

    private final Endpoints endpoints;
    private final Duration patience;

    /** Held by requests for a moment only, so that none of them keeps it open, however long it takes. */
    private final ReadWriteLock gate = new ReentrantReadWriteLock(true);

    /** The requests of routes that a thread of the server is giving to Camel. */
    private final AtomicInteger entering = new AtomicInteger();

    @Autowired
    RequestGate(Endpoints endpoints) {
        this(endpoints, PATIENCE);
    }

    RequestGate(Endpoints endpoints, Duration patience) {
        this.endpoints = endpoints;
        this.patience = patience;
    }

    /** A request has entered when it is given to Camel, which then counts it as in flight until it has its answer. */
    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        boolean isForRoute = enter((HttpServletRequest) request);
        try {
            chain.doFilter(request, response);
        } finally {
            if (isForRoute) {
                entering.decrementAndGet();
            }
        }
    }

    /** Waits while the gate is closed. A slow reader of a page holds up no reload, as a page has no route. */
    private boolean enter(HttpServletRequest request) {
        gate.readLock().lock();
        try {
            boolean isForRoute = endpoints.match(request.getRequestURI()) != null;
            if (isForRoute) {
                entering.incrementAndGet();
            }
            return isForRoute;
        } finally {
            gate.readLock().unlock();
        }
    }

    /**
     * Lets no more requests in, waits until the others have their answers, half a minute at most, and runs the action. One
     * that takes longer may be cut off; but no other request meets what the action leaves half done.
     */
    public void closedDuring(CamelContext context, Callable<?> action) throws Exception {
        gate.writeLock().lock();
        try {
            long deadline = System.nanoTime() + patience.toNanos();
            while (isBusy(context) && System.nanoTime() < deadline) {
                Thread.sleep(STEP.toMillis());
            }
            if (isBusy(context)) {
                LOG.warn("A reload of the routes cuts off requests that take longer than {} s", patience.toSeconds());
            }
            action.call();
        } finally {
            gate.writeLock().unlock();
        }
    }

    private boolean isBusy(CamelContext context) {
        return entering.get() > 0 || inFlight(context) > 0;
    }

    private static int inFlight(CamelContext context) {
        return context.getRoutes().stream()
                .filter(route -> route.getEndpoint().getEndpointUri().startsWith("platform-http:"))
                .map(Route::getRouteId)
                .mapToInt(context.getInflightRepository()::size)
                .sum();
    }
}
