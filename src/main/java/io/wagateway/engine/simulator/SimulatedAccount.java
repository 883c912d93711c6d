package io.wagateway.engine.simulator;

import java.time.Duration;

/**
 * An account at one moment. A change makes a new one.
 *
 * @param name what a session calls it, its engine-session
 * @param jid own user JID; null: it is not paired
 * @param lid own LID, null where it has none
 * @param state whether it is connected
 * @param reachable false: it stays disconnected when it is started, until it is paired anew
 * @param latency how long WhatsApp takes to answer it
 * @param limit of calls about groups, null: none
 * @param code what is shown to be scanned; null: none yet
 * @param phone whose number asked for a pairing code, digits; null: none did
 */
record SimulatedAccount(
        String name,
        String jid,
        String lid,
        State state,
        boolean reachable,
        Duration latency,
        RateLimit limit,
        Code code,
        String phone) {
    enum State {
        STOPPED,
        SCAN_QR_CODE,
        WORKING,
        FAILED
    }

    /**
     * A code to be scanned.
     *
     * @param expiresAt {@link System#nanoTime()}
     */
    record Code(String text, long expiresAt) {
        boolean isOver(long now) {
            return now - expiresAt >= 0;
        }
    }

    static SimulatedAccount unpaired(String name) {
        return new SimulatedAccount(name, null, null, State.SCAN_QR_CODE, true, Duration.ZERO, null, null, null);
    }

    boolean isConnected() {
        return state == State.WORKING;
    }

    boolean isPaired() {
        return jid != null;
    }

    /** Pairing has begun, and nobody has scanned yet. */
    boolean waitsToBeScanned() {
        return state == State.SCAN_QR_CODE;
    }

    SimulatedAccount started() {
        State next = !isPaired() ? State.SCAN_QR_CODE : reachable ? State.WORKING : State.FAILED;
        return in(next);
    }

    SimulatedAccount stopped() {
        return in(State.STOPPED);
    }

    SimulatedAccount unpaired() {
        return new SimulatedAccount(name, null, null, State.STOPPED, true, latency, limit, null, null);
    }

    SimulatedAccount paired(String newJid, String newLid) {
        return new SimulatedAccount(name, newJid, newLid, State.WORKING, true, latency, limit, null, null);
    }

    SimulatedAccount showing(Code shown) {
        return new SimulatedAccount(name, jid, lid, state, reachable, latency, limit, shown, phone);
    }

    SimulatedAccount pairingWith(String number) {
        return new SimulatedAccount(name, jid, lid, state, reachable, latency, limit, code, number);
    }

    private SimulatedAccount in(State next) {
        return new SimulatedAccount(
                name,
                jid,
                lid,
                next,
                reachable,
                latency,
                limit,
                next == state ? code : null,
                next == state ? phone : null);
    }
}
