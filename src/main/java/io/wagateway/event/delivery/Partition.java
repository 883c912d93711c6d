package io.wagateway.event.delivery;

/** Partitions split the broker's deliveries; all deliveries of one order key are in the same partition. */
public final class Partition {
    /** Partitions are numbered from 0. */
    public static final int COUNT = 16;

    private Partition() {}

    /** @param orderKey the group JID, or the session's id if the event is not about a group */
    public static int of(String orderKey) {
        return Math.floorMod(orderKey.hashCode(), COUNT);
    }
}
