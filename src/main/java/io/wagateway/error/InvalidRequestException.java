package io.wagateway.error;

import java.util.Map;

/** 400: a parameter or the body of the request is not what the operation takes; subclasses are 413 and 415. */
public sealed class InvalidRequestException extends DomainException
        permits PayloadTooLargeException, UnsupportedMediaTypeException {
    InvalidRequestException(ErrorCode code, String message, Map<String, Object> details) {
        super(code, message, details);
    }

    public static InvalidRequestException validation(String message, Map<String, Object> details) {
        return new InvalidRequestException(ErrorCode.VALIDATION_ERROR, message, details);
    }

    /**
     * Some fields of the body are wrong.
     *
     * @param details what a field must be, by its name
     */
    public static InvalidRequestException fields(Map<String, Object> details) {
        return validation("the body is not what this operation takes; details names each field", details);
    }

    /** @param limit the most bytes that a body may have */
    public static InvalidRequestException tooLarge(int limit) {
        return new PayloadTooLargeException(limit);
    }

    public static InvalidRequestException notJson() {
        return new UnsupportedMediaTypeException("JSON", "application/json");
    }

    public static InvalidRequestException notAPicture() {
        return new UnsupportedMediaTypeException("a picture", "image/jpeg or image/png");
    }
}
