/**
 * Webhooks: organisations subscribe to events, and the gateway posts the events to their URLs. A webhook gets each event at
 * least once, and the events of one group in order. A delivery whose attempts are exhausted is dead until it is replayed.
 */
package io.wagateway.event.webhook;
