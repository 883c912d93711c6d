/** Carries events from the log to a broker, by whatever Camel endpoint the operator names. */
package io.wagateway.event.relay;
