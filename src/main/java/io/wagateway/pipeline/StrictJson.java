package io.wagateway.pipeline;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.wagateway.error.InvalidRequestException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** JSON in UTF-8 from untrusted callers: bounded in depth and number length, no duplicate field, nothing after it. */
public final class StrictJson {
    private static final int MAX_DEPTH = 20;

    static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNumberLength(30)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build();

    private StrictJson() {}

    /**
     * Fails with {@link InvalidRequestException}, which says what is wrong.
     *
     * @return a missing node if there are no bytes
     */
    public static JsonNode parse(byte[] bytes) {
        try {
            return MAPPER.readTree(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            throw InvalidRequestException.validation("the body is not encoded in UTF-8", Map.of());
        } catch (StreamConstraintsException e) {
            throw InvalidRequestException.validation(
                    "the body is nested deeper than " + MAX_DEPTH + " levels, or a number has too many digits",
                    Map.of());
        } catch (JsonProcessingException e) {
            boolean duplicate = String.valueOf(e.getOriginalMessage()).startsWith("Duplicate field");
            throw InvalidRequestException.validation(
                    duplicate ? "a field occurs twice in the body" : "the body is not valid JSON", place(e));
        }
    }

    private static Map<String, Object> place(JsonProcessingException e) {
        return e.getLocation() == null
                ? Map.of()
                : Map.of(
                        "line", e.getLocation().getLineNr(),
                        "column", e.getLocation().getColumnNr());
    }
}
