package io.wagateway.route;

/** Brings what the configuration declares into the database; run once at start, before any route. */
@FunctionalInterface
public interface Provisioning extends Runnable {}
