package io.wagateway.event.webhook;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Finds the addresses of a name without blocking a thread. */
interface HostLookup {
    /** All addresses; fails if there are none, or if no name server responds in time. */
    CompletableFuture<List<InetAddress>> find(String name);
}
