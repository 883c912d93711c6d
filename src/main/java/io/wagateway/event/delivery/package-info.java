/** What every kind of delivery shares: its state, the retry policy and the metrics. */
package io.wagateway.event.delivery;
