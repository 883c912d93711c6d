package io.wagateway.docs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.wagateway.openapi.OpenApiFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The OpenAPI document as tests look at it. */
final class Document {
    /**
     * An operation of the document.
     *
     * @param parameters of the path and of the operation, resolved
     */
    record Operation(String method, String path, JsonNode node, List<JsonNode> parameters) {
        String id() {
            return node.path("operationId").asText();
        }
    }

    private final JsonNode root;

    private Document(JsonNode root) {
        this.root = root;
    }

    static String json(String version) {
        return new String(ApiDocument.toJson(new OpenApiFiles().document(), version), StandardCharsets.UTF_8);
    }

    static Document read() {
        return new Document(parse(json("1.2.3")));
    }

    static JsonNode parse(String json) {
        try {
            return JsonMapper.builder().build().readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode at(String pointer) {
        return root.at(pointer);
    }

    /** What a {@code $ref} names; anything else is itself. */
    JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? root.at(node.get("$ref").asText().substring(1)) : node;
    }

    List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : root.get("paths").properties()) {
            for (Map.Entry<String, JsonNode> item : path.getValue().properties()) {
                if (!item.getKey().equals("parameters")) {
                    List<JsonNode> parameters = new ArrayList<>();
                    path.getValue().path("parameters").forEach(node -> parameters.add(resolve(node)));
                    item.getValue().path("parameters").forEach(node -> parameters.add(resolve(node)));
                    operations.add(new Operation(item.getKey(), path.getKey(), item.getValue(), parameters));
                }
            }
        }
        return operations;
    }

    Operation operation(String id) {
        return operations().stream()
                .filter(operation -> operation.id().equals(id))
                .findFirst()
                .orElseThrow();
    }
}
