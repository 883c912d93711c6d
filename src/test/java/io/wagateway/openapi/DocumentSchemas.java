package io.wagateway.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.util.Set;
import java.util.TreeSet;

/** The schemas of the OpenAPI or the AsyncAPI document, for tests that compare them with what the gateway really sends. */
public final class DocumentSchemas {
    private static final String SCHEMAS = "#/components/schemas/";

    private final JsonNode document;
    private final JsonSchemaFactory factory;

    private DocumentSchemas(JsonNode document) {
        this.document = document;
        JsonMetaSchema standard = JsonMetaSchema.getV202012();
        this.factory = JsonSchemaFactory.getInstance(
                VersionFlag.V202012,
                builder -> builder.metaSchema(JsonMetaSchema.builder(standard.getIri(), standard)
                        .keyword(new NonValidationKeyword("components"))
                        .build()));
    }

    public static DocumentSchemas ofOpenApi() {
        return new DocumentSchemas(new OpenApiFiles().document());
    }

    public static DocumentSchemas ofAsyncApi() {
        return new DocumentSchemas(new AsyncApiFile(new OpenApiFiles()).document());
    }

    public JsonNode document() {
        return document;
    }

    /** What is wrong with a value of a schema of {@code components}; empty if it is right. */
    public Set<ValidationMessage> problems(String schema, JsonNode value) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("$ref", SCHEMAS + schema);
        root.set("components", document.get("components"));
        return factory.getSchema(root).validate(value);
    }

    /** The name of the schema that a {@code $ref} names. */
    public static String name(JsonNode reference) {
        return reference.required("$ref").asText().substring(SCHEMAS.length());
    }

    /** All properties of an object schema, also those of the schemas that it is all of. */
    public Set<String> properties(JsonNode schema) {
        Set<String> names = new TreeSet<>();
        JsonNode resolved =
                schema.has("$ref") ? document.at(schema.get("$ref").asText().substring(1)) : schema;
        resolved.path("properties").fieldNames().forEachRemaining(names::add);
        resolved.path("allOf").forEach(part -> names.addAll(properties(part)));
        return names;
    }
}
