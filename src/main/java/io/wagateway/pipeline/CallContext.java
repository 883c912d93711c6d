package io.wagateway.pipeline;

import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.slf4j.MDC;

/**
 * The names of the exchange properties that a door sets. Routes read them as {@code ${exchangeProperty.requestId}}.
 *
 * <p>Besides these, each path parameter is a property of its own name: {@code session}, {@code gid}, {@code jid}.
 */
public final class CallContext {
    /** String: the caller's own X-Request-Id, or a new one. */
    public static final String REQUEST_ID = "requestId";

    /** String: the operationId of the contract, for example {@code promoteGroupMember}. */
    public static final String OPERATION_ID = "operationId";

    /** List of {@link Credential}: every credential that came along, so that two of them can be refused. */
    public static final String CREDENTIALS = "credentials";

    /** {@link CallBody}; absent where the call has none. */
    public static final String BODY = "callBody";

    /** String: what stands behind the path's question mark, as it came; absent where nothing does. */
    public static final String QUERY = "callQuery";

    /** String: the header {@code Accept}, several being joined by commas; absent where there is none. */
    public static final String ACCEPT = "callAccept";

    /** String: the header {@code Last-Event-ID}, what a reader of a stream has had; absent where there is none. */
    public static final String LAST_EVENT_ID = "callLastEventId";

    /** Map: the body of a call, once the step {@code readBody} has found it to be what the operation takes. */
    public static final String INPUT = "callInput";

    private CallContext() {}

    public static String requestId(Exchange exchange) {
        return exchange.getProperty(REQUEST_ID, String.class);
    }

    /** Null where a route of an integrator's own has no operationId. */
    public static String operationId(Exchange exchange) {
        return exchange.getProperty(OPERATION_ID, String.class);
    }

    @SuppressWarnings("unchecked")
    public static List<Credential> credentials(Exchange exchange) {
        return exchange.getProperty(CREDENTIALS, List.of(), List.class);
    }

    /** A path parameter, decoded once; the empty string where the route has none of that name. */
    public static String parameter(Exchange exchange, String name) {
        return exchange.getProperty(name, "", String.class);
    }

    /** What the step {@code readBody} has read; the names and shapes are those of the OpenAPI document. */
    @SuppressWarnings("unchecked")
    public static Map<String, Object> input(Exchange exchange) {
        Map<String, Object> input = exchange.getProperty(INPUT, Map.class);
        if (input == null) {
            throw new IllegalStateException("this route needs the step 'readBody' before this one");
        }
        return input;
    }

    public static void enter(
            Exchange exchange,
            String requestId,
            String operationId,
            List<Credential> credentials,
            Map<String, String> parameters,
            CallBody body) {
        exchange.setProperty(REQUEST_ID, requestId);
        exchange.setProperty(OPERATION_ID, operationId);
        exchange.setProperty(CREDENTIALS, credentials);
        exchange.setProperty(BODY, body);
        parameters.forEach(exchange::setProperty);
    }

    /** Runs something with the call's request id in every log line, on whatever thread the call goes on. */
    public static void logged(String requestId, Runnable task) {
        String before = MDC.get(REQUEST_ID);
        MDC.put(REQUEST_ID, requestId);
        try {
            task.run();
        } finally {
            if (before == null) {
                MDC.remove(REQUEST_ID);
            } else {
                MDC.put(REQUEST_ID, before);
            }
        }
    }
}
