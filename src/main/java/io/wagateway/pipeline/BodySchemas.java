package io.wagateway.pipeline;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonNodePath;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import com.networknt.schema.regex.RegularExpression;
import io.wagateway.error.InvalidRequestException;
import io.wagateway.openapi.OpenApiFiles;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;

/**
 * The body that each operation takes, by the OpenAPI document: the gateway checks the same shape that callers read. An
 * error quotes the schema's own description.
 */
@Component
class BodySchemas {
    /** A body of 64 KiB can be wrong in thousands of places, and a caller does not need them all. */
    private static final int MAX_DETAILS = 20;

    /** Characters: an unknown name goes back to the caller, up to this length. */
    private static final int MAX_NAME_LENGTH = 100;

    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

    private record Body(Supplier<JsonSchema> schema, JsonNode node, boolean required) {}

    private final JsonNode document;
    private final Map<String, Body> byOperation = new HashMap<>();

    BodySchemas(OpenApiFiles files) {
        this.document = files.document();
        Supplier<Compiler> compiler = SingletonSupplier.of(Compiler::new);
        for (JsonNode path : document.path("paths")) {
            for (Map.Entry<String, JsonNode> verb : path.properties()) {
                JsonNode body = verb.getValue().path("requestBody");
                JsonNode reference = body.at("/content/application~1json/schema/$ref");
                if (METHODS.contains(verb.getKey()) && reference.isTextual()) {
                    ObjectNode root = JsonNodeFactory.instance.objectNode();
                    root.set("$ref", reference);
                    root.set("components", document.path("components"));
                    byOperation.put(
                            verb.getValue().path("operationId").asText(),
                            new Body(
                                    SingletonSupplier.of(() -> compiler.get().compile(root)),
                                    document.at(reference.asText().substring(1)),
                                    body.path("required").asBoolean()));
                }
            }
        }
        // Beside the rest of the start, and not while the first caller waits.
        CompletableFuture.runAsync(
                () -> byOperation.values().forEach(body -> body.schema().get().initializeValidators()));
    }

    /** What makes schemas of JSON. */
    private static final class Compiler {
        private final JsonSchemaFactory factory;
        private final SchemaValidatorsConfig config = SchemaValidatorsConfig.builder()
                .pathType(PathType.JSON_POINTER)
                .regularExpressionFactory(BodySchemas::expression)
                .build();

        Compiler() {
            JsonMetaSchema standard = JsonMetaSchema.getV202012();
            // OpenAPI keeps the schemas that $ref names there.
            JsonMetaSchema openApi = JsonMetaSchema.builder(standard.getIri(), standard)
                    .keyword(new NonValidationKeyword("components"))
                    .build();
            factory = JsonSchemaFactory.getInstance(VersionFlag.V202012, builder -> builder.metaSchema(openApi));
        }

        JsonSchema compile(JsonNode root) {
            return factory.getSchema(root, config);
        }
    }

    /** {@code $} means the end of the text; Java's own would allow a line feed after it. */
    private static RegularExpression expression(String regex) {
        String strict = regex.endsWith("$") ? regex.substring(0, regex.length() - 1) + "\\z" : regex;
        Pattern pattern = Pattern.compile(strict);
        return value -> pattern.matcher(value).find();
    }

    /** Whether the operation requires a body. */
    boolean requires(String operationId) {
        Body body = byOperation.get(operationId);
        return body != null && body.required();
    }

    /** The description of the operation's body, for people. */
    String description(String operationId) {
        return byOperation.get(operationId).node().path("description").asText("a JSON object");
    }

    /**
     * Checks a body. Any object passes if the document has no body for the operation, as with an integrator's own route.
     *
     * @throws InvalidRequestException 400, naming each field that is wrong
     */
    void check(String operationId, JsonNode input) {
        if (!input.isObject()) {
            throw invalid(Map.of("body", "must be a JSON object"));
        }
        Map<String, Object> details = new TreeMap<>();
        rejectUnstorable("", input, details);
        Body body = byOperation.get(operationId);
        if (body != null) {
            for (ValidationMessage problem : body.schema().get().validate(input)) {
                describe(problem, details);
            }
        }
        if (!details.isEmpty()) {
            throw invalid(details);
        }
    }

    private static InvalidRequestException invalid(Map<String, Object> details) {
        Map<String, Object> few = new LinkedHashMap<>();
        details.entrySet().stream().limit(MAX_DETAILS).forEach(entry -> few.put(entry.getKey(), entry.getValue()));
        if (details.size() > MAX_DETAILS) {
            few.put("more", details.size() - MAX_DETAILS + " other fields are wrong, too");
        }
        return InvalidRequestException.fields(few);
    }

    private void describe(ValidationMessage problem, Map<String, Object> details) {
        JsonNode schema = schemaOf(problem);
        String at = name(problem.getInstanceLocation());
        switch (problem.getType()) {
            case "required" ->
                details.putIfAbsent(
                        child(at, problem.getProperty()),
                        "is missing; " + right(resolve(schema.path("properties").path(problem.getProperty()))));
            case "additionalProperties" ->
                details.putIfAbsent(
                        child(at, problem.getProperty()),
                        "is unknown; the fields are " + String.join(", ", names(schema.path("properties"))));
            default -> details.putIfAbsent(at.isEmpty() ? "body" : at, right(schema));
        }
    }

    private static List<String> names(JsonNode properties) {
        List<String> names = new ArrayList<>();
        properties.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** The schema whose keyword failed, in the document. */
    private JsonNode schemaOf(ValidationMessage problem) {
        String pointer = problem.getSchemaLocation().getFragment().toString();
        return document.at(JsonPointer.compile(pointer).head());
    }

    private JsonNode resolve(JsonNode schema) {
        return schema.has("$ref") ? document.at(schema.get("$ref").asText().substring(1)) : schema;
    }

    /** What the schema requires: its description, or its type if it has none. */
    private static String right(JsonNode schema) {
        String description = schema.path("description").asText("").strip().replaceAll("\\s+", " ");
        return description.isEmpty()
                ? "must be of type " + schema.path("type").asText("object")
                : "must be: " + description;
    }

    /** {@code /participants/3} is participants[3]. */
    private static String name(JsonNodePath location) {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < location.getNameCount(); i++) {
            Object element = location.getElement(i);
            name.append(element instanceof Integer ? "[" + element + "]" : (name.isEmpty() ? "" : ".") + element);
        }
        return name.toString();
    }

    private static String child(String at, String property) {
        String name = property.length() > MAX_NAME_LENGTH ? property.substring(0, MAX_NAME_LENGTH) + "..." : property;
        return at.isEmpty() ? name : at + "." + name;
    }

    /** Databases cannot store these characters. */
    private static void rejectUnstorable(String at, JsonNode node, Map<String, Object> details) {
        if (node.isTextual()
                && node.textValue().codePoints().anyMatch(c -> c == 0 || Character.getType(c) == Character.SURROGATE)) {
            details.put(at, "must not hold the character U+0000 or half a surrogate pair");
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            rejectUnstorable(at + "[" + i + "]", node.get(i), details);
        }
        if (node.isObject()) {
            node.properties().forEach(field -> rejectUnstorable(child(at, field.getKey()), field.getValue(), details));
        }
    }
}
