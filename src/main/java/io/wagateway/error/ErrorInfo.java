package io.wagateway.error;

/**
 * A failure as the caller is told of it.
 *
 * @param message for a person; of a defect it says no more than that there is one
 */
public record ErrorInfo(ErrorCode code, String message) {
    private static final String DEFECT = "the gateway failed; the request id finds the reason in its log";

    public static ErrorInfo of(Throwable failure) {
        return failure instanceof DomainException refusal
                ? new ErrorInfo(refusal.code(), refusal.getMessage())
                : new ErrorInfo(ErrorCode.INTERNAL_ERROR, DEFECT);
    }
}
