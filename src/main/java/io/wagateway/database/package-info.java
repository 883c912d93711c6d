/** What every feature needs from the database beside its own tables: transactions that lose races, and a guard for outages. */
package io.wagateway.database;
