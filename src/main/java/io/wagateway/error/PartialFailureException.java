package io.wagateway.error;

import java.util.HashMap;
import java.util.Map;

/**
 * A refusal of a part of a call whose other parts may have happened: {@code details} says which did. It is answered as
 * the refusal of the first part that failed would be.
 */
public final class PartialFailureException extends DomainException {
    private final Integer retryAfter;

    /** @param details beside those of the refusal: what happened, and what did not */
    public PartialFailureException(DomainException first, Map<String, Object> details) {
        super(first.code(), first.getMessage(), both(first.details(), details), first.isOutcomeUnknown());
        this.retryAfter = first instanceof UnavailableException later ? later.retryAfter() : null;
    }

    private static Map<String, Object> both(Map<String, Object> refusal, Map<String, Object> more) {
        Map<String, Object> details = new HashMap<>(refusal);
        details.putAll(more);
        return details;
    }

    /** Whole seconds; null where waiting does not help. */
    public Integer retryAfter() {
        return retryAfter;
    }
}
