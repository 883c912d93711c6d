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
 * Step {@code readBody}: reads JSON of the shape that the OpenAPI document has for the operation, which becomes {@link
 * CallContext#input}. 413 if it is larger than 64 KiB, 415 if its Content-Type is not JSON, 400 if it is malformed or of
 * another shape; {@code details} then names each wrong field and what it must be.
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
        AsyncBody body = body(exchange);
        return body == null ? CompletableFuture.completedFuture(new byte[0]) : body.read();
    }

    @Override
    protected void complete(Exchange exchange, byte[] bytes) {
        AsyncBody body = body(exchange);
        exchange.setProperty(CallContext.INPUT, input(CallContext.operationId(exchange), body, bytes));
    }

    private static AsyncBody body(Exchange exchange) {
        return exchange.getProperty(CallContext.BODY, AsyncBody.class);
    }

    private Map<String, Object> input(String operationId, AsyncBody body, byte[] bytes) {
        if (bytes.length == 0 && !schemas.requires(operationId)) {
            return Map.of();
        }
        if (bytes.length == 0) {
            throw InvalidRequestException.validation(
                    "this operation needs a body", Map.of("body", schemas.description(operationId)));
        }
        if (!isJson(body.contentType()) || isEncoded(body.contentEncoding())) {
            throw InvalidRequestException.notJson();
        }
        JsonNode tree = StrictJson.parse(bytes);
        schemas.check(operationId, tree);
        return StrictJson.MAPPER.convertValue(tree, INPUT);
    }

    private static boolean isEncoded(String encoding) {
        return encoding != null && !encoding.isBlank() && !encoding.equalsIgnoreCase("identity");
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
