package io.wagateway.access;

import io.wagateway.error.ForbiddenException;
import io.wagateway.pipeline.CallContext;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.camel.Exchange;

/**
 * The verified caller.
 *
 * @param actor {@code person:<sub>} or {@code key:<id>}
 * @param organization the organisation whose resources the caller may use
 * @param capabilities what the caller may do
 * @param scope what of the organisation's the caller may reach
 * @param expiresAt epoch milliseconds at which the caller's API key expires; null: never, or the caller has none
 */
public record Caller(String actor, String organization, Set<Capability> capabilities, Scope scope, Long expiresAt) {
    private static final String PROPERTY = "caller";

    /** Has no session and no group. */
    private static final String NOTHING = "*";

    public Caller {
        capabilities = Set.copyOf(capabilities);
    }

    /** A caller whom nothing narrows. */
    public Caller(String actor, String organization, Set<Capability> capabilities) {
        this(actor, organization, capabilities, Scope.ALL, null);
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
        hide(exchange, CallContext.SESSION, scope::includesSession);
        hide(exchange, CallContext.GROUP, scope::includesGroup);
    }

    /**
     * What the path names outside of the scope gets a name that nothing has, before any other step reads it: so each
     * operation finds it missing, at its own place in the order of checks, and none can forget to look.
     */
    private static void hide(Exchange exchange, String parameter, Predicate<String> isIncluded) {
        String named = CallContext.parameter(exchange, parameter);
        if (!named.isEmpty() && !named.equals(NOTHING) && !isIncluded.test(named)) {
            exchange.setProperty(parameter, NOTHING);
            exchange.setProperty(CallContext.HIDDEN + parameter, named);
        }
    }
}
