package io.wagateway.route;

/** Stores what the configuration declares in the database. It runs once at start, before the routes are loaded. */
@FunctionalInterface
public interface Provisioning extends Runnable {}
