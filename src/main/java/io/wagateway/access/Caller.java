package io.wagateway.access;

import io.wagateway.error.ForbiddenException;
import io.wagateway.pipeline.CallContext;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.Exchange;

/**
 * The verified caller.
 *
 * @param actor {@code person:<sub>} or {@code key:<id>}
 * @param organization the organisation whose resources the caller may use
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

    /** Empty before the step {@code authenticate}. */
    public static Optional<Caller> known(Exchange exchange) {
        return Optional.ofNullable(exchange.getProperty(PROPERTY, Caller.class));
    }

    /**
     * Refuses a caller who lacks a capability.
     *
     * @throws ForbiddenException 403, with the capability in its details
     */
    public void require(Capability capability) {
        if (!capabilities.contains(capability)) {
            throw new ForbiddenException(
                    "the token lacks the capability '" + capability.wireName() + "'",
                    Map.of("capability", capability.wireName()));
        }
    }

    /** Makes this the caller of the call. */
    public void attachTo(Exchange exchange) {
        exchange.setProperty(PROPERTY, this);
        CallContext.call(exchange).setOrganization(organization);
    }
}
