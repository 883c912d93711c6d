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

/** JSON in UTF-8 as strangers may send it: bounded in depth and numbers, no field twice, nothing behind it. */
public final class StrictJson {
    private static final int DEEPEST = 20;

    static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .maxNumberLength(30)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build();

    private StrictJson() {}

    /**
     * Fails with {@link InvalidRequestException}, which says what is wrong with it.
     *
     * @return a missing node where there is nothing
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
                    "the body is nested deeper than " + DEEPEST + " levels, or holds a number of too many digits",
                    Map.of());
        } catch (JsonProcessingException e) {
            boolean twice = String.valueOf(e.getOriginalMessage()).startsWith("Duplicate field");
            throw InvalidRequestException.validation(
                    twice ? "a field of the body stands twice" : "the body is no JSON", place(e));
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
