package io.wagateway.error;

import java.util.Map;
import java.util.concurrent.CompletionException;

/**
 * A refusal or failure that the contract documents. It carries what the caller may read and nothing else; what only an
 * operator may know is logged where it happened.
 */
public abstract class DomainException extends RuntimeException {
    private final ErrorCode code;
    private final transient Map<String, Object> details;

    protected DomainException(ErrorCode code, String message, Map<String, Object> details) {
        // Refusals are ordinary answers, thousands a second under attack: a stack trace would be their main cost.
        super(message, null, false, false);
        this.code = code;
        this.details = Map.copyOf(details);
    }

    /** The refusal that a failure is; anything else is thrown on, as a defect. */
    public static DomainException of(Throwable failure) {
        if (failure instanceof DomainException refusal) {
            return refusal;
        }
        throw new CompletionException(failure);
    }

    public ErrorCode code() {
        return code;
    }

    /** Free keys for the caller: which capability is missing, which field is wrong. */
    public Map<String, Object> details() {
        return details;
    }
}
