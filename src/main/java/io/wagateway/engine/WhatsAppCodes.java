package io.wagateway.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * WhatsApp's own numeric answers in the vocabulary of engine routes. Whole requests and single rows of a change differ
 * in what a number means; what is not listed is an invalid response.
 */
public final class WhatsAppCodes {
    private static final Map<String, String> REASONS = Map.of(
            "not_on_whatsapp", "nobody on WhatsApp has this number",
            "invite_only", "only an invite can bring this person in, as their privacy settings want it",
            "left_recently", "this person has left the group only recently",
            "blocked", "this person has blocked the account",
            "full", "the group is full",
            "no_member", "this person is not in the group",
            "forbidden", "WhatsApp does not let the account do this to this person",
            "rate_limited", "too much for WhatsApp at once");

    private WhatsAppCodes() {}

    /** Of a whole request of an engine operation. */
    static IntFunction<String> of(String operation) {
        return switch (operation) {
            case "status", "readGroup", "resolve", "listGroups", "describeGroup", "leave" -> WhatsAppCodes::ofRead;
            case "join" -> WhatsAppCodes::ofJoin;
            default -> WhatsAppCodes::ofChange;
        };
    }

    /** Of a whole request of an engine operation: a read, a join, or else a change. */
    public static String of(String operation, int code) {
        return of(operation).apply(code);
    }

    /** Of a request that reads a group: any 401 or 403 there says that the account is not in it. */
    public static String ofRead(int code) {
        return switch (code) {
            case 401, 403, 404, 410 -> "no_group";
            case 429 -> "rate_limited";
            default -> RefusalTranslator.INVALID_RESPONSE;
        };
    }

    /** Of a whole request that changes a group. */
    public static String ofChange(int code) {
        return switch (code) {
            case 401, 403 -> "forbidden";
            case 404, 410 -> "no_group";
            case 429 -> "rate_limited";
            default -> RefusalTranslator.INVALID_RESPONSE;
        };
    }

    /** Of one participant's row in the answer to promote or demote: 406 is one who cannot be demoted. */
    public static String ofRow(int code) {
        return switch (code) {
            case 404 -> "no_member";
            case 401, 403, 406 -> "forbidden";
            case 429 -> "rate_limited";
            default -> RefusalTranslator.INVALID_RESPONSE;
        };
    }

    /** Of one participant's row in the answer to add or create; null where they are in the group now. */
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

    /** Of one participant's row in the answer to remove; null where they are not in the group now. */
    public static String ofRemoveRow(int code) {
        return switch (code) {
            case 200, 404 -> null;
            case 401, 403, 405, 406 -> "forbidden";
            case 429 -> "rate_limited";
            default -> RefusalTranslator.INVALID_RESPONSE;
        };
    }

    /** Of a whole request to join by an invite; {@code already_in} is for the engine's route to make an answer of. */
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

    /** In plain words why a row was refused; null where the refusal says no more than that it is one. */
    public static String reason(String refusal) {
        return REASONS.get(refusal);
    }

    /**
     * One row of an engine's answer for several members.
     *
     * @param operation the engine operation: createGroup, addMembers, removeMembers, promoteAll or demoteAll
     * @param member what was asked for
     * @param code WhatsApp's, of that participant
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
