package io.wagateway.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;

/**
 * The AsyncAPI document: a YAML file that people edit, with the events, their schemas and the headers of webhooks from the
 * OpenAPI document. The first call of {@link #document} reads it.
 */
@Component
public final class AsyncApiFile {
    private static final String SCHEMAS = "#/components/schemas/";
    private static final String WEBHOOK_HEADERS = "WebhookHeaders";

    private final SingletonSupplier<JsonNode> document;

    /** @param openApi the OpenAPI document */
    public AsyncApiFile(OpenApiFiles openApi) {
        Resource file = new ClassPathResource("asyncapi/asyncapi.yaml");
        this.document = SingletonSupplier.of(() -> complete((ObjectNode) OpenApiFiles.read(file), openApi.document()));
    }

    /** It is the same object at every call: do not change it. */
    public JsonNode document() {
        return document.obtain();
    }

    private static JsonNode complete(ObjectNode document, JsonNode openApi) {
        JsonNode webhooks = openApi.required("webhooks");
        for (JsonNode channel : document.required("channels")) {
            ObjectNode messages = (ObjectNode) channel.required("messages");
            JsonNode events = messages.remove("x-events");
            if (events != null) {
                webhooks.properties().forEach(webhook -> addMessage(messages, webhook, events));
            }
        }
        ObjectNode schemas = (ObjectNode) document.at("/components/schemas");
        schemas.set(WEBHOOK_HEADERS, headers(webhooks.elements().next().at("/post/parameters"), openApi));
        copyReferenced(document, schemas, openApi);
        return document;
    }

    private static void addMessage(ObjectNode messages, Map.Entry<String, JsonNode> webhook, JsonNode events) {
        String name = webhook.getKey();
        for (JsonNode except : events.path("except")) {
            if (except.asText().equals(name)) {
                return;
            }
        }
        JsonNode post = webhook.getValue().required("post");
        ObjectNode message = messages.putObject(name).put("name", name);
        message.set("title", post.required("summary"));
        message.put("contentType", "application/json");
        for (String field : new String[] {"headers", "bindings"}) {
            if (events.has(field)) {
                message.set(field, events.get(field));
            }
        }
        message.set("payload", post.at("/requestBody/content/application~1json/schema"));
    }

    /** The header parameters as the properties of one object. */
    private static ObjectNode headers(JsonNode parameters, JsonNode openApi) {
        ObjectNode headers = ((ObjectNode) openApi).objectNode();
        headers.put("description", "The headers of an event, besides the webhook's `customHeaders`.");
        headers.put("type", "object");
        ObjectNode properties = headers.putObject("properties");
        for (JsonNode reference : parameters) {
            JsonNode parameter = resolve(reference, openApi);
            String name = parameter.required("name").asText();
            ObjectNode property = resolve(parameter.required("schema"), openApi).deepCopy();
            properties.set(name, property.set("description", parameter.required("description")));
            if (parameter.required("required").asBoolean()) {
                headers.withArrayProperty("required").add(name);
            }
        }
        return headers;
    }

    private static JsonNode resolve(JsonNode node, JsonNode document) {
        return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
    }

    /** The schemas that something in the document refers to, and those that these refer to. */
    private static void copyReferenced(JsonNode document, ObjectNode schemas, JsonNode openApi) {
        Deque<JsonNode> unread = new ArrayDeque<>();
        unread.add(document);
        while (!unread.isEmpty()) {
            JsonNode node = unread.remove();
            String reference = node.path("$ref").asText();
            if (reference.startsWith(SCHEMAS)) {
                // A reference may name a part of a schema.
                String name = reference.substring(SCHEMAS.length()).replaceFirst("/.*", "");
                if (!schemas.has(name)) {
                    JsonNode schema = openApi.at("/components/schemas").required(name);
                    schemas.set(name, schema);
                    unread.add(schema);
                }
            }
            node.forEach(unread::add);
        }
    }
}
