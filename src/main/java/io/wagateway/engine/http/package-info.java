/**
 * How engine routes speak HTTP: the component {@code vertx-http}, tamed.
 *
 * <p>Whatever a route calls by {@code vertx-http:} gets no header but those that the route set, follows no redirect, and
 * is bounded in time by the deadline of the engine's call and in size by {@link
 * io.wagateway.engine.http.EngineHttpBinding#LARGEST_ANSWER}, of one engine's answers together by {@link
 * io.wagateway.engine.http.EngineHttpBinding#LARGEST_TOGETHER}. Requests are counted: {@code gateway.engine.requests}. Of the answer only the status, the Content-Type and the
 * seconds of Retry-After come back as headers.
 */
package io.wagateway.engine.http;
