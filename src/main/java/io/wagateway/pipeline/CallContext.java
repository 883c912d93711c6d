package io.wagateway.pipeline;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.camel.Exchange;
import org.slf4j.MDC;

/**
 * The exchange properties that HTTP and the command consumer set before a call enters the pipeline. A route reads one as
 * {@code ${exchangeProperty.requestId}}.
 *
 * <p>Besides these, each path parameter is a property of its own name: {@code session}, {@code gid}, {@code jid}.
 */
public final class CallContext {
    /** String: the caller's own X-Request-Id, or a new one. */
    public static final String REQUEST_ID = "requestId";

    /** {@link ActiveCall}: the call itself, for what it asks engines. */
    private static final String CALL = "activeCall";

    /** String: the operationId of the contract, for example {@code promoteGroupMember}. */
    public static final String OPERATION_ID = "operationId";

    /** Long: the {@link System#nanoTime()} at which the call came. */
    public static final String ARRIVED_AT = "callArrivedAt";

    /** List of {@link Credential}: every credential of the call, so that the gateway can reject two. */
    public static final String CREDENTIALS = "credentials";

    /** {@link AsyncBody}; absent if the call has no body. */
    public static final String BODY = "callBody";

    /** String: the query of the URL, not decoded; absent if there is none. */
    public static final String QUERY = "callQuery";

    /** String: the header {@code Accept}, several joined by commas; absent if there is none. */
    public static final String ACCEPT = "callAccept";

    /** String: the header {@code Last-Event-ID}, the last event that a reader of a stream has; absent if there is none. */
    public static final String LAST_EVENT_ID = "callLastEventId";

    /** The header that marks a delivery of a webhook, and holds the id of its event. */
    public static final String DELIVERY_HEADER = "X-Webhook-Request-Id";

    /** Boolean: whether the call is a delivery of a webhook, by {@link #DELIVERY_HEADER}. */
    public static final String IS_DELIVERY = "callIsDelivery";

    /** Boolean: whether the call is an HTTP request; absent for a command from a broker. */
    public static final String IS_HTTP = "callIsHttp";

    /** {@code UnaryOperator<String>}: the value of a request header by its name; absent for a command from a broker. */
    public static final String HEADERS = "callHeaders";

    /** Map of String to String: the path parameters as the caller named them; with {@link #IDEMPOTENCY_KEYS}. */
    public static final String PATH_PARAMETERS = "callPathParameters";

    /** The header by which a caller marks the repetitions of a call. */
    public static final String IDEMPOTENCY_HEADER = "Idempotency-Key";

    /** The header of an answer that the first such call got before. */
    public static final String REPLAYED_HEADER = "Idempotency-Replayed";

    /** List of String: every {@link #IDEMPOTENCY_HEADER} of the call; absent if there is none. */
    public static final String IDEMPOTENCY_KEYS = "callIdempotencyKeys";

    /** {@link KeptAnswer}; absent if the call has no idempotency key. */
    public static final String KEPT_ANSWER = "callKeptAnswer";

    /** Map: the body of a call, set by the step {@code readBody} if it is what the operation takes. */
    public static final String INPUT = "callInput";

    /** The path parameter with the id of a session. */
    public static final String SESSION = "session";

    /** The path parameter with the JID of a group. */
    public static final String GROUP = "gid";

    /** Before the name of a path parameter: what the caller named, if it is outside of the caller's scope. */
    public static final String HIDDEN = "hidden.";

    private CallContext() {}

    public static String requestId(Exchange exchange) {
        return exchange.getProperty(REQUEST_ID, String.class);
    }

    /** Whether the call is a delivery of a webhook. */
    public static boolean isDelivery(Exchange exchange) {
        return exchange.getProperty(IS_DELIVERY, false, Boolean.class);
    }

    /** The call for what it asks engines: from now on, if an integrator's own route has not noted it. */
    public static ActiveCall call(Exchange exchange) {
        ActiveCall call = exchange.getProperty(CALL, ActiveCall.class);
        if (call == null) {
            call = new ActiveCall(requestId(exchange));
            exchange.setProperty(CALL, call);
        }
        return call;
    }

    /** Null if an integrator's own route has no operationId. */
    public static String operationId(Exchange exchange) {
        return exchange.getProperty(OPERATION_ID, String.class);
    }

    /** The {@link System#nanoTime()} at which the call came: now, if an integrator's own route has not noted it. */
    public static long arrivedAt(Exchange exchange) {
        Long arrivedAt = exchange.getProperty(ARRIVED_AT, Long.class);
        return arrivedAt == null ? System.nanoTime() : arrivedAt;
    }

    @SuppressWarnings("unchecked")
    public static List<Credential> credentials(Exchange exchange) {
        return exchange.getProperty(CREDENTIALS, List.of(), List.class);
    }

    /** A header of the request; null if absent. */
    @SuppressWarnings("unchecked")
    public static String header(Exchange exchange, String name) {
        UnaryOperator<String> headers = exchange.getProperty(HEADERS, UnaryOperator.class);
        return headers == null ? null : headers.apply(name);
    }

    /** Several if the caller sent several. */
    @SuppressWarnings("unchecked")
    public static List<String> idempotencyKeys(Exchange exchange) {
        return exchange.getProperty(IDEMPOTENCY_KEYS, List.of(), List.class);
    }

    /** A path parameter, decoded once; the empty string if the route has none of that name. */
    public static String parameter(Exchange exchange, String name) {
        return exchange.getProperty(name, "", String.class);
    }

    /** The body that the step {@code readBody} has read; names and shapes are those of the OpenAPI document. */
    @SuppressWarnings("unchecked")
    public static Map<String, Object> input(Exchange exchange) {
        Map<String, Object> input = exchange.getProperty(INPUT, Map.class);
        if (input == null) {
            throw new IllegalStateException("this route needs the step 'readBody' before this one");
        }
        return input;
    }

    /** Enters a call that comes now. */
    public static void initialize(
            Exchange exchange,
            String requestId,
            String operationId,
            List<Credential> credentials,
            Map<String, String> parameters,
            AsyncBody body) {
        // First, so that none takes the place of a property of the gateway's own.
        parameters.forEach(exchange::setProperty);
        exchange.setProperty(ARRIVED_AT, System.nanoTime());
        exchange.setProperty(REQUEST_ID, requestId);
        exchange.setProperty(CALL, new ActiveCall(requestId));
        exchange.setProperty(OPERATION_ID, operationId);
        exchange.setProperty(CREDENTIALS, credentials);
        exchange.setProperty(BODY, body);
    }

    /** Runs a task with the call's request id in every log line of the current thread. */
    public static void logged(String requestId, Runnable task) {
        logged(requestId, () -> {
            task.run();
            return null;
        });
    }

    /** As {@link #logged(String, Runnable)}, and returns what the task returns. */
    public static <T> T logged(String requestId, Supplier<T> task) {
        String before = MDC.get(REQUEST_ID);
        MDC.put(REQUEST_ID, requestId);
        try {
            return task.get();
        } finally {
            if (before == null) {
                MDC.remove(REQUEST_ID);
            } else {
                MDC.put(REQUEST_ID, before);
            }
        }
    }
}
