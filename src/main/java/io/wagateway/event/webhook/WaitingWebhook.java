package io.wagateway.event.webhook;

/** A webhook that may have due deliveries. */
record WaitingWebhook(String webhook, String organization) {}
