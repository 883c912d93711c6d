package io.wagateway.error;

import java.util.Map;

/** 400, 413 or 415: the request's body is not one that the operation takes. */
public final class InvalidRequestException extends DomainException {
    private InvalidRequestException(ErrorCode code, String message, Map<String, Object> details) {
        super(code, message, details);
    }

    public static InvalidRequestException validation(String message, Map<String, Object> details) {
        return new InvalidRequestException(ErrorCode.VALIDATION_ERROR, message, details);
    }

    /**
     * Fields of the body are wrong.
     *
     * @param details what would be right, by the name of the field
     */
    public static InvalidRequestException fields(Map<String, Object> details) {
        return validation("the body is not what this operation takes; details names each field", details);
    }

    /**
     * 413.
     *
     * @param limit the most bytes that a body may have
     */
    public static InvalidRequestException tooLarge(int limit) {
        return new InvalidRequestException(
                ErrorCode.PAYLOAD_TOO_LARGE, "the body is larger than " + limit + " bytes", Map.of("limit", limit));
    }

    /** 415. */
    public static InvalidRequestException notJson() {
        return new InvalidRequestException(
                ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                "this operation takes JSON: send Content-Type: application/json",
                Map.of("contentType", "application/json"));
    }
}
