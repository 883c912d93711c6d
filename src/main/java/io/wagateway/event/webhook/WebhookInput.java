package io.wagateway.event.webhook;

import io.wagateway.access.Caller;
import io.wagateway.error.InvalidRequestException;
import io.wagateway.session.Sessions;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Checks the fields of a webhook in a request body, beyond the schema, which the step {@code readBody} has checked. */
final class WebhookInput {
    private static final int LARGEST_HEADERS = 8_192;

    /** Headers that the gateway or the HTTP client sets. */
    private static final Set<String> RESERVED = Set.of(
            "host",
            "content-length",
            "content-type",
            "content-encoding",
            "transfer-encoding",
            "connection",
            "keep-alive",
            "te",
            "trailer",
            "upgrade",
            "expect",
            "user-agent",
            "proxy-connection",
            "proxy-authorization",
            "http2-settings",
            "webhook-id",
            "webhook-timestamp",
            "webhook-signature");

    private static final String RESERVED_PREFIX = "x-webhook-";

    private final Sessions sessions;

    WebhookInput(Sessions sessions) {
        this.sessions = sessions;
    }

    /**
     * Checks what the schema cannot express.
     *
     * @throws InvalidRequestException 400, with each invalid field in its details
     */
    void check(Caller caller, Map<String, Object> input) {
        Map<String, Object> details = new TreeMap<>();
        checkUrl((String) input.get("url"), details);
        checkEvents((List<?>) input.get("events"), details);
        checkHeaders((Map<?, ?>) input.get("customHeaders"), details);
        checkSecret((String) input.get("secret"), details);
        String session = (String) input.get("sessionId");
        if (session != null && !exists(session, caller)) {
            details.put("sessionId", "must be: the id of a session of your organisation, or null for all of them");
        }
        if (!details.isEmpty()) {
            throw InvalidRequestException.fields(details);
        }
    }

    private boolean exists(String session, Caller caller) {
        return caller.scope().includesSession(session)
                && sessions.find(session, caller.organization()).isPresent();
    }

    private static void checkUrl(String url, Map<String, Object> details) {
        try {
            if (url != null) {
                Target.of(url);
            }
        } catch (IllegalArgumentException e) {
            details.put("url", "must be: " + e.getMessage());
        }
    }

    private static void checkEvents(List<?> events, Map<String, Object> details) {
        if (events != null && events.size() > 1 && events.contains(Webhook.ALL)) {
            details.put("events", "must be: names of events, or \"*\" alone");
        }
    }

    private static void checkSecret(String secret, Map<String, Object> details) {
        if (secret != null && !StandardSignature.isUsable(secret)) {
            details.put(
                    "secret",
                    "must be: behind " + StandardSignature.PREFIX
                            + " a key in base64, or a text that begins otherwise");
        }
    }

    private static void checkHeaders(Map<?, ?> headers, Map<String, Object> details) {
        if (headers == null) {
            return;
        }
        int size = 0;
        Set<String> seen = new HashSet<>();
        for (Map.Entry<?, ?> header : headers.entrySet()) {
            String name = header.getKey().toString().toLowerCase(Locale.ROOT);
            size += name.length() + header.getValue().toString().length();
            if (RESERVED.contains(name) || name.startsWith(RESERVED_PREFIX)) {
                details.put("customHeaders." + header.getKey(), "is a header that the gateway sets by itself");
            } else if (!seen.add(name)) {
                details.put("customHeaders." + header.getKey(), "appears twice, in different case");
            }
        }
        if (size > LARGEST_HEADERS) {
            details.put(
                    "customHeaders",
                    "must be: names and values of at most " + LARGEST_HEADERS + " characters together");
        }
    }
}
