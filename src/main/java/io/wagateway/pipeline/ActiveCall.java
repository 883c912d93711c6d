package io.wagateway.pipeline;

import io.wagateway.error.CircuitOpenException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * A call in flight, or one piece of background work: the requests to engines that succeed or fail as one. It is about one
 * session, so it needs the admission of one engine. Callers choose request ids, so two calls may share one: only this
 * object tells them apart.
 */
public final class ActiveCall {
    private final String requestId;
    private volatile String organization;
    private volatile String admittedBy;

    /** @param requestId for log lines and events */
    public ActiveCall(String requestId) {
        this(requestId, null);
    }

    /** @param organization that the work is for */
    public ActiveCall(String requestId, String organization) {
        this.requestId = requestId;
        this.organization = organization;
    }

    /** Of the call's session; null before it is known. */
    public String organization() {
        return organization;
    }

    /** The call is about a session of that organisation. */
    public void setOrganization(String organization) {
        this.organization = organization;
    }

    public String requestId() {
        return requestId;
    }

    /** Whether the engine has admitted a request of this call already. */
    public boolean isAdmittedBy(String engine) {
        return engine.equals(admittedBy);
    }

    /** The engine has admitted a request of this call. */
    public void admittedBy(String engine) {
        admittedBy = engine;
    }

    /**
     * The result of a read that calls share. The circuit may have refused it to the call that began it, though it has admitted
     * this one: then this call reads for itself.
     */
    public <T> CompletableFuture<T> shared(String engine, Supplier<CompletableFuture<T>> read) {
        return read.get()
                .exceptionallyCompose(
                        failure -> isAdmittedBy(engine) && AsyncStep.cause(failure) instanceof CircuitOpenException
                                ? read.get()
                                : CompletableFuture.failedFuture(failure));
    }
}
