/** Publishes events from the log to a broker, through whatever Camel endpoint the operator configures. */
package io.wagateway.event.relay;
