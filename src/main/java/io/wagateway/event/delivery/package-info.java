/** What every kind of delivery shares: its state, the retry policy, the metrics, and the guard for a database outage. */
package io.wagateway.event.delivery;
