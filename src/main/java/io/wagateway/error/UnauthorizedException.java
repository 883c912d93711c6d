package io.wagateway.error;

import java.util.Map;

/** 401: no token, or neither kind accepts it. */
public final class UnauthorizedException extends DomainException {
    private final boolean tokenSent;

    /**
     * Told to a caller, who is not told why.
     *
     * @param tokenSent whether there was a token to reject, which RFC 6750 tells apart from none at all
     */
    public UnauthorizedException(String message, boolean tokenSent) {
        super(ErrorCode.UNAUTHORIZED, message, Map.of());
        this.tokenSent = tokenSent;
    }

    /** The value of {@code WWW-Authenticate} (RFC 6750, section 3). */
    public String challenge() {
        return tokenSent ? "Bearer error=\"invalid_token\"" : "Bearer";
    }
}
