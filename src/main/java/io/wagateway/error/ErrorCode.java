package io.wagateway.error;

/** Every code of the error envelope, with the HTTP status that carries it. */
public enum ErrorCode {
    VALIDATION_ERROR(400),
    UNAUTHORIZED(401),
    FORBIDDEN(403),
    NOT_FOUND(404),
    METHOD_NOT_ALLOWED(405),
    CONFLICT(409),
    PAYLOAD_TOO_LARGE(413),
    UNSUPPORTED_MEDIA_TYPE(415),
    RATE_LIMITED(429),
    INTERNAL_ERROR(500),
    NOT_IMPLEMENTED(501),
    ENGINE_ERROR(502),
    IDENTITY_UNAVAILABLE(503),
    ENGINE_UNAVAILABLE(503),
    ENGINE_TIMEOUT(504);

    private final int status;
    private final String code;

    ErrorCode(int status) {
        this.status = status;
        this.code = name().toLowerCase(java.util.Locale.ROOT);
    }

    /** The HTTP status, 400 to 504. */
    public int status() {
        return status;
    }

    /** The code as it stands on the wire, for example {@code not_found}. */
    public String code() {
        return code;
    }
}
