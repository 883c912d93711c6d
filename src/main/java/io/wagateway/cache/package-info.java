/** A cache of asynchronous reads, for any feature that reads from a slow source. It knows no other package. */
package io.wagateway.cache;
