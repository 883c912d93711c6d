package io.wagateway.command;

/** An attempt at a command has failed, and the next one may succeed. The outcome is on the exchange. */
public final class RetryableFailureException extends RuntimeException {
    RetryableFailureException(int status) {
        super("status " + status, null, false, false);
    }
}
