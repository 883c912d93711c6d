/** A small WhatsApp in memory, behind {@code routes/engines/simulator/}. Its state is lost at restart. */
package io.wagateway.engine.simulator;
