package io.wagateway.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.wagateway.error.InvalidRequestException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.springframework.web.util.UriUtils;

/**
 * The body of a message: what a request has in its path, and for how long a promotion is.
 *
 * @param operationId one of the operations that need only a path
 * @param parameters the path parameters, by their names in the pipeline
 * @param query as in a URL; null if it is empty
 * @param requestId null if the message has none
 */
record Command(String operationId, Map<String, String> parameters, String query, String requestId) {
    private static final String PROMOTION = "promoteGroupMember";
    private static final List<String> MEMBER_OPERATIONS = List.of(PROMOTION, "demoteGroupMember", "removeGroupMember");
    private static final List<String> GROUP_OPERATIONS = List.of("approveGroupMembers", "leaveGroup");
    private static final String OPERATIONS =
            "one of " + String.join(", ", MEMBER_OPERATIONS) + ", " + String.join(", ", GROUP_OPERATIONS);
    private static final List<String> FIELDS = List.of("operationId", "session", "group", "member", "for", "requestId");
    private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9._-]{1,128}");
    private static final int MAX_UNKNOWN_FIELDS = 5;
    private static final int MAX_NAME_LENGTH = 64;

    /** @throws InvalidRequestException 400; its details name each wrong field */
    static Command of(JsonNode body) {
        if (!body.isObject()) {
            throw InvalidRequestException.validation(
                    "a command is a JSON object",
                    Map.of("body", "an object with the fields " + String.join(", ", FIELDS)));
        }
        Map<String, Object> wrong = new TreeMap<>();
        body.fieldNames().forEachRemaining(name -> {
            if (!FIELDS.contains(name) && wrong.size() < MAX_UNKNOWN_FIELDS) {
                wrong.put(
                        name.substring(0, Math.min(name.length(), MAX_NAME_LENGTH)),
                        "unknown: the fields are " + String.join(", ", FIELDS));
            }
        });
        Map<String, String> texts = new LinkedHashMap<>();
        for (String name : FIELDS) {
            JsonNode value = body.path(name);
            if (value.isTextual()) {
                texts.put(name, value.textValue());
            } else if (!value.isMissingNode() && !value.isNull()) {
                wrong.put(name, "must be: a string");
            }
        }
        String operation = texts.getOrDefault("operationId", "");
        if (!MEMBER_OPERATIONS.contains(operation) && !GROUP_OPERATIONS.contains(operation)) {
            wrong.put("operationId", OPERATIONS);
        }
        require(texts, "session", "the id of a session", wrong);
        require(texts, "group", "the JID of a group", wrong);
        if (MEMBER_OPERATIONS.contains(operation)) {
            require(texts, "member", "the JID of a member", wrong);
        }
        if (texts.containsKey("for") && !PROMOTION.equals(operation)) {
            wrong.put("for", "must be absent: only " + PROMOTION + " is for a time");
        }
        if (texts.containsKey("requestId") && requestId(body) == null) {
            wrong.put("requestId", "1 to 128 of A-Z a-z 0-9 . _ -");
        }
        if (!wrong.isEmpty()) {
            throw InvalidRequestException.fields(wrong);
        }
        return new Command(
                operation,
                Map.of(
                        "session",
                        texts.get("session"),
                        "gid",
                        texts.get("group"),
                        "jid",
                        texts.getOrDefault("member", "")),
                // The route checks it, as that of a request.
                texts.containsKey("for") ? "for=" + UriUtils.encode(texts.get("for"), "UTF-8") : null,
                texts.get("requestId"));
    }

    private static void require(Map<String, String> texts, String name, String what, Map<String, Object> wrong) {
        if (texts.getOrDefault(name, "").isEmpty()) {
            wrong.putIfAbsent(name, what);
        }
    }

    /** The request id of a body if it is well-formed, even if the body is not a command; else null. */
    static String requestId(JsonNode body) {
        String given = body.path("requestId").textValue();
        return given != null && REQUEST_ID.matcher(given).matches() ? given : null;
    }

    /** The operationId of a body if a command may have it; else null. */
    static String operationId(JsonNode body) {
        String given = body.path("operationId").textValue();
        return given != null && (MEMBER_OPERATIONS.contains(given) || GROUP_OPERATIONS.contains(given)) ? given : null;
    }
}
