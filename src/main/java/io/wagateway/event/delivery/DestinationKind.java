package io.wagateway.event.delivery;

/** The kinds of destinations, by the name that metrics have for them. */
public enum DestinationKind {
    /** Its name is the destination in the table {@code deliveries}, too. */
    BROKER("broker"),

    /** All webhooks together. The destination in the table {@code deliveries} is the webhook's id. */
    WEBHOOK("webhook");

    private final String metricName;

    DestinationKind(String metricName) {
        this.metricName = metricName;
    }

    public String metricName() {
        return metricName;
    }
}
