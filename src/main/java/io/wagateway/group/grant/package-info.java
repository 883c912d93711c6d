/**
 * Rights for a time: a member is promoted, and the gateway demotes them when the time is over. The package group writes
 * and ends grants together with the changes of groups; this one keeps them, and ends those whose time is over.
 */
package io.wagateway.group.grant;
