package io.wagateway.pipeline;

import org.apache.camel.Exchange;

/** Exchange properties that become tags of the request metrics, besides the status of the response. */
public final class ResponseTags {
    /** String: the error envelope's code, absent if the call succeeded. */
    public static final String ERROR_CODE = "errorCode";

    /** String: the session's engine entry, absent before the session is known. */
    public static final String ENGINE = "engine";

    private ResponseTags() {}

    public static String errorCode(Exchange exchange) {
        return exchange.getProperty(ERROR_CODE, String.class);
    }

    public static String engine(Exchange exchange) {
        return exchange.getProperty(ENGINE, String.class);
    }
}
