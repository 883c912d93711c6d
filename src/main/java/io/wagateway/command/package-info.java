/**
 * Commands that a broker brings: a message is read, walks the route of its operation as a request does, is tried again
 * while that may help, and is answered. The routes are {@code routes/commands.camel.yaml}.
 */
package io.wagateway.command;
