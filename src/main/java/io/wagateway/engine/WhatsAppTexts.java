package io.wagateway.engine;

import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Translates WhatsApp's refusals, which engines pass on as text, into the refusals of engine routes. The texts are
 * those of the libraries that engines are built on, Baileys and whatsmeow.
 */
public final class WhatsAppTexts {
    private static final Pattern NUMBERED = Pattern.compile("info query returned status (\\d{3})");

    /** WhatsApp's names of its codes. A name is the whole text, or its end after a colon or a number. */
    private static final Pattern NAMED =
            Pattern.compile("(?:^\\W*|: *|\\b\\d{3} +)(bad-request|not-authorized|forbidden"
                    + "|item-not-found|not-allowed|not-acceptable|conflict|gone|resource-limit|rate-overlimit)\\W*$");

    private static final Map<String, Integer> CODES = Map.of(
            "bad-request", 400,
            "not-authorized", 401,
            "forbidden", 403,
            "item-not-found", 404,
            "not-allowed", 405,
            "not-acceptable", 406,
            "conflict", 409,
            "gone", 410,
            "resource-limit", 419,
            "rate-overlimit", 429);

    private static final Pattern NO_GROUP =
            Pattern.compile("not participating in that group|that group does not exist|group with id .* not found");

    private static final Pattern NOT_CONNECTED = Pattern.compile(
            "connection (was )?(closed|terminated|lost|failure)|websocket (is )?(not connected|disconnected)"
                    + "|not logged in|not connect to services server|no session|device (.* )?not found"
                    + "|store doesn't contain a device jid");

    private static final Pattern FORBIDDEN = Pattern.compile("don't have the permission");

    private static final Pattern BAD_INVITE = Pattern.compile("invite link (is not valid|has been revoked)");

    private static final Pattern TIMED_OUT = Pattern.compile("info query timed out|timed out");

    private WhatsAppTexts() {}

    /** The refusal of a request of an engine operation; null if the text does not say. */
    public static String of(String operation, Object text) {
        return refusal(text, WhatsAppCodes.of(operation));
    }

    /** The refusal of a request that reads a group; null if the text does not say. */
    public static String ofRead(Object text) {
        return refusal(text, WhatsAppCodes::ofRead);
    }

    /** The refusal of a request that changes a group; null if the text does not say. */
    public static String ofChange(Object text) {
        return refusal(text, WhatsAppCodes::ofChange);
    }

    /** The refusal of a request to join a group by an invite; null if the text does not say. */
    public static String ofJoin(Object text) {
        return refusal(text, WhatsAppCodes::ofJoin);
    }

    private static String refusal(Object any, IntFunction<String> ofCode) {
        String text = String.valueOf(any).toLowerCase(Locale.ROOT);
        Matcher numbered = NUMBERED.matcher(text);
        if (numbered.find()) {
            return ofCode.apply(Integer.parseInt(numbered.group(1)));
        }
        if (NO_GROUP.matcher(text).find()) {
            return "no_group";
        }
        if (FORBIDDEN.matcher(text).find()) {
            return "forbidden";
        }
        if (BAD_INVITE.matcher(text).find()) {
            return "bad_invite";
        }
        if (NOT_CONNECTED.matcher(text).find()) {
            return "not_connected";
        }
        if (TIMED_OUT.matcher(text).find()) {
            return "timed_out";
        }
        Matcher named = NAMED.matcher(text);
        return named.find() ? ofCode.apply(CODES.get(named.group(1))) : null;
    }
}
