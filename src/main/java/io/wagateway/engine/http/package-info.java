/**
 * The HTTP of engine routes: the component {@code vertx-http}, bounded.
 *
 * <p>A request that a route sends by {@code vertx-http:} has only the headers that the route set, and follows no
 * redirect. The deadline of the engine's call bounds its time. {@link
 * io.wagateway.engine.http.EngineHttpBinding#MAX_RESPONSE_BYTES} bounds the size of a response, {@link
 * io.wagateway.engine.http.EngineHttpBinding#MAX_TOTAL_BYTES} that of one engine's responses together, and
 * {@link io.wagateway.engine.http.ParsedResponses} what the responses of all engines take once they are parsed. The meter
 * {@code gateway.engine.requests} counts requests. The only headers of a response are the status, the Content-Type and the
 * seconds of Retry-After.
 */
package io.wagateway.engine.http;
