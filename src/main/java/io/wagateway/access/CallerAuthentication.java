package io.wagateway.access;

import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.oauth2.jwt.Jwt;

/** A verified caller as Spring Security's authentication. */
final class CallerAuthentication extends AbstractAuthenticationToken {
    private static final long serialVersionUID = 1L;

    private final transient Caller caller;

    /** @param jwt the token of the caller, kept as the details */
    CallerAuthentication(Caller caller, Jwt jwt) {
        super(null);
        this.caller = caller;
        setDetails(jwt);
        setAuthenticated(true);
    }

    @Override
    public Object getCredentials() {
        return "";
    }

    @Override
    public Caller getPrincipal() {
        return caller;
    }
}
