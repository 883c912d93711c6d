package io.wagateway.error;

import java.util.Map;
import java.util.regex.Pattern;

/** Why something failed, for the operator. */
public final class FailureReason {
    private static final int MAX_LENGTH = 300;

    private static final Map<Pattern, String> REPLACEMENTS =
            Map.of(Pattern.compile("\\S*://\\S*|\\S*@\\S*"), "***", Pattern.compile("[\\s\\p{Cntrl}]+"), " ");

    private FailureReason() {}

    /** The failure's class and message on one line, without addresses, which may hold secrets; at most 300 characters. */
    public static String of(Throwable failure) {
        String reason = failure.getClass().getSimpleName();
        if (failure.getMessage() != null) {
            String message = failure.getMessage();
            for (Map.Entry<Pattern, String> replacement : REPLACEMENTS.entrySet()) {
                message = replacement.getKey().matcher(message).replaceAll(replacement.getValue());
            }
            reason += ": " + message;
        }
        return reason.length() > MAX_LENGTH ? reason.substring(0, MAX_LENGTH) : reason;
    }
}
