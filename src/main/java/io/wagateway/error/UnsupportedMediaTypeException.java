package io.wagateway.error;

import java.util.Map;

/** 415: the body of the request is not plain JSON, as its Content-Type or its Content-Encoding says. */
public final class UnsupportedMediaTypeException extends InvalidRequestException {
    UnsupportedMediaTypeException() {
        super(
                ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                "this operation takes JSON: send Content-Type: application/json, and no Content-Encoding",
                Map.of("contentType", "application/json"));
    }
}
