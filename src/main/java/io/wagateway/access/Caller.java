package io.wagateway.access;

import java.util.Optional;
import java.util.Set;
import org.apache.camel.Exchange;

/**
 * Who is calling, once verified.
 *
 * @param actor {@code person:<sub>} or {@code key:<id>}
 * @param organization whose sessions are the caller's
 * @param capabilities what the caller may do
 */
public record Caller(String actor, String organization, Set<Capability> capabilities) {
    private static final String PROPERTY = "caller";

    public Caller {
        capabilities = Set.copyOf(capabilities);
    }

    /** The caller of an authenticated call. */
    public static Caller of(Exchange exchange) {
        Caller caller = exchange.getProperty(PROPERTY, Caller.class);
        if (caller == null) {
            throw new IllegalStateException("this route needs the step 'authenticate' before this one");
        }
        return caller;
    }

    /** Empty where nobody has verified who is calling. */
    public static Optional<Caller> known(Exchange exchange) {
        return Optional.ofNullable(exchange.getProperty(PROPERTY, Caller.class));
    }

    void attachTo(Exchange exchange) {
        exchange.setProperty(PROPERTY, this);
    }
}
