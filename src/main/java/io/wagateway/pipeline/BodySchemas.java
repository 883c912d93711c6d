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
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/**
 * What each operation takes as its body, by the OpenAPI document: the shape that callers read is the one that they are
 * held to. What would be right is told in the schema's own description.
 */
@Component
class BodySchemas {
    /** More would help nobody, and a body of 64 KiB can be wrong in thousands of places. */
    private static final int MOST_DETAILS = 20;

    /** A name that nobody knows comes back as it was, up to here. */
    private static final int LONGEST_NAME = 100;

    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

    private record Body(JsonSchema schema, JsonNode node, boolean required) {}

    private final JsonNode document;
    private final Map<String, Body> byOperation = new HashMap<>();

    BodySchemas(OpenApiFiles files) {
        this.document = files.document();
        JsonMetaSchema standard = JsonMetaSchema.getV202012();
        // Where OpenAPI keeps what is referred to.
        JsonMetaSchema openApi = JsonMetaSchema.builder(standard.getIri(), standard)
                .keyword(new NonValidationKeyword("components"))
                .build();
        JsonSchemaFactory factory =
                JsonSchemaFactory.getInstance(VersionFlag.V202012, builder -> builder.metaSchema(openApi));
        SchemaValidatorsConfig config = SchemaValidatorsConfig.builder()
                .pathType(PathType.JSON_POINTER)
                .regularExpressionFactory(BodySchemas::expression)
                .build();
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
                                    factory.getSchema(root, config),
                                    document.at(reference.asText().substring(1)),
                                    body.path("required").asBoolean()));
                }
            }
        }
    }

    /** The end of an expression is the end of the text; Java's own would let a line feed stand behind it. */
    private static RegularExpression expression(String regex) {
        String strict = regex.endsWith("$") ? regex.substring(0, regex.length() - 1) + "\\z" : regex;
        Pattern pattern = Pattern.compile(strict);
        return value -> pattern.matcher(value).find();
    }

    /** Whether the operation is nothing without a body. */
    boolean requires(String operationId) {
        Body body = byOperation.get(operationId);
        return body != null && body.required();
    }

    /** What the operation's body is, for people. */
    String description(String operationId) {
        return byOperation.get(operationId).node().path("description").asText("a JSON object");
    }

    /**
     * Any object passes where the document knows no body of the operation: one of an integrator's own.
     *
     * @throws InvalidRequestException 400, naming each field that is wrong
     */
    void check(String operationId, JsonNode input) {
        if (!input.isObject()) {
            throw invalid(Map.of("body", "must be a JSON object"));
        }
        Map<String, Object> details = new TreeMap<>();
        refuseUnstorable("", input, details);
        Body body = byOperation.get(operationId);
        if (body != null) {
            for (ValidationMessage problem : body.schema().validate(input)) {
                describe(problem, details);
            }
        }
        if (!details.isEmpty()) {
            throw invalid(details);
        }
    }

    private static InvalidRequestException invalid(Map<String, Object> details) {
        Map<String, Object> few = new LinkedHashMap<>();
        details.entrySet().stream().limit(MOST_DETAILS).forEach(entry -> few.put(entry.getKey(), entry.getValue()));
        if (details.size() > MOST_DETAILS) {
            few.put("more", details.size() - MOST_DETAILS + " other fields are wrong, too");
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
                        "is not known here; known are " + String.join(", ", names(schema.path("properties"))));
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

    /** What a schema without a description asks for is told by its type. */
    private static String right(JsonNode schema) {
        String told = schema.path("description").asText("").strip().replaceAll("\\s+", " ");
        return told.isEmpty() ? "must be of type " + schema.path("type").asText("object") : "must be: " + told;
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
        String name = property.length() > LONGEST_NAME ? property.substring(0, LONGEST_NAME) + "..." : property;
        return at.isEmpty() ? name : at + "." + name;
    }

    /** Databases cannot keep these characters, and no name of anything needs them. */
    private static void refuseUnstorable(String at, JsonNode node, Map<String, Object> details) {
        if (node.isTextual()
                && node.textValue().codePoints().anyMatch(c -> c == 0 || Character.getType(c) == Character.SURROGATE)) {
            details.put(at, "must not hold the character U+0000 or half a surrogate pair");
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            refuseUnstorable(at + "[" + i + "]", node.get(i), details);
        }
        if (node.isObject()) {
            node.properties().forEach(field -> refuseUnstorable(child(at, field.getKey()), field.getValue(), details));
        }
    }
}
