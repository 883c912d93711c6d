package io.wagateway.event.webhook;

import io.wagateway.error.InvalidRequest;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Whether a webhook may have a URL: where it leads to by now, as it may lead elsewhere when something is sent.
 *
 * @param executor where the call goes on: what comes next is nothing for the thread that brings the addresses
 */
record ReceiverCheck(HostLookup lookup, Addresses addresses, Executor executor) {

    /** Fails with a 400 where it may not. */
    CompletableFuture<Void> check(String url) {
        return Sender.find(Target.of(url), lookup).handleAsync(this::judge, executor);
    }

    private Void judge(List<InetAddress> found, Throwable failure) {
        if (failure != null) {
            throw wrong("names a host whose name cannot be resolved");
        }
        if (!addresses.allow(found)) {
            throw wrong("must lead to the public internet: the host has a private, loopback or reserved address, and"
                    + " gateway.webhooks.allow-private-addresses is off");
        }
        return null;
    }

    private static InvalidRequest wrong(String reason) {
        return InvalidRequest.fields(Map.of("url", reason));
    }
}
