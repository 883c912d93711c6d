package io.wagateway.http;

import io.wagateway.error.ErrorCode;
import io.wagateway.error.ErrorEnvelope;
import io.wagateway.error.ErrorInfo;

/** The envelope of a bare status, if Tomcat or Spring MVC rejects a request itself. */
final class StatusEnvelope {
    private StatusEnvelope() {}

    static ErrorEnvelope of(int status) {
        return switch (status) {
            case 401 -> ErrorEnvelope.of(ErrorCode.UNAUTHORIZED, "a token is needed");
            case 403 -> ErrorEnvelope.of(ErrorCode.FORBIDDEN, "this is not allowed");
            case 404 -> ErrorEnvelope.of(ErrorCode.NOT_FOUND, "there is nothing at this path");
            case 405 -> ErrorEnvelope.of(ErrorCode.METHOD_NOT_ALLOWED, "this path does not take that method");
            case 413 -> ErrorEnvelope.of(ErrorCode.PAYLOAD_TOO_LARGE, "the body is too large");
            case 415 ->
                ErrorEnvelope.of(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "this path does not take a body of that type");
            case 501, 505 -> ErrorEnvelope.of(ErrorCode.NOT_IMPLEMENTED, "this server does not implement that");
            case 503 -> ErrorEnvelope.of(ErrorCode.ENGINE_UNAVAILABLE, "the gateway is stopping");
            default ->
                status < 500
                        ? ErrorEnvelope.of(ErrorCode.VALIDATION_ERROR, "the server cannot read the request")
                        : ErrorEnvelope.of(ErrorInfo.DEFECT.code(), ErrorInfo.DEFECT.message());
        };
    }
}
