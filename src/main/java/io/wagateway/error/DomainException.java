package io.wagateway.error;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

/**
 * A refusal or failure that the contract documents. It carries only what the caller may read; the code that throws it
 * logs what only an operator may know.
 */
public abstract class DomainException extends RuntimeException {
    private static final int MAX_CAUSES = 64;

    private final ErrorCode code;
    private final transient Map<String, Object> details;
    private final boolean outcomeUnknown;

    protected DomainException(ErrorCode code, String message, Map<String, Object> details) {
        this(code, message, details, false);
    }

    /** @param outcomeUnknown as {@link #isOutcomeUnknown} */
    DomainException(ErrorCode code, String message, Map<String, Object> details, boolean outcomeUnknown) {
        // Refusals are ordinary responses, thousands a second under attack: a stack trace would be their main cost.
        super(message, null, false, false);
        this.code = code;
        this.details = Map.copyOf(details);
        this.outcomeUnknown = outcomeUnknown;
    }

    /** The failure itself if it is a domain exception; anything else is a defect, which this method throws on. */
    public static DomainException of(Throwable failure) {
        if (failure instanceof DomainException refusal) {
            return refusal;
        }
        throw new CompletionException(failure);
    }

    /** The first domain exception among a failure and its causes; empty if the failure is a defect. */
    public static Optional<DomainException> find(Throwable failure) {
        // A chain of causes may be a circle.
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .limit(MAX_CAUSES)
                .filter(DomainException.class::isInstance)
                .map(DomainException.class::cast)
                .findFirst();
    }

    public ErrorCode code() {
        return code;
    }

    /** Free keys for the caller: which capability is missing, which field is wrong. */
    public Map<String, Object> details() {
        return details;
    }

    /**
     * Whether an engine may have done what it was asked for, and nothing that it returned says if it did. Callers do not
     * learn of it: it only matters to those who record what became of a change.
     */
    public final boolean isOutcomeUnknown() {
        return outcomeUnknown;
    }
}
