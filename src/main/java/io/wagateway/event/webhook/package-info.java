/**
 * Webhooks: what an organisation wants to be told of, and the telling. An event reaches a webhook at least once, those of
 * one group in their order; what was not taken in time is dead until somebody has it sent again.
 */
package io.wagateway.event.webhook;
