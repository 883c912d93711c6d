package io.wagateway.engine;

/**
 * WhatsApp's own numeric answers in the vocabulary of engine routes. Whole requests and single rows of a change differ
 * in what a number means; what is not listed is nonsense.
 */
public final class WhatsAppCodes {
    private WhatsAppCodes() {}

    /** Of a request that reads a group: any 401 or 403 there says that the account is not in it. */
    public static String ofRead(int code) {
        return switch (code) {
            case 401, 403, 404, 410 -> "no_group";
            case 429 -> "rate_limited";
            default -> "nonsense";
        };
    }

    /** Of a whole request that changes a group. */
    public static String ofChange(int code) {
        return switch (code) {
            case 401, 403 -> "forbidden";
            case 404, 410 -> "no_group";
            case 429 -> "rate_limited";
            default -> "nonsense";
        };
    }

    /** Of one participant's row in the answer to promote or demote: 406 is one who cannot be demoted. */
    public static String ofRow(int code) {
        return switch (code) {
            case 404 -> "no_member";
            case 401, 403, 406 -> "forbidden";
            case 429 -> "rate_limited";
            default -> "nonsense";
        };
    }
}
