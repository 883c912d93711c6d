package io.wagateway.error;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;

/** The one shape of every error body: {@code {"error": {"code": ..., "message": ..., "details": {...}}}}. */
public record ErrorEnvelope(Body error) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * What went wrong.
     *
     * @param code one of {@link ErrorCode#code()}
     * @param message for a person
     * @param details free keys, empty where there is nothing to add
     */
    public record Body(String code, String message, Map<String, Object> details) {}

    public static ErrorEnvelope of(ErrorCode code, String message, Map<String, Object> details) {
        return new ErrorEnvelope(new Body(code.code(), message, details));
    }

    public static ErrorEnvelope of(ErrorCode code, String message) {
        return of(code, message, Map.of());
    }

    /** UTF-8 JSON. */
    public byte[] toJson() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an error envelope holds only strings, numbers and maps of them", e);
        }
    }
}
