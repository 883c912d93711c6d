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
 * @param passkey what WhatsApp asks for after the scan; null if nothing
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
        String phone,
        Passkey passkey) {
    enum State {
        STOPPED,
        SCAN_QR_CODE,
        PASSKEY_REQUIRED,
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

    /**
     * The pairing of an account with a passkey.
     *
     * @param jid of the phone that scanned the code
     * @param code that the phone shows; null until the challenge is answered
     */
    record Passkey(String jid, String challenge, String code) {
        Passkey answered(String shown) {
            return new Passkey(jid, challenge, shown);
        }
    }

    static SimulatedAccount unpaired(String name) {
        return new SimulatedAccount(name, null, null, State.SCAN_QR_CODE, true, Duration.ZERO, null, null, null, null);
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
        if (state == State.PASSKEY_REQUIRED) {
            return this;
        }
        State next = !isPaired() ? State.SCAN_QR_CODE : reachable ? State.WORKING : State.FAILED;
        return in(next);
    }

    SimulatedAccount stopped() {
        return in(State.STOPPED);
    }

    SimulatedAccount unpaired() {
        return new SimulatedAccount(name, null, null, State.STOPPED, true, latency, limit, null, null, null);
    }

    SimulatedAccount paired(String newJid, String newLid) {
        return new SimulatedAccount(name, newJid, newLid, State.WORKING, true, latency, limit, null, null, null);
    }

    SimulatedAccount showing(Code shown) {
        return new SimulatedAccount(name, jid, lid, state, reachable, latency, limit, shown, phone, passkey);
    }

    SimulatedAccount pairingWith(String number) {
        return new SimulatedAccount(name, jid, lid, state, reachable, latency, limit, code, number, passkey);
    }

    SimulatedAccount requiring(Passkey required) {
        return new SimulatedAccount(
                name, jid, lid, State.PASSKEY_REQUIRED, reachable, latency, limit, null, phone, required);
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
                next == state ? phone : null,
                next == state ? passkey : null);
    }
}
