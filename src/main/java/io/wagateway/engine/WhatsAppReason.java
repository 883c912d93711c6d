package io.wagateway.engine;

import io.wagateway.error.DomainException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Why WhatsApp refused a request or a row of one, as an engine passed it on.
 *
 * @param code WhatsApp's numeric code; null if the engine does not pass it on
 * @param reason WhatsApp's word for it, for example {@code not-acceptable}; null if it is not known
 */
record WhatsAppReason(Integer code, String reason) {
    /** An engine's text may contain anything; WhatsApp's words look like this. */
    private static final Pattern WORD = Pattern.compile("[a-z][a-z-]{0,40}");

    private static final int LARGEST = 999;
    private static final String KEY = "whatsapp";

    /** Of a refusal {@code {refusal, code, reason}}, the last two being optional. */
    static WhatsAppReason of(Map<?, ?> refusal) {
        Integer code = refusal.get("code") instanceof Integer number && number > 0 && number <= LARGEST ? number : null;
        String reason = refusal.get("reason") instanceof String text
                        && WORD.matcher(text).matches()
                ? text
                : null;
        return new WhatsAppReason(code, reason);
    }

    /** WhatsApp's code, if the error has it. */
    static Optional<Integer> in(DomainException error) {
        return error.details().get(KEY) instanceof Map<?, ?> whatsApp
                ? Optional.ofNullable(of(whatsApp).code())
                : Optional.empty();
    }

    /** For the caller, for example {@code WhatsApp rejected the request: 406 not-acceptable}. */
    String message() {
        String rejected = "WhatsApp rejected the request";
        if (code == null) {
            return rejected;
        }
        return rejected + ": " + code + (reason == null ? "" : " " + reason);
    }

    /** {@code {whatsapp: {code, reason}}}, or nothing if the code is not known. */
    Map<String, Object> details() {
        return details(Map.of());
    }

    /** The same, beside other details. */
    Map<String, Object> details(Map<String, Object> others) {
        if (code == null) {
            return others;
        }
        Map<String, Object> whatsApp = new LinkedHashMap<>();
        whatsApp.put("code", code);
        whatsApp.put("reason", reason);
        Map<String, Object> details = new HashMap<>(others);
        details.put(KEY, whatsApp);
        return details;
    }
}
