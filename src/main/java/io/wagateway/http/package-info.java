/**
 * The one place that knows the HTTP server.
 *
 * <p>It is the gateway's own engine behind Camel's platform-http component, on one asynchronous servlet filter, instead
 * of the component's Spring Boot starter. The starter reads bodies before it knows the caller, turns query parameters and
 * form fields into message headers, sends request headers back as response headers, has three shapes of error body, and
 * runs every request on a second pool of threads (eight at a time by default), with a second dispatch through Spring MVC.
 * Here a route runs on the server's own thread and releases it while an engine works. A route sees only those parts of a
 * request that {@link io.wagateway.pipeline.CallContext} names. The benchmark in src/bench has the figures.
 */
package io.wagateway.http;
