package io.wagateway.pipeline;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import io.wagateway.error.InvalidRequestException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.Exchange;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/**
 * Step {@code readBody}: the body is JSON of the shape that the OpenAPI document shows for the operation, and becomes
 * {@link CallContext#input}. 413 where it is larger than 64 KiB, 415 where it does not call itself JSON, 400 where it is none or
 * of another shape; then {@code details} names each field that is wrong and what would be right.
 */
@Component("readBody")
final class ReadBody extends AsyncStep<byte[]> {
    private static final MediaType JSON_DIALECT = new MediaType("application", "*+json");
    private static final TypeReference<LinkedHashMap<String, Object>> INPUT = new TypeReference<>() {};

    private final BodySchemas schemas;

    ReadBody(BodySchemas schemas) {
        this.schemas = schemas;
    }

    @Override
    protected CompletableFuture<byte[]> begin(Exchange exchange) {
        CallBody body = body(exchange);
        return body == null ? CompletableFuture.completedFuture(new byte[0]) : body.read();
    }

    @Override
    protected void complete(Exchange exchange, byte[] bytes) {
        CallBody body = body(exchange);
        exchange.setProperty(
                CallContext.INPUT,
                input(CallContext.operationId(exchange), body == null ? null : body.contentType(), bytes));
    }

    private static CallBody body(Exchange exchange) {
        return exchange.getProperty(CallContext.BODY, CallBody.class);
    }

    private Map<String, Object> input(String operationId, String contentType, byte[] bytes) {
        if (bytes.length == 0 && !schemas.requires(operationId)) {
            return Map.of();
        }
        if (bytes.length == 0) {
            throw InvalidRequestException.validation(
                    "this operation needs a body", Map.of("body", schemas.description(operationId)));
        }
        if (!isJson(contentType)) {
            throw InvalidRequestException.notJson();
        }
        JsonNode tree = StrictJson.parse(bytes);
        schemas.check(operationId, tree);
        return StrictJson.MAPPER.convertValue(tree, INPUT);
    }

    private static boolean isJson(String contentType) {
        try {
            MediaType type = contentType == null ? MediaType.ALL : MediaType.parseMediaType(contentType);
            boolean utf8 = type.getCharset() == null || StandardCharsets.UTF_8.equals(type.getCharset());
            return utf8 && (type.equalsTypeAndSubtype(MediaType.APPLICATION_JSON) || JSON_DIALECT.includes(type));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
