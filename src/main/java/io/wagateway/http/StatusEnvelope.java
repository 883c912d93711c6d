package io.wagateway.http;

import io.wagateway.error.ErrorCode;
import io.wagateway.error.ErrorEnvelope;

/** The envelope of a bare status, for what Tomcat and Spring MVC refuse by themselves. */
final class StatusEnvelope {
    private StatusEnvelope() {}

    static ErrorEnvelope of(int status) {
        return switch (status) {
            case 401 -> ErrorEnvelope.of(ErrorCode.UNAUTHORIZED, "a token is needed");
            case 403 -> ErrorEnvelope.of(ErrorCode.FORBIDDEN, "this is not allowed");
            case 404 -> ErrorEnvelope.of(ErrorCode.NOT_FOUND, "there is nothing at this path");
            case 405 -> ErrorEnvelope.of(ErrorCode.METHOD_NOT_ALLOWED, "this path does not take that method");
            case 413 -> ErrorEnvelope.of(ErrorCode.PAYLOAD_TOO_LARGE, "the body is too large");
            case 415 -> ErrorEnvelope.of(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "the body is of a type that is not taken");
            case 501, 505 -> ErrorEnvelope.of(ErrorCode.NOT_IMPLEMENTED, "this server does not speak that");
            case 503 -> ErrorEnvelope.of(ErrorCode.ENGINE_UNAVAILABLE, "the gateway is stopping");
            default ->
                status < 500
                        ? ErrorEnvelope.of(
                                ErrorCode.VALIDATION_ERROR, "the request is not one that this server understands")
                        : ErrorEnvelope.of(
                                ErrorCode.INTERNAL_ERROR,
                                "the gateway failed; the request id finds the reason in its log");
        };
    }
}
