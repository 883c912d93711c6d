package io.wagateway.error;

import java.util.Map;

/** 413: the body of the request is larger than any operation takes. */
public final class PayloadTooLargeException extends InvalidRequestException {
    PayloadTooLargeException(int limit) {
        super(ErrorCode.PAYLOAD_TOO_LARGE, "the body is larger than " + limit + " bytes", Map.of("limit", limit));
    }
}
