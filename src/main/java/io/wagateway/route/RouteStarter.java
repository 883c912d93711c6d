package io.wagateway.route;

import io.wagateway.engine.EngineClient;
import io.wagateway.error.StartupException;
import java.util.List;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.web.context.WebServerGracefulShutdownLifecycle;
import org.springframework.context.SmartLifecycle;

/**
 * Starts Camel with all its routes before the server opens its port, so that no caller gets 404 while the gateway
 * starts. (Camel's own starter would start it after the port is open. It finds Camel running, and does nothing.)
 */
final class RouteStarter implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(RouteStarter.class);

    /** Boot opens the port 1,024 phases before it would begin to shut down gracefully. */
    private static final int BEFORE_THE_PORT_OPENS =
            WebServerGracefulShutdownLifecycle.SMART_LIFECYCLE_PHASE - 1024 - 1;

    private final ObjectProvider<CamelContext> camel;
    private final RouteFiles files;
    private final EngineClient engines;
    private final Provisioning provisioning;
    private volatile boolean running;
    private volatile List<RouteFile> loaded = List.of();

    /** @param camel not the context itself, as Spring starts the dependencies of a lifecycle bean before the bean */
    RouteStarter(
            ObjectProvider<CamelContext> camel, RouteFiles files, EngineClient engines, Provisioning provisioning) {
        this.camel = camel;
        this.files = files;
        this.engines = engines;
        this.provisioning = provisioning;
    }

    @Override
    public void start() {
        provisioning.run();
        CamelContext context = camel.getObject();
        RouteLoader loader = new RouteLoader(context, engines.entries());
        List<RouteFile> found = files.find();
        loader.load(found);
        try {
            context.start();
        } catch (Exception e) {
            throw new StartupException("routes do not start: " + RouteLoader.reason(e), e);
        }
        if (context.isStarted()) {
            loader.check();
        }
        loaded = found;
        running = true;
        LOG.info("{} routes are running", context.getRoutesSize());
    }

    /** The files whose routes the start has loaded. */
    List<RouteFile> loaded() {
        return loaded;
    }

    /** Camel stops by itself, after the server has finished the calls in flight. */
    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return BEFORE_THE_PORT_OPENS;
    }
}
