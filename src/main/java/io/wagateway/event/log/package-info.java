/**
 * The event log and its sequencer. Writers append events in the transaction that stores the change. The sequencer gives the
 * events their positions after the commit and creates the deliveries for their destinations. Every package may write to the
 * log; the packages that read and deliver it depend on this one.
 */
package io.wagateway.event.log;
