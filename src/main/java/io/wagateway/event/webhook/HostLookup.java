package io.wagateway.event.webhook;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Finds the addresses of a name without holding a thread. */
interface HostLookup {
    /** All of them; fails where there are none, or where they are not told in time. */
    CompletableFuture<List<InetAddress>> find(String name);
}
