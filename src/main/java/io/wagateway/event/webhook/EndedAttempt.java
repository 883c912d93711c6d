package io.wagateway.event.webhook;

/** An attempt that has ended, and whose outcome has still to be recorded. */
record EndedAttempt(Webhook webhook, Claim claim, Attempt attempt) {}
