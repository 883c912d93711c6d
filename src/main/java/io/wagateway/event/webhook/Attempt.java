package io.wagateway.event.webhook;

/**
 * What became of one attempt.
 *
 * @param status what the receiver answered; null where there was no answer
 * @param error why there was none, for the webhook's owner; null where there was one
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

    /** The receiver wants no more. */
    boolean gone() {
        return status != null && status == GONE;
    }

    /** Null where it was delivered. */
    String reason() {
        return delivered() ? null : error != null ? error : "the receiver answered " + status;
    }
}
