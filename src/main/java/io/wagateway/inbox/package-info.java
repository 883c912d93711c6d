/**
 * The webhooks of engines. What an engine says there is a hint and never believed: the gateway reads the group or the session
 * that it names again.
 */
package io.wagateway.inbox;
