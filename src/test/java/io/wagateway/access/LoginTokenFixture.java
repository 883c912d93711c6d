package io.wagateway.access;

import io.wagateway.error.DomainException;
import io.wagateway.pipeline.AsyncStep;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.impl.DefaultCamelContext;

/** The gateway's whole way from a login token to a caller, against a frontend, with one clock for the key set and one for the tokens. */
final class LoginTokenFixture implements AutoCloseable {
    private final ExecutorService executor = Executors.newFixedThreadPool(4);
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final AtomicLong nanos = new AtomicLong(System.nanoTime());
    private final JwksKeys keys;
    private volatile Duration ahead = Duration.ZERO;
    private final LoginTokenAuthenticator loginTokenAuthenticator;

    LoginTokenFixture(Frontend frontend) {
        this(frontend, "$.org", "$.role", null);
    }

    LoginTokenFixture(
            Frontend frontend, String organizationClaim, String roleClaim, Map<String, Set<Capability>> roles) {
        AuthProperties properties = new AuthProperties(
                new AuthProperties.Jwt(
                        frontend.jwksUri(), Frontend.ISSUER, Frontend.AUDIENCE, organizationClaim, roleClaim),
                roles);
        properties.check();
        keys = new JwksKeys(new JwksClient(URI.create(frontend.jwksUri()), executor), nanos::get);
        InstantSource clock = () -> Instant.now().plus(ahead);
        loginTokenAuthenticator = new LoginTokenAuthenticator(
                context, new LoginTokens(keys, properties.jwt(), clock), properties, executor, clock);
    }

    void prefetch() {
        keys.prefetch();
    }

    /** From now on the gateway's clock is ahead of this machine's. */
    void ahead(Duration duration) {
        ahead = duration;
    }

    void pass(long seconds) {
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    }

    CompletableFuture<Caller> begin(String token) {
        return loginTokenAuthenticator.caller("request", token);
    }

    Caller caller(String token) {
        return begin(token).orTimeout(20, TimeUnit.SECONDS).join();
    }

    /** The code of the error envelope, or "accepted". */
    String outcome(String token) {
        try {
            caller(token);
            return "accepted";
        } catch (CompletionException e) {
            if (AsyncStep.cause(e) instanceof DomainException refusal) {
                return refusal.code().code();
            }
            throw e;
        }
    }

    @Override
    public void close() {
        context.stop();
        executor.shutdownNow();
    }
}
