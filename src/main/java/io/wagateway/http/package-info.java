/**
 * The one place that knows the HTTP server.
 *
 * <p>It is an engine of our own behind Camel's platform-http component, on one asynchronous servlet filter, instead of
 * the component's Spring Boot starter. The starter reads bodies before anybody is authenticated, turns query parameters
 * and form fields into message headers, sends request headers back as response headers, leaves three shapes of error
 * body to be tamed, and runs every request on a second pool of threads (eight at a time by default), with a second
 * dispatch through Spring MVC. Here a route runs on the server's own thread and lets go of it while an engine is asked;
 * nothing of a request reaches a route but what {@link io.wagateway.pipeline.CallContext} names. The benchmark in src/bench has the
 * figures.
 */
package io.wagateway.http;
