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
 * Posts to receivers, holding no thread and trusting nothing that they say. The host's name is looked up once for each
 * attempt, and what is connected to is an address that was checked: a name that leads elsewhere a moment later changes
 * nothing. Each attempt has a connection of its own.
 */
final class WebhookClient implements AutoCloseable {
    /** One for both: whoever could tell them apart would learn which names our own network knows. */
    static final String REFUSED = "the host has no address, or one that is not allowed";

    /** Bytes of an answer's body that are read, and how long; both only to let the receiver end in peace. */
    private static final int LARGEST_ANSWER = 65_536;

    private static final int DRAIN_MILLIS = 1_000;

    /** To one address: as many as there are attempts, which are bounded elsewhere, so that none waits for another. */
    private static final int MOST_CONNECTIONS = 1_000;

    private static final int LARGEST_HEAD = 16_384;

    private final Vertx vertx;
    private final HttpClient client;
    private final HostLookup lookup;
    private final AddressPolicy addresses;
    private final int attemptMillis;

    /** @param options what is trusted, and how long to wait for a connection */
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

    /** @param headers of the request, the length apart; the future never fails */
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

    /** The addresses of a host, which may be one itself. */
    static CompletableFuture<List<InetAddress>> find(Target target, HostLookup lookup) {
        return target.address()
                .map(address -> CompletableFuture.completedFuture(List.of(address)))
                .orElseGet(() -> lookup.find(target.host()));
    }

    /** One request and its answer; all of it runs on one event loop. */
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
                long alarm = vertx.setTimer(
                        attemptMillis, id -> end(attempt != null ? attempt : Attempt.failed("no answer in time")));
                done.whenComplete((result, none) -> vertx.cancelTimer(alarm));
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
            long patience = vertx.setTimer(DRAIN_MILLIS, id -> end(attempt));
            done.whenComplete((result, none) -> vertx.cancelTimer(patience));
            answer.exceptionHandler(failure -> end(attempt));
            answer.endHandler(nothing -> end(attempt));
            answer.handler(bytes -> {
                read += bytes.length();
                if (read > LARGEST_ANSWER) {
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

    /** For the webhook's owner: nothing of ours, and nothing that tells what is in our network. */
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
