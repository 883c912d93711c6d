package io.wagateway.session;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;

/** What an engine waits for while it pairs an account that has a passkey: {@code {step, publicKey, code}}. */
final class PasskeyDetails {
    static final String STEP = "step";

    /** Somebody must sign the challenge in {@code publicKey}. */
    static final String ANSWER = "answer";

    /** Somebody must compare the {@code code} with the phone. */
    static final String CONFIRM = "confirm";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_LENGTH = 16_384;
    private static final int MAX_CODE_LENGTH = 64;

    private PasskeyDetails() {}

    /** @return null if an engine gives none that a caller can use */
    static String json(Object given) {
        if (!(given instanceof Map<?, ?> details)) {
            return null;
        }
        Map<String, Object> kept = new LinkedHashMap<>();
        if (ANSWER.equals(details.get(STEP)) && details.get("publicKey") instanceof Map<?, ?> publicKey) {
            kept.put(STEP, ANSWER);
            kept.put("publicKey", publicKey);
        } else if (CONFIRM.equals(details.get(STEP))
                && details.get("code") instanceof String code
                && code.length() <= MAX_CODE_LENGTH) {
            kept.put(STEP, CONFIRM);
            kept.put("code", code);
        } else {
            return null;
        }
        try {
            String json = JSON.writeValueAsString(kept);
            return json.length() > MAX_LENGTH || json.indexOf(0) >= 0 ? null : json;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an engine's response was JSON", e);
        }
    }

    /** The object, with both keys; each is null if it does not belong to the step. */
    static Map<String, Object> read(String json) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put(STEP, null);
        all.put("publicKey", null);
        all.put("code", null);
        if (json != null) {
            try {
                all.putAll(JSON.readValue(json, new TypeReference<Map<String, Object>>() {}));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("the details of a session are JSON", e);
            }
        }
        return all;
    }
}
