/** The OpenAPI document, for the check of request bodies and for callers who read it. It knows no other package. */
package io.wagateway.openapi;
