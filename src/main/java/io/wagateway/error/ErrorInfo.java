package io.wagateway.error;

/**
 * What a caller may know of a failure.
 *
 * @param message for a person; it says nothing about the cause of a defect
 */
public record ErrorInfo(ErrorCode code, String message) {
    /** A failure that the contract does not document. */
    public static final ErrorInfo DEFECT =
            new ErrorInfo(ErrorCode.INTERNAL_ERROR, "the gateway failed; find the reason in its log by the request id");

    /** Of the domain exception among a failure and its causes; of a defect if there is none. */
    public static ErrorInfo of(Throwable failure) {
        return DomainException.find(failure)
                .map(refusal -> new ErrorInfo(refusal.code(), refusal.getMessage()))
                .orElse(DEFECT);
    }
}
