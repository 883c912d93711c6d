package io.wagateway.event.webhook;

import io.wagateway.error.InvalidRequestException;
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
record ReceiverCheck(HostLookup lookup, AddressPolicy addresses, Executor executor) {

    /** One for all: whoever could tell them apart would learn which names our own network knows. */
    private static final String WRONG = "must lead to the public internet: the host has no address, or one that is"
            + " private, loopback or reserved, which only gateway.webhooks.allow-private-addresses lets be";

    /** Fails with a 400 where it may not. */
    CompletableFuture<Void> check(String url) {
        return WebhookClient.find(Target.of(url), lookup).handleAsync(this::judge, executor);
    }

    private Void judge(List<InetAddress> found, Throwable failure) {
        if (failure != null || !addresses.allow(found)) {
            throw InvalidRequestException.fields(Map.of("url", WRONG));
        }
        return null;
    }
}
