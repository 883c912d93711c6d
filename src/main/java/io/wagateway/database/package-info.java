/** What every feature needs beside its own tables: the database's time, transactions that lose races, outages. */
package io.wagateway.database;
