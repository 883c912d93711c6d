package io.wagateway.error;

/**
 * A record of properties under {@code gateway}. At start, before any other bean is made, the gateway binds every bean of
 * this type and calls its check. A property under {@code gateway} that no such record binds is refused.
 */
public interface CheckedProperties {

    /**
     * Checks what can be checked without the database and the routes. Default: every value that can be bound is allowed.
     *
     * @throws StartupException if the gateway cannot work with these values
     */
    default void check() {}
}
