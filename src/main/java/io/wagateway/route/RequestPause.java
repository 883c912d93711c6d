package io.wagateway.route;

import java.util.concurrent.Callable;
import org.apache.camel.CamelContext;

/** Holds requests back until an action, which replaces the routes of a context, has ended. */
@FunctionalInterface
public interface RequestPause {
    void during(CamelContext context, Callable<?> action) throws Exception;
}
