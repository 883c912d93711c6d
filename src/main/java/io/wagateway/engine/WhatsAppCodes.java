package io.wagateway.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * Translates WhatsApp's numeric codes into the refusals of engine routes. A code means one thing for a whole request
 * and another for a single row of a change. Codes that are not listed are invalid responses.
 */
public final class WhatsAppCodes {
    private static final Map<String, String> REASONS = Map.of(
            "not_on_whatsapp", "nobody on WhatsApp has this number",
            "invite_only", "only an invite can bring this person in, as their privacy settings want it",
            "left_recently", "this person left the group only recently",
            "blocked", "this person has blocked the account",
            "full", "the group is full",
            "no_member", "this person is not in the group",
            "forbidden", "WhatsApp does not let the account do this to this person",
            "rate_limited", "WhatsApp limits the rate of this account");

    private WhatsAppCodes() {}

    /** The refusals of whole requests of an engine operation, by code. */
    static IntFunction<String> of(String operation) {
        return switch (operation) {
            case "status", "readGroup", "resolve", "listGroups", "describeGroup", "leave" -> WhatsAppCodes::ofRead;
            case "join" -> WhatsAppCodes::ofJoin;
            default -> WhatsAppCodes::ofChange;
        };
    }

    /** The refusal of a whole request of an engine operation: a read, a join, or else a change. */
    public static String of(String operation, int code) {
        return of(operation).apply(code);
    }

    /** The refusal of a request that reads a group: a 401 or a 403 says that the account is not in it. */
    public static String ofRead(int code) {
        return switch (code) {
            case 401, 403, 404, 410 -> "no_group";
            case 429 -> "rate_limited";
            default -> RefusalTranslator.INVALID_RESPONSE;
        };
    }

    /** The refusal of a whole request that changes a group. */
    public static String ofChange(int code) {
        return switch (code) {
            case 401, 403 -> "forbidden";
            case 404, 410 -> "no_group";
            case 429 -> "rate_limited";
            default -> RefusalTranslator.INVALID_RESPONSE;
        };
    }

    /** The refusal of one row of promote or demote: 406 is a member who cannot be demoted. */
    public static String ofRow(int code) {
        return switch (code) {
            case 404 -> "no_member";
            case 401, 403, 406 -> "forbidden";
            case 429 -> "rate_limited";
            default -> RefusalTranslator.INVALID_RESPONSE;
        };
    }

    /** The refusal of one row of add or create; null if the person is in the group now. */
    public static String ofAddRow(int code) {
        return switch (code) {
            case 200, 409 -> null;
            case 401 -> "blocked";
            case 403 -> "invite_only";
            case 404 -> "not_on_whatsapp";
            case 408 -> "left_recently";
            case 419 -> "full";
            case 429 -> "rate_limited";
            default -> RefusalTranslator.INVALID_RESPONSE;
        };
    }

    /** The refusal of one row of remove; null if the person is not in the group now. */
    public static String ofRemoveRow(int code) {
        return switch (code) {
            case 200, 404 -> null;
            case 401, 403, 405, 406 -> "forbidden";
            case 429 -> "rate_limited";
            default -> RefusalTranslator.INVALID_RESPONSE;
        };
    }

    /**
     * The refusal of a whole request to join by an invite. An engine's route makes a response of {@code already_in}.
     */
    public static String ofJoin(int code) {
        return switch (code) {
            case 304, 409 -> "already_in";
            case 400, 404, 406, 410 -> "bad_invite";
            case 401, 403 -> "forbidden";
            case 419 -> "full";
            case 429 -> "rate_limited";
            default -> RefusalTranslator.INVALID_RESPONSE;
        };
    }

    /** Why WhatsApp refused a row, in plain words; null if the refusal does not say. */
    public static String reason(String refusal) {
        return REASONS.get(refusal);
    }

    /**
     * One row of an engine's response for several members.
     *
     * @param operation the engine operation: createGroup, addMembers, removeMembers, promoteAll or demoteAll
     * @param member the member's name in the request
     * @param code WhatsApp's code for that participant
     */
    public static Map<String, Object> row(String operation, Object member, int code) {
        String refusal =
                switch (operation) {
                    case "createGroup", "addMembers" -> ofAddRow(code);
                    case "removeMembers" -> ofRemoveRow(code);
                    default -> code == 200 ? null : ofRow(code);
                };
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("member", member);
        if (refusal != null) {
            row.put("refusal", refusal);
            if (reason(refusal) != null) {
                row.put("reason", reason(refusal));
            }
        }
        return row;
    }
}
