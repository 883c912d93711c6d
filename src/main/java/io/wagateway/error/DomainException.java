package io.wagateway.error;

import java.util.Map;

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

    public ErrorCode code() {
        return code;
    }

    /** Free keys for the caller: which capability is missing, which field is wrong. */
    public Map<String, Object> details() {
        return details;
    }
}
