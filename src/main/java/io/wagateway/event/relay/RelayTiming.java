package io.wagateway.event.relay;

import java.time.Duration;

/**
 * The relay's patience.
 *
 * @param send how long one event may take; longer than what the brokers' clients wait themselves
 * @param lease how long a part stays a node's without a sign of life; longer than a send
 * @param first after the first failure
 * @param longest after many
 * @param attempts those that count, after which a delivery is dead
 */
record RelayTiming(Duration send, Duration lease, Duration first, Duration longest, int attempts) {
    static final RelayTiming DEFAULT = new RelayTiming(
            Duration.ofSeconds(15), Duration.ofSeconds(45), Duration.ofSeconds(1), Duration.ofSeconds(30), 15);

    /**
     * Milliseconds.
     *
     * @param failures in a row, from 1
     */
    long backOff(int failures) {
        return Math.min(longest.toMillis(), first.toMillis() << Math.min(failures - 1, 20));
    }
}
