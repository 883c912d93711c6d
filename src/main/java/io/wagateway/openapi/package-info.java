/** The OpenAPI and AsyncAPI documents, for the check of request bodies and for callers who read them. It knows no other package. */
package io.wagateway.openapi;
