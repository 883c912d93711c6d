package io.wagateway.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.wagateway.error.InvalidRequestException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The body of a message: what a request would say by its path.
 *
 * @param operationId one of those that need nothing but a path
 * @param parameters the path's, by the names that the corridor gives them
 * @param requestId null where the message names none
 */
record Command(String operationId, Map<String, String> parameters, String requestId) {
    private static final List<String> OF_A_MEMBER =
            List.of("promoteGroupMember", "demoteGroupMember", "removeGroupMember");
    private static final List<String> OF_A_GROUP = List.of("approveGroupMembers", "leaveGroup");
    private static final String OPERATIONS =
            "one of " + String.join(", ", OF_A_MEMBER) + ", " + String.join(", ", OF_A_GROUP);
    private static final List<String> FIELDS = List.of("operationId", "session", "group", "member", "requestId");
    private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9._-]{1,128}");
    private static final int MOST_UNKNOWN = 5;
    private static final int LONGEST_NAME = 64;

    /** Fails with {@link InvalidRequestException}, whose details name each field that is wrong. */
    static Command of(JsonNode body) {
        if (!body.isObject()) {
            throw InvalidRequestException.validation(
                    "a command is a JSON object", Map.of("body", "an object of " + String.join(", ", FIELDS)));
        }
        Map<String, Object> wrong = new TreeMap<>();
        body.fieldNames().forEachRemaining(name -> {
            if (!FIELDS.contains(name) && wrong.size() < MOST_UNKNOWN) {
                wrong.put(
                        name.substring(0, Math.min(name.length(), LONGEST_NAME)),
                        "unknown: a command has " + String.join(", ", FIELDS));
            }
        });
        Map<String, String> texts = new LinkedHashMap<>();
        for (String name : FIELDS) {
            JsonNode value = body.path(name);
            if (value.isTextual()) {
                texts.put(name, value.textValue());
            } else if (!value.isMissingNode() && !value.isNull()) {
                wrong.put(name, "a text");
            }
        }
        String operation = texts.getOrDefault("operationId", "");
        if (!OF_A_MEMBER.contains(operation) && !OF_A_GROUP.contains(operation)) {
            wrong.put("operationId", OPERATIONS);
        }
        require(texts, "session", "the id of a session", wrong);
        require(texts, "group", "the JID of a group", wrong);
        if (OF_A_MEMBER.contains(operation)) {
            require(texts, "member", "the JID of a member", wrong);
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
                texts.get("requestId"));
    }

    private static void require(Map<String, String> texts, String name, String what, Map<String, Object> wrong) {
        if (texts.getOrDefault(name, "").isEmpty()) {
            wrong.putIfAbsent(name, what);
        }
    }

    /** The body's, where it is well-formed, also of a body that is no command; else null. */
    static String requestId(JsonNode body) {
        String given = body.path("requestId").textValue();
        return given != null && REQUEST_ID.matcher(given).matches() ? given : null;
    }

    /** The body's, where it is one that a command may have; else null. */
    static String operationId(JsonNode body) {
        String given = body.path("operationId").textValue();
        return given != null && (OF_A_MEMBER.contains(given) || OF_A_GROUP.contains(given)) ? given : null;
    }
}
