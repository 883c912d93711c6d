package io.wagateway.event.webhook;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLException;

/**
 * Posts to receivers without blocking a thread, and does not trust their responses. An attempt looks up the host once and
 * connects to an address that it has checked, so a change of the DNS entry has no effect afterwards. Each attempt has a
 * connection of its own.
 */
final class WebhookClient implements AutoCloseable {
    /** One text for both causes: different texts would reveal which names the gateway's network knows. */
    static final String REFUSED = "the host has no address, or one that is not allowed";

    /** Bytes. The client discards the body; it reads some of it so that the receiver can end normally. */
    private static final int LARGEST_BODY = 65_536;

    private static final int DRAIN_MILLIS = 1_000;

    /** To one address: as many as {@link DeliveryLimiter} allows attempts, so that none waits for a connection. */
    private static final int MOST_CONNECTIONS = 1_000;

    private static final int LARGEST_HEAD = 16_384;

    private final Vertx vertx;
    private final HttpClient client;
    private final HostLookup lookup;
    private final AddressPolicy addresses;
    private final int attemptMillis;

    /**
     * A client for all receivers.
     *
     * @param options trust store and connection time-out
     * @param attemptMillis time-out of an attempt, after the look-up of the host
     */
    WebhookClient(
            Vertx vertx, HttpClientOptions options, HostLookup lookup, AddressPolicy addresses, int attemptMillis) {
        this.vertx = vertx;
        this.lookup = lookup;
        this.addresses = addresses;
        this.attemptMillis = attemptMillis;
        this.client = vertx.createHttpClient(new HttpClientOptions(options)
                .setKeepAlive(false)
                .setMaxPoolSize(MOST_CONNECTIONS)
                .setMaxHeaderSize(LARGEST_HEAD)
                .setDecompressionSupported(false));
    }

    /** @param headers of the request, without its length */
    CompletableFuture<Attempt> post(Target target, Map<String, String> headers, byte[] body) {
        return find(target, lookup)
                .handle((found, failure) -> {
                    if (failure != null || !addresses.allow(found)) {
                        return CompletableFuture.completedFuture(Attempt.failed(REFUSED));
                    }
                    Exchange exchange = new Exchange();
                    exchange.begin(target, found.get(0), headers, body);
                    return exchange.done;
                })
                .thenCompose(attempt -> attempt);
    }

    /** The addresses of the host; the host itself if it is an address. */
    static CompletableFuture<List<InetAddress>> find(Target target, HostLookup lookup) {
        return target.address()
                .map(address -> CompletableFuture.completedFuture(List.of(address)))
                .orElseGet(() -> lookup.find(target.host()));
    }

    /** One request and its response; all of it runs on one event loop. */
    private final class Exchange {
        private final CompletableFuture<Attempt> done = new CompletableFuture<>();
        private HttpClientRequest request;
        private Attempt attempt;
        private boolean ended;
        private long read;

        void begin(Target target, InetAddress address, Map<String, String> headers, byte[] body) {
            RequestOptions options = new RequestOptions()
                    .setMethod(HttpMethod.POST)
                    .setServer(SocketAddress.inetSocketAddress(target.port(), address.getHostAddress()))
                    .setHost(target.authority())
                    .setPort(target.port())
                    .setSsl(target.tls())
                    .setURI(target.path())
                    .setFollowRedirects(false);
            headers.forEach(options::addHeader);
            vertx.getOrCreateContext().runOnContext(start -> {
                long timeout = vertx.setTimer(
                        attemptMillis, id -> end(attempt != null ? attempt : Attempt.failed("no answer in time")));
                done.whenComplete((result, none) -> vertx.cancelTimer(timeout));
                client.request(options)
                        .onFailure(failure -> end(Attempt.failed(reason(failure))))
                        .onSuccess(connected -> send(connected, body));
            });
        }

        private void send(HttpClientRequest connected, byte[] body) {
            request = connected;
            if (ended) {
                close();
                return;
            }
            connected.exceptionHandler(failure -> end(Attempt.failed(reason(failure))));
            connected
                    .send(Buffer.buffer(body))
                    .onFailure(failure -> end(Attempt.failed(reason(failure))))
                    .onSuccess(this::drain);
        }

        private void drain(HttpClientResponse answer) {
            attempt = Attempt.answered(answer.statusCode());
            long timeout = vertx.setTimer(DRAIN_MILLIS, id -> end(attempt));
            done.whenComplete((result, none) -> vertx.cancelTimer(timeout));
            answer.exceptionHandler(failure -> end(attempt));
            answer.endHandler(nothing -> end(attempt));
            answer.handler(bytes -> {
                read += bytes.length();
                if (read > LARGEST_BODY) {
                    end(attempt);
                }
            });
        }

        private void end(Attempt how) {
            if (!ended) {
                ended = true;
                close();
                done.complete(how);
            }
        }

        private void close() {
            if (request != null) {
                request.connection().close();
            }
        }
    }

    /** For the webhook's owner: it reveals nothing about the gateway or its network. */
    private static String reason(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException) {
                return "TLS failed: the receiver's certificate or protocol is not accepted";
            }
            if (cause instanceof java.net.ConnectException
                    || cause instanceof io.netty.channel.ConnectTimeoutException) {
                return "the receiver cannot be connected to";
            }
        }
        return "the connection ended without an answer";
    }

    @Override
    public void close() {
        client.close();
    }
}
