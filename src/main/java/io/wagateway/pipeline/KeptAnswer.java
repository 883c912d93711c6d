package io.wagateway.pipeline;

import java.util.Optional;
import org.apache.camel.Exchange;

/**
 * The answer to a call with an {@code Idempotency-Key}, which a repetition of the call gets again. It is kept when the call
 * has ended, by itself. A step whose effect is a transaction of this database keeps it in that transaction, so that neither is
 * there without the other.
 */
public interface KeptAnswer {
    /**
     * Keeps what the call will answer, in the caller's transaction.
     *
     * @param body becomes JSON; without secrets, which no repetition gets
     */
    void keep(int status, Object body);

    /** As {@link #keep}, until the call has ended: its own answer then takes the place of this one. */
    void keepMeanwhile(int status, Object body);

    /** Empty if the call has no key. */
    static Optional<KeptAnswer> of(Exchange exchange) {
        return Optional.ofNullable(exchange.getProperty(CallContext.KEPT_ANSWER, KeptAnswer.class));
    }
}
