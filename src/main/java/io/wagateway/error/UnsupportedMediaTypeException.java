package io.wagateway.error;

import java.util.Map;

/** 415: the body of the request is not of a type that the operation takes, as its Content-Type or its Content-Encoding says. */
public final class UnsupportedMediaTypeException extends InvalidRequestException {
    /**
     * @param name of what the operation takes
     * @param types the media types that it may have
     */
    UnsupportedMediaTypeException(String name, String types) {
        super(
                ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                "this operation takes " + name + ": send Content-Type: " + types + ", and no Content-Encoding",
                Map.of("contentType", types));
    }
}
