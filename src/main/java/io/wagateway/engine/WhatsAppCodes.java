package io.wagateway.engine;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Translates WhatsApp's numeric codes into the refusals of engine routes: {@code {refusal, code, reason}}, {@code reason}
 * being WhatsApp's word for the code. A code means one thing for a whole request and another for a single row of a change.
 * A code that has no meaning of its own here is the refusal {@code rejected}: it is WhatsApp's refusal all the same.
 */
public final class WhatsAppCodes {
    private static final int OK = 200;

    /** In a row: {@code true} if the member was as the change wants them already. */
    static final String UNCHANGED = "unchanged";

    /** Of the addition of a member. */
    private static final int IN_ALREADY = 409;

    /** Of the removal of a member. */
    private static final int NOT_IN = 404;

    private static final String REJECTED = "rejected";
    private static final String FORBIDDEN = "forbidden";

    /** WhatsApp's words, as Baileys and whatsmeow pass them on. */
    static final Map<Integer, String> WORDS = Map.ofEntries(
            Map.entry(400, "bad-request"),
            Map.entry(401, "not-authorized"),
            Map.entry(403, FORBIDDEN),
            Map.entry(404, "item-not-found"),
            Map.entry(405, "not-allowed"),
            Map.entry(406, "not-acceptable"),
            Map.entry(409, "conflict"),
            Map.entry(410, "gone"),
            Map.entry(419, "resource-limit"),
            Map.entry(423, "locked"),
            Map.entry(429, "rate-overlimit"),
            Map.entry(500, "internal-server-error"),
            Map.entry(503, "service-unavailable"));

    private WhatsAppCodes() {}

    /** The refusal of a whole request of an engine operation: a read, a join, or else a change. */
    public static Map<String, Object> of(String operation, int code) {
        return of(operation, code, WORDS.get(code));
    }

    /** @param reason the engine's own word for the code; null: it has none */
    static Map<String, Object> of(String operation, int code, String reason) {
        return refusal(meaning(operation, code), code, reason);
    }

    /** The refusal of the only row of promote or demote. */
    public static Map<String, Object> ofRow(int code) {
        return refusal(meaningOfRow(code), code, WORDS.get(code));
    }

    /**
     * One row of an engine's response for several members.
     *
     * @param operation the engine operation: createGroup, addMembers, removeMembers, promoteAll, demoteAll,
     *     approveJoinRequests or rejectJoinRequests
     * @param member the member's name in the request
     * @param code WhatsApp's code for that participant
     */
    public static Map<String, Object> row(String operation, Object member, int code) {
        String refusal =
                switch (operation) {
                    case "createGroup", "addMembers" -> meaningOfAddRow(code);
                    case "removeMembers" -> meaningOfRemoveRow(code);
                    case "approveJoinRequests", "rejectJoinRequests" -> meaningOfRequestRow(code);
                    default -> code == OK ? null : meaningOfRow(code);
                };
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("member", member);
        if (isUnchanged(operation, code)) {
            row.put(UNCHANGED, true);
        }
        if (refusal != null) {
            row.putAll(refusal(refusal, code, WORDS.get(code)));
        }
        return row;
    }

    /** Whether the code of a row says that the member is in the group already, or that they are not in it. */
    private static boolean isUnchanged(String operation, int code) {
        return switch (operation) {
            case "createGroup", "addMembers" -> code == IN_ALREADY;
            case "removeMembers", "rejectJoinRequests" -> code == NOT_IN;
            case "approveJoinRequests" -> code == NOT_IN || code == IN_ALREADY;
            default -> false;
        };
    }

    private static Map<String, Object> refusal(String word, int code, String reason) {
        Map<String, Object> refusal = new LinkedHashMap<>();
        refusal.put(EngineRefusal.KEY, word);
        refusal.put("code", code);
        if (reason != null) {
            refusal.put("reason", reason);
        }
        return refusal;
    }

    private static String meaning(String operation, int code) {
        return switch (operation) {
            case "status", "readGroup", "resolve", "listGroups", "listGroupsOnly", "describeGroup", "leave" ->
                meaningOfRead(code);
            case "join", "previewInvite" -> meaningOfJoin(code);
            default -> meaningOfChange(code);
        };
    }

    /** Of a request that reads a group, a 401 or a 403 says that the account is not in it. */
    private static String meaningOfRead(int code) {
        return switch (code) {
            case 401, 403, 404, 410 -> "no_group";
            case 429 -> "rate_limited";
            default -> REJECTED;
        };
    }

    private static String meaningOfChange(int code) {
        return switch (code) {
            case 401, 403, 405 -> FORBIDDEN;
            case 404, 410 -> "no_group";
            case 429 -> "rate_limited";
            default -> REJECTED;
        };
    }

    /** Of promote or demote, 406 is a member who cannot be demoted. */
    private static String meaningOfRow(int code) {
        return switch (code) {
            case 404 -> "no_member";
            case 401, 403, 405, 406 -> FORBIDDEN;
            case 429 -> "rate_limited";
            default -> REJECTED;
        };
    }

    /** Null if the person is in the group now. */
    private static String meaningOfAddRow(int code) {
        return switch (code) {
            case OK, IN_ALREADY -> null;
            case 401 -> "blocked";
            case 403 -> "invite_only";
            case 404 -> "not_on_whatsapp";
            case 408 -> "left_recently";
            case 419 -> "full";
            case 429 -> "rate_limited";
            default -> REJECTED;
        };
    }

    /** Null if the person is not in the group now. */
    private static String meaningOfRemoveRow(int code) {
        return code == OK || code == NOT_IN ? null : meaningOfRow(code);
    }

    /** Null if the person does not wait to be let in now. */
    private static String meaningOfRequestRow(int code) {
        return switch (code) {
            case OK, NOT_IN, IN_ALREADY -> null;
            case 419 -> "full";
            default -> meaningOfRow(code);
        };
    }

    /** An engine's route makes a response of {@code already_in}. */
    private static String meaningOfJoin(int code) {
        return switch (code) {
            case 304, 409 -> "already_in";
            case 400, 404, 406, 410 -> "bad_invite";
            case 401, 403 -> FORBIDDEN;
            case 419 -> "full";
            case 429 -> "rate_limited";
            default -> REJECTED;
        };
    }
}
