package io.wagateway.pipeline;

/** A call in flight. It is about one session, so it needs the admission of one engine. */
public final class ActiveCall {
    private final String requestId;
    private volatile String admittedBy;

    ActiveCall(String requestId) {
        this.requestId = requestId;
    }

    String requestId() {
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
}
