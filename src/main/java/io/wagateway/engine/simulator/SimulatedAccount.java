package io.wagateway.engine.simulator;

import java.time.Duration;

/**
 * An account at one moment. A change makes a new one.
 *
 * @param name its name in a session, the engine-session
 * @param jid its user JID; null if it is not paired
 * @param lid its LID; null if it has none
 * @param state whether it is connected
 * @param reachable false if it stays disconnected when it is started, until it is paired again
 * @param latency how long WhatsApp takes to respond to it
 * @param limit of calls about groups; null for none
 * @param code the QR code that it shows; null if it shows none
 * @param phone the number that requested a pairing code, digits; null if none did
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
     * A QR code.
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

    /** Whether pairing has begun, and no phone has scanned the code yet. */
    boolean waitsForScan() {
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
