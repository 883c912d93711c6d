package io.wagateway.group.grant;

import com.github.f4b6a3.ulid.UlidCreator;
import io.wagateway.access.Caller;
import io.wagateway.access.Capability;
import io.wagateway.pipeline.CallContext;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.support.DefaultExchange;

/** The demotion at the end of a grant: a call of the grant's own, which walks {@code direct:endGrant}. */
public final class GrantDemotion {
    /** What the gateway does by itself is what a caller would do by this operation. */
    static final String OPERATION = "demoteGroupMember";

    private static final String ROUTE = "direct:endGrant";
    private static final String CLAIM = "grantClaim";

    /** Boolean, for the route: whether the grant is still to be ended. */
    private static final String IS_DUE = "grantIsDue";

    /** Longer than until the demotion has its intent, which every claim respects. */
    private static final long DURATION = Duration.ofMinutes(2).toMillis();

    private final GrantQueue queue;
    private final ProducerTemplate template;
    private final LongSupplier clock;

    /** @param clock the database's time */
    GrantDemotion(GrantQueue queue, ProducerTemplate template, LongSupplier clock) {
        this.queue = queue;
        this.template = template;
        this.clock = clock;
    }

    /** Whether a call is the end of a grant. What fails then is told only if the gateway gives up. */
    public static boolean isOne(Exchange exchange) {
        return exchange.getProperty(CLAIM) != null;
    }

    /** @return why the route ended early; null if it did not */
    CompletableFuture<Exception> run(GrantClaim claim) {
        String requestId = UlidCreator.getUlid().toString();
        Exchange call = new DefaultExchange(template.getCamelContext(), ExchangePattern.InOut);
        CallContext.initialize(
                call, requestId, OPERATION, List.of(), claim.grant().parameters(), null);
        call.setProperty(CLAIM, claim);
        return CallContext.logged(requestId, () -> template.asyncSend(ROUTE, call))
                .thenApply(ended -> ended.getException() != null
                        ? ended.getException()
                        : ended.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class));
    }

    /** The caller is the grant, which may do what a caller with {@code send} may do in its organisation. */
    void enter(Exchange exchange) {
        DueGrant grant = claim(exchange).grant();
        new Caller(grant.actor(), grant.organization(), Set.of(Capability.SEND)).attachTo(exchange);
    }

    /** Sets the property {@code grantIsDue}: false if somebody has ended, revoked or moved the grant meanwhile. */
    void begin(Exchange exchange) {
        exchange.setProperty(IS_DUE, queue.begin(claim(exchange), clock.getAsLong() + DURATION));
    }

    private static GrantClaim claim(Exchange exchange) {
        GrantClaim claim = exchange.getProperty(CLAIM, GrantClaim.class);
        if (claim == null) {
            throw new IllegalStateException("only the gateway itself runs this route, at the end of a grant");
        }
        return claim;
    }
}
