package io.wagateway.event.webhook;

import io.wagateway.error.InvalidRequestException;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Checks the addresses that the host of a webhook's URL has now. They may change, so each attempt checks them again.
 *
 * @param executor continues the request: the thread of the look-up must not run it
 */
record ReceiverCheck(HostLookup lookup, AddressPolicy addresses, Executor executor) {

    /** One text for all causes: different texts would reveal which names the gateway's network knows. */
    private static final String INVALID = "must lead to the public internet: the host has no address, or one that is"
            + " private, loopback or reserved, which only gateway.webhooks.allow-private-addresses permits";

    /** Fails with {@link InvalidRequestException}, 400, if the webhook may not have this URL. */
    CompletableFuture<Void> check(String url) {
        return WebhookClient.find(Target.of(url), lookup).handleAsync(this::judge, executor);
    }

    private Void judge(List<InetAddress> found, Throwable failure) {
        if (failure != null || !addresses.allow(found)) {
            throw InvalidRequestException.fields(Map.of("url", INVALID));
        }
        return null;
    }
}
