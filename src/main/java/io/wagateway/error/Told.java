package io.wagateway.error;

/**
 * A failure as the caller is told of it.
 *
 * @param message for a person; of a defect it says no more than that there is one
 */
public record Told(ErrorCode code, String message) {
    private static final String DEFECT = "the gateway failed; the request id finds the reason in its log";

    public static Told of(Throwable failure) {
        return failure instanceof DomainException refusal
                ? new Told(refusal.code(), refusal.getMessage())
                : new Told(ErrorCode.INTERNAL_ERROR, DEFECT);
    }
}
