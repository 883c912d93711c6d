package io.wagateway.access;

import io.wagateway.error.ForbiddenException;
import io.wagateway.error.UnauthorizedException;
import io.wagateway.error.UnavailableException;
import io.wagateway.pipeline.AsyncStep;
import io.wagateway.pipeline.CallContext;
import io.wagateway.pipeline.Credential;
import io.wagateway.pipeline.ServiceLimit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.Exchange;

/**
 * Step {@code authenticate}: verifies the one credential, an API key or a login token. 401 if there is none, if there are
 * several, or if it is not valid; 503 if the frontend's keys cannot be fetched. 403 for a delivery of a webhook: a refused
 * one would make an event, and so the next delivery. 429 if the caller sends more requests than the configuration allows.
 */
final class Authenticate extends AsyncStep<Caller> {
    private static final String SCHEME = "Bearer ";

    /** Always 501, and it makes no event. */
    private static final String RESERVED = "approveGroupMembers";

    private final ApiKeyAuthenticator keys;
    private final Optional<LoginTokenAuthenticator> loginTokenAuthenticator;
    private final Optional<RequestRate> rate;

    /**
     * @param loginTokenAuthenticator empty if login tokens are not accepted
     * @param rate empty if it is not limited
     */
    Authenticate(
            ApiKeyAuthenticator keys,
            Optional<LoginTokenAuthenticator> loginTokenAuthenticator,
            Optional<RequestRate> rate) {
        this.keys = keys;
        this.loginTokenAuthenticator = loginTokenAuthenticator;
        this.rate = rate;
    }

    @Override
    protected CompletableFuture<Caller> begin(Exchange exchange) {
        return caller(CallContext.requestId(exchange), CallContext.credentials(exchange));
    }

    @Override
    protected void complete(Exchange exchange, Caller caller) {
        // Before the caller is known to later steps, so that the event log gets no row for a request too many, or for a
        // delivery.
        rate.ifPresent(limit -> count(exchange, caller, limit));
        if (CallContext.isDelivery(exchange) && !isReserved(exchange)) {
            throw new ForbiddenException("the request has the header " + CallContext.DELIVERY_HEADER
                    + ": the gateway takes no deliveries of webhooks");
        }
        caller.attachTo(exchange);
    }

    /** A request counts once, also on a route that runs another one; a command waits in its queue and is not counted. */
    private static void count(Exchange exchange, Caller caller, RequestRate rate) {
        boolean isHttp = exchange.getProperty(CallContext.IS_HTTP, false, Boolean.class);
        if (!isHttp || ServiceLimit.of(exchange).isPresent()) {
            return;
        }
        ServiceLimit limit = rate.count(caller);
        limit.attachTo(exchange);
        if (limit.isExceeded() && !isReserved(exchange)) {
            throw UnavailableException.requests(limit.quota(), ServiceLimit.WINDOW_SECONDS);
        }
    }

    private static boolean isReserved(Exchange exchange) {
        return RESERVED.equals(CallContext.operationId(exchange));
    }

    private CompletableFuture<Caller> caller(String requestId, List<Credential> credentials) {
        if (credentials.isEmpty()) {
            throw new UnauthorizedException("send a token: Authorization: Bearer <token>", false);
        }
        if (credentials.size() > 1) {
            throw new UnauthorizedException("more than one credential was sent: send one", true);
        }
        Credential credential = credentials.get(0);
        boolean keyOnly = credential.source() == Credential.Source.API_KEY_HEADER;
        String token = keyOnly ? apiKey(credential.value()) : bearer(credential.value());
        if (keyOnly || token.startsWith(ApiKey.PREFIX)) {
            return CompletableFuture.completedFuture(keys.caller(token).orElseThrow(Authenticate::invalid));
        }
        return loginTokenAuthenticator.orElseThrow(Authenticate::invalid).caller(requestId, token);
    }

    private static String apiKey(String header) {
        if (header.isBlank()) {
            throw new UnauthorizedException("the x-api-key header holds no key", false);
        }
        return header.trim();
    }

    private static String bearer(String header) {
        if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw new UnauthorizedException("the Authorization header is not of the form: Bearer <token>", false);
        }
        String token = header.substring(SCHEME.length()).trim();
        if (token.isEmpty()) {
            throw new UnauthorizedException("the Authorization header holds no token", false);
        }
        return token;
    }

    private static UnauthorizedException invalid() {
        return new UnauthorizedException("the token is not valid", true);
    }
}
