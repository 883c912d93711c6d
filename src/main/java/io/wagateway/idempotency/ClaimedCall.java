package io.wagateway.idempotency;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wagateway.error.ConflictException;
import io.wagateway.error.DomainException;
import io.wagateway.pipeline.CallContext;
import io.wagateway.pipeline.DatabaseOutage;
import io.wagateway.pipeline.KeptAnswer;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.SynchronizationAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The first call with its key. When its route has ended, and before the caller gets the answer, a success is kept. */
final class ClaimedCall extends SynchronizationAdapter implements KeptAnswer {
    private static final Logger LOG = LoggerFactory.getLogger(ClaimedCall.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final byte[] NOTHING = {};

    private final IdempotencyStore store;
    private final IdempotentCall call;
    private final String claim;
    private final boolean repeatable;
    private volatile boolean isFinal;

    /** @param repeatable whether the call has no second effect if it is made twice */
    ClaimedCall(IdempotencyStore store, IdempotentCall call, String claim, boolean repeatable) {
        this.store = store;
        this.call = call;
        this.claim = claim;
        this.repeatable = repeatable;
    }

    @Override
    public void keep(int status, Object body) {
        keepMeanwhile(status, body);
        isFinal = true;
    }

    @Override
    public void keepMeanwhile(int status, Object body) {
        try {
            if (!keep(status, JSON.writeValueAsBytes(body))) {
                // The caller's transaction must not commit a second effect.
                throw new ConflictException("another request with this Idempotency-Key has taken over");
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("every response can be JSON", e);
        }
    }

    private boolean keep(int status, byte[] body) {
        return store.keep(
                call, claim, status, StoredAnswer.write(call.secret(), body).orElse(null));
    }

    @Override
    public void onDone(Exchange exchange) {
        try {
            end(exchange);
        } catch (RuntimeException e) {
            // The caller has an answer all the same; the lease expires.
            DatabaseOutage.logFailure(
                    LOG, e, "operation={} Could not keep the answer", CallContext.operationId(exchange));
        } finally {
            store.end(claim);
        }
    }

    private void end(Exchange exchange) {
        Message answer = exchange.getMessage();
        int status = answer.getHeader(Exchange.HTTP_RESPONSE_CODE, 200, Integer.class);
        if (exchange.getException() == null && status >= 200 && status <= 299) {
            if (!isFinal) {
                byte[] body = answer.getBody() == null ? NOTHING : answer.getBody(byte[].class);
                // Some bodies can be read once.
                answer.setBody(body);
                keep(status, body);
            }
        } else if (repeatable || !mayHaveHadAnEffect(exchange)) {
            store.release(call, claim);
        } else {
            store.abandon(call, claim);
        }
    }

    private static boolean mayHaveHadAnEffect(Exchange exchange) {
        Exception failure = exchange.getException() != null
                ? exchange.getException()
                : exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        return DomainException.find(failure)
                .map(DomainException::isOutcomeUnknown)
                .orElse(true);
    }
}
