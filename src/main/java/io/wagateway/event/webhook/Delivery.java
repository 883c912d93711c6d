package io.wagateway.event.webhook;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * An event on its way to a webhook, as its owner sees it.
 *
 * @param event its name; null where the log has it no more
 * @param state {@code pending}, {@code delivered} or {@code dead}
 * @param nextAttemptAt epoch milliseconds; null where it is not pending
 * @param statusCode of the last attempt; null where there was no answer
 * @param error why the last attempt failed; null where it did not
 * @param createdAt epoch milliseconds
 * @param updatedAt epoch milliseconds
 */
record Delivery(
        @JsonIgnore long position,
        String eventId,
        String event,
        String state,
        int attempts,
        Long nextAttemptAt,
        Integer statusCode,
        String error,
        long createdAt,
        long updatedAt) {}
