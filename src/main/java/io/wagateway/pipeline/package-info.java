/**
 * The request pipeline: what HTTP or a command consumer puts on the exchange before a call starts, and the steps that every
 * route shares. Nothing else of the outside reaches a route.
 */
package io.wagateway.pipeline;
