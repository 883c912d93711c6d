package io.wagateway.idempotency;

import io.wagateway.error.ConflictException;
import io.wagateway.error.InvalidRequestException;
import io.wagateway.error.UnavailableException;
import io.wagateway.pipeline.CallContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultMessage;

/**
 * Step {@code useIdempotencyKey}, after {@code readBody}: if the call has the header {@code Idempotency-Key} and repeats an
 * earlier one, it answers what that got, and the route ends. 400 if the key is malformed; 409 if the key was used with another
 * body, if the first call is still under way, or if nobody knows what became of it.
 */
final class UseIdempotencyKey implements Processor {
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9._-]{1,128}");

    /**
     * Operations that a node may run again if another died at the first run: their effect is committed together with the
     * answer, or a second one finds nothing to change.
     */
    private static final Set<String> REPEATABLE = Set.of(
            "createSession",
            "createWebhook",
            "createApiKey",
            "addGroupMembers",
            "promoteGroupMembers",
            "demoteGroupMembers",
            "approveJoinRequests",
            "rejectJoinRequests");

    /** Another call may end, and a third one begin, while this one looks. */
    private static final int ATTEMPTS = 5;

    private final IdempotencyStore store;

    UseIdempotencyKey(IdempotencyStore store) {
        this.store = store;
    }

    @Override
    public void process(Exchange exchange) {
        List<String> keys = CallContext.idempotencyKeys(exchange);
        if (keys.isEmpty()) {
            return;
        }
        if (keys.size() > 1 || !KEY.matcher(keys.get(0)).matches()) {
            throw InvalidRequestException.validation(
                    "the header '" + CallContext.IDEMPOTENCY_HEADER + "' is wrong",
                    Map.of(
                            CallContext.IDEMPOTENCY_HEADER,
                            "must be: 1 to 128 of A-Z, a-z, 0-9, '.', '_' and '-', once"));
        }
        boolean repeatable = REPEATABLE.contains(CallContext.operationId(exchange));
        IdempotentCall call = IdempotentCall.of(exchange, keys.get(0));
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<String> claim = store.claim(call);
            Optional<IdempotencyStore.Row> other = claim.isPresent() ? Optional.empty() : store.find(call);
            if (other.isPresent()) {
                requireSameBody(call, other.get());
                if (other.get().isAnswered()) {
                    replay(exchange, call, other.get());
                    return;
                }
                requireAbandoned(other.get());
                requireRepeatable(repeatable, other.get());
                claim = store.takeOver(call, other.get());
            }
            if (claim.isPresent()) {
                ClaimedCall claimed = new ClaimedCall(store, call, claim.get(), repeatable);
                exchange.setProperty(CallContext.KEPT_ANSWER, claimed);
                exchange.getExchangeExtension().addOnCompletion(claimed);
                return;
            }
        }
        throw underWay();
    }

    private static void requireSameBody(IdempotentCall call, IdempotencyStore.Row other) {
        if (!other.body().equals(call.body())) {
            throw new ConflictException(
                    "this Idempotency-Key was used with another body: use a new key for another request",
                    Map.of(CallContext.IDEMPOTENCY_HEADER, "must be: a key that no other request has"));
        }
    }

    private void requireAbandoned(IdempotencyStore.Row other) {
        if (store.isUnderWay(other)) {
            throw underWay();
        }
    }

    private static ConflictException underWay() {
        return new ConflictException(
                "the first request with this Idempotency-Key is still under way: repeat this one later",
                UnavailableException.DEFAULT_RETRY_AFTER);
    }

    private static void requireRepeatable(boolean repeatable, IdempotencyStore.Row other) {
        if (!repeatable) {
            throw new ConflictException(
                    "nobody knows what became of the first request with this Idempotency-Key: look whether it had an"
                            + " effect, and use a new key if it had none",
                    Map.of("requestId", other.requestId()));
        }
    }

    private static void replay(Exchange exchange, IdempotentCall call, IdempotencyStore.Row first) {
        if (first.answer() == null) {
            throw new ConflictException(
                    "the first request with this Idempotency-Key has succeeded, and its answer was too long to be kept",
                    Map.of("requestId", first.requestId()));
        }
        byte[] body = StoredAnswer.read(call.secret(), first.answer());
        Message answer = new DefaultMessage(exchange);
        exchange.setMessage(answer);
        answer.setHeader(Exchange.HTTP_RESPONSE_CODE, first.status());
        answer.setHeader(CallContext.REPLAYED_HEADER, "true");
        if (body.length > 0) {
            answer.setHeader(Exchange.CONTENT_TYPE, "application/json");
            answer.setBody(body);
        }
        exchange.setRouteStop(true);
    }
}
