/**
 * What the gateway does as a whole at start: it checks the configuration, chooses the database, stores the declared API
 * keys and sessions, and reports why it does not start. Each feature has its own {@code *Properties} record in its own
 * package, enabled by its own configuration class. This package knows the features; no feature knows this package.
 */
package io.wagateway.config;
