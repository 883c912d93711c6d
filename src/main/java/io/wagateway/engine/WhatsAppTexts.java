package io.wagateway.engine;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Translates WhatsApp's refusals, which engines pass on as text, into the refusals of engine routes. The texts are
 * those of the libraries that engines are built on, Baileys and whatsmeow.
 */
public final class WhatsAppTexts {
    private static final Pattern NUMBERED =
            Pattern.compile("info query returned status (\\d{3})(?:: *([a-z][a-z-]{1,40}))?");

    private static final Map<String, Integer> CODES = WhatsAppCodes.WORDS.entrySet().stream()
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getValue, Map.Entry::getKey));

    /** WhatsApp's words for its codes. A word is the whole text, or its end after a colon or a number. */
    private static final Pattern NAMED =
            Pattern.compile("(?:^\\W*|: *|\\b\\d{3} +)(" + String.join("|", CODES.keySet()) + ")\\W*$");

    /** What the libraries say in sentences of their own; the first that the text contains counts. */
    private static final Map<Pattern, String> SENTENCES = sentences();

    private WhatsAppTexts() {}

    /**
     * The refusal of a request of an engine operation, {@code {refusal, code, reason}}; without the last two if the text
     * does not have them; null if the text is no refusal of WhatsApp's.
     */
    public static Map<String, Object> of(String operation, Object any) {
        String text = String.valueOf(any).toLowerCase(Locale.ROOT);
        Matcher numbered = NUMBERED.matcher(text);
        if (numbered.find()) {
            int code = Integer.parseInt(numbered.group(1));
            return numbered.group(2) == null
                    ? WhatsAppCodes.of(operation, code)
                    : WhatsAppCodes.of(operation, code, numbered.group(2));
        }
        for (Map.Entry<Pattern, String> sentence : SENTENCES.entrySet()) {
            if (sentence.getKey().matcher(text).find()) {
                return Map.of(EngineRefusal.KEY, sentence.getValue());
            }
        }
        Matcher named = NAMED.matcher(text);
        return named.find() ? WhatsAppCodes.of(operation, CODES.get(named.group(1))) : null;
    }

    private static Map<Pattern, String> sentences() {
        Map<Pattern, String> sentences = new LinkedHashMap<>();
        sentences.put(
                Pattern.compile("not participating in that group|that group does not exist|group with id .* not found"),
                "no_group");
        sentences.put(Pattern.compile("don't have the permission"), "forbidden");
        sentences.put(Pattern.compile("invite link (is not valid|has been revoked)"), "bad_invite");
        sentences.put(
                Pattern.compile("connection (was )?(closed|terminated|lost|failure)"
                        + "|websocket (is )?(not connected|disconnected)"
                        + "|not logged in|not connect to services server|no session|device (.* )?not found"
                        + "|store doesn't contain a device jid"),
                "not_connected");
        // Baileys reads the response that it gave up waiting for.
        sentences.put(Pattern.compile("timed out|reading 'attrs'"), "timed_out");
        return Collections.unmodifiableMap(sentences);
    }
}
