package io.wagateway.engine;

import java.util.HashMap;
import java.util.Map;

/**
 * Bounds what each organisation takes of a number of places. While others have some, it may have a quarter of them; alone it
 * may have nearly all. A few are kept for whoever comes next.
 */
public final class FairShare {
    private static final int RESERVED_PART = 64;
    private static final int SHARED_PART = 4;

    private final int places;
    private final int reserved;
    private final int share;
    private final Map<String, Integer> takenBy = new HashMap<>();
    private int taken;

    /** @param places at least 1 */
    public FairShare(int places) {
        this.places = places;
        this.reserved = places < SHARED_PART ? 0 : Math.max(1, places / RESERVED_PART);
        this.share = Math.max(1, places / SHARED_PART);
    }

    /**
     * Takes a place if there is one for the organisation; whoever takes one must {@link #release} it.
     *
     * @param organization null: work that is no organisation's
     */
    public synchronized boolean tryTake(String organization) {
        int own = takenBy.getOrDefault(organization, 0);
        boolean isAlone = own == taken;
        boolean mayUseReserve = own < reserved;
        if (taken >= (mayUseReserve ? places : places - reserved) || (!isAlone && own >= share)) {
            return false;
        }
        takenBy.put(organization, own + 1);
        taken++;
        return true;
    }

    /** Takes a place, as {@link #tryTake}, if the organisation has none yet. */
    synchronized boolean tryTakeFirst(String organization) {
        return !has(organization) && tryTake(organization);
    }

    /** Whether the organisation has a place. */
    synchronized boolean has(String organization) {
        return takenBy.containsKey(organization);
    }

    /** How many places the organisation has. */
    public synchronized int placesOf(String organization) {
        return takenBy.getOrDefault(organization, 0);
    }

    public synchronized void release(String organization) {
        takenBy.compute(organization, (key, own) -> own == null || own == 1 ? null : own - 1);
        taken--;
    }
}
