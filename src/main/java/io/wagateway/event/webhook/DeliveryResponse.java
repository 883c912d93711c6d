package io.wagateway.event.webhook;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.wagateway.event.delivery.DeliveryState;

/**
 * A delivery to a webhook, as the webhook's owner sees it.
 *
 * @param event its name; null if the log does not have the event any more
 * @param nextAttemptAt epoch milliseconds; null unless the delivery is pending
 * @param statusCode that the receiver answered to the last attempt; null if it did not answer
 * @param error why the last attempt failed; null if it did not
 * @param createdAt epoch milliseconds
 * @param updatedAt epoch milliseconds
 */
record DeliveryResponse(
        @JsonIgnore long position,
        String eventId,
        String event,
        DeliveryState state,
        int attempts,
        Long nextAttemptAt,
        Integer statusCode,
        String error,
        long createdAt,
        long updatedAt) {}
