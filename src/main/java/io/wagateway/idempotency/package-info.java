/**
 * Idempotency keys: a call that is repeated with its key, also at another node or after a crash, gets the answer to the first
 * one and has no effect of its own.
 */
package io.wagateway.idempotency;
