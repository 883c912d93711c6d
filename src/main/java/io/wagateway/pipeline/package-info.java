/**
 * What a door (HTTP, a broker) puts on the exchange before a call enters the corridor, and the only thing about the
 * outside that the corridor reads.
 */
package io.wagateway.pipeline;
