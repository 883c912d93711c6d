package io.wagateway.command;

/** An attempt at a command has ended in a way that the next one may not. Its outcome is on the exchange. */
public final class RetryableFailureException extends RuntimeException {
    RetryableFailureException(int status) {
        super("status " + status, null, false, false);
    }
}
