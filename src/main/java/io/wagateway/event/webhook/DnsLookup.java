package io.wagateway.event.webhook;

import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Looks up names in the hosts file and at the system's name servers; a slow name server blocks no thread. */
final class DnsLookup implements HostLookup, AutoCloseable {
    private static final int QUERY_MILLIS = 1_500;
    private static final int TOTAL_MILLIS = 4_000;
    private static final int MOST_QUERIES = 8;

    /** Many deliveries in a row need one query. */
    private static final int CACHE_SECONDS = 5;

    private final DnsNameResolver resolver;

    DnsLookup(EventLoop loop) {
        resolver = new DnsNameResolverBuilder(loop)
                .datagramChannelType(NioDatagramChannel.class)
                // For responses that are too long for a datagram.
                .socketChannelType(NioSocketChannel.class)
                .queryTimeoutMillis(QUERY_MILLIS)
                .maxQueriesPerResolve(MOST_QUERIES)
                .ttl(0, CACHE_SECONDS)
                .negativeTtl(0)
                .build();
    }

    @Override
    public CompletableFuture<List<InetAddress>> find(String name) {
        CompletableFuture<List<InetAddress>> found = new CompletableFuture<>();
        resolver.resolveAll(name).addListener(done -> {
            if (done.isSuccess()) {
                @SuppressWarnings("unchecked")
                List<InetAddress> addresses = (List<InetAddress>) done.getNow();
                found.complete(addresses);
            } else {
                found.completeExceptionally(done.cause());
            }
        });
        return found.orTimeout(TOTAL_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        resolver.close();
    }
}
