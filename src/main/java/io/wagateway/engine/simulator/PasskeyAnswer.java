package io.wagateway.engine.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Base64;
import java.util.Map;

/** What a browser makes of a challenge: a {@code PublicKeyCredential} as JSON. */
final class PasskeyAnswer {
    private static final ObjectMapper JSON = new ObjectMapper();

    private PasskeyAnswer() {}

    /** The challenge that was signed; null if the credential is malformed. */
    static String challenge(Map<?, ?> credential) {
        if (!(credential.get("response") instanceof Map<?, ?> response)
                || !(response.get("clientDataJSON") instanceof String encoded)) {
            return null;
        }
        try {
            JsonNode signed = JSON.readTree(Base64.getUrlDecoder().decode(encoded));
            return signed == null ? null : signed.path("challenge").textValue();
        } catch (IOException | IllegalArgumentException e) {
            return null;
        }
    }
}
