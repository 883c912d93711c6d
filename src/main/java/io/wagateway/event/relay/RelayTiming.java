package io.wagateway.event.relay;

import io.wagateway.event.delivery.RetryPolicy;
import java.time.Duration;

/**
 * The time-outs and the retry policy of the relay.
 *
 * @param send time-out of one event; longer than the time-outs of the brokers' clients
 * @param lease how long a node keeps a partition without renewing its lease; longer than a send
 * @param retries of events that the broker does not take
 */
record RelayTiming(Duration send, Duration lease, RetryPolicy retries) {
    static final RelayTiming DEFAULT = new RelayTiming(
            Duration.ofSeconds(15),
            Duration.ofSeconds(45),
            new RetryPolicy(Duration.ofSeconds(1), Duration.ofSeconds(30), 15));
}
