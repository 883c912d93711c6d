package io.wagateway.event.webhook;

/**
 * The outcome of one attempt.
 *
 * @param status HTTP status that the receiver answered; null if it did not answer
 * @param error why the receiver did not answer, for the webhook's owner; null if it did
 */
record Attempt(Integer status, String error) {
    private static final int GONE = 410;

    static Attempt answered(int status) {
        return new Attempt(status, null);
    }

    static Attempt failed(String error) {
        return new Attempt(null, error);
    }

    boolean delivered() {
        return status != null && status / 100 == 2;
    }

    /** The receiver asks for no further events. */
    boolean gone() {
        return status != null && status == GONE;
    }

    /** Null if the event was delivered. */
    String reason() {
        return delivered() ? null : error != null ? error : "the receiver answered " + status;
    }
}
