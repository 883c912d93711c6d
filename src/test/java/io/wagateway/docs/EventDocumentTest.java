package io.wagateway.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.wagateway.event.log.EventName;
import io.wagateway.openapi.DocumentSchemas;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The events of the OpenAPI and the AsyncAPI document, beside the code and the routes. */
class EventDocumentTest {
    private static final String TEST = "webhook.test";

    private final DocumentSchemas openApi = DocumentSchemas.ofOpenApi();
    private final DocumentSchemas asyncApi = DocumentSchemas.ofAsyncApi();

    static List<String> events() {
        return Stream.concat(Arrays.stream(EventName.values()).map(EventName::wireName), Stream.of(TEST))
                .toList();
    }

    private static List<String> logged() {
        return events().stream().filter(name -> !name.equals(TEST)).toList();
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void namesOfEvents_areThoseOfTheCode() {
        JsonNode schemas = openApi.document().at("/components/schemas");
        assertThat(texts(schemas.at("/EventName/enum"))).isEqualTo(logged());
        List<String> subscribed = texts(schemas.at("/WebhookEvent/enum"));
        assertThat(subscribed.get(0)).isEqualTo("*");
        assertThat(subscribed.subList(1, subscribed.size())).isEqualTo(logged());
        assertThat(schemas.at("/WebhookEvent/description").asText())
                .isEqualTo("one of " + String.join(", ", subscribed));
        assertThat(names(openApi.document().get("webhooks"))).containsExactlyInAnyOrderElementsOf(events());
    }

    @ParameterizedTest
    @MethodSource("events")
    void schemaOfAnEvent_isOfThatEvent_andItsPayloadHasNoKeyOfItsOwn(String event) {
        JsonNode schema =
                openApi.document().at("/webhooks/" + event + "/post/requestBody/content/application~1json/schema");
        JsonNode named = openApi.document().at("/components/schemas/" + DocumentSchemas.name(schema));
        assertThat(named.at("/properties/event/const").asText()).isEqualTo(event);
        assertThat(openApi.properties(schema))
                .containsExactlyInAnyOrder("schema", "id", "event", "session", "organization", "timestamp", "payload");
        assertThat(openApi.properties(named.at("/properties/payload")))
                .isSubsetOf(openApi.properties(openApi.document().at("/components/schemas/EventPayload")))
                .contains("actor", "requestId", "operationId");
    }

    @Test
    void keysOfPayloads_areThoseThatSomeEventHas() {
        List<String> keys = new ArrayList<>();
        for (String event : events()) {
            JsonNode schema =
                    openApi.document().at("/webhooks/" + event + "/post/requestBody/content/application~1json/schema");
            keys.addAll(openApi.properties(openApi.document()
                    .at("/components/schemas/" + DocumentSchemas.name(schema) + "/properties/payload")));
        }
        assertThat(keys).containsAll(openApi.properties(openApi.document().at("/components/schemas/EventPayload")));
    }

    @Test
    void asyncApi_hasEachEventInEachWay_withTheSchemaOfTheOpenApiDocument() {
        JsonNode channels = asyncApi.document().get("channels");
        assertThat(names(channels.at("/webhook/messages"))).containsExactlyInAnyOrderElementsOf(events());
        for (String channel : List.of("stream", "broker")) {
            assertThat(names(channels.at("/" + channel + "/messages"))).containsExactlyInAnyOrderElementsOf(logged());
        }
        for (JsonNode channel : channels) {
            for (Map.Entry<String, JsonNode> message : channel.get("messages").properties()) {
                if (events().contains(message.getKey())) {
                    assertThat(message.getValue().get("name").asText()).isEqualTo(message.getKey());
                    assertThat(message.getValue().get("payload"))
                            .isEqualTo(openApi.document()
                                    .at("/webhooks/" + message.getKey()
                                            + "/post/requestBody/content/application~1json/schema"));
                }
            }
        }
        for (Map.Entry<String, JsonNode> schema :
                openApi.document().at("/components/schemas").properties()) {
            JsonNode copy = asyncApi.document().at("/components/schemas/" + schema.getKey());
            assertThat(copy.isMissingNode() || copy.equals(schema.getValue()))
                    .as(schema.getKey())
                    .isTrue();
        }
    }

    @Test
    void asyncApi_isWholeByItself() {
        JsonNode document = asyncApi.document();
        assertThat(document.get("asyncapi").asText()).isEqualTo("3.0.0");
        List<String> references = new ArrayList<>();
        walk(document, node -> {
            assertThat(node.has("x-events")).isFalse();
            if (node.has("$ref")) {
                assertThat(node).hasSize(1);
                references.add(node.get("$ref").asText());
            }
        });
        assertThat(references).hasSizeGreaterThan(50);
        assertThat(references).allSatisfy(reference -> assertThat(
                        document.at(reference.substring(1)).isMissingNode())
                .isFalse());
        assertThat(document.at("/components/schemas").properties())
                .allSatisfy(schema -> assertThat(references.stream().anyMatch(reference -> (reference + "/")
                                .startsWith("#/components/schemas/" + schema.getKey() + "/")))
                        .as(schema.getKey())
                        .isTrue());
        for (JsonNode operation : document.get("operations")) {
            assertThat(operation.get("action").asText()).isIn("send", "receive");
            assertThat(operation.at("/channel/$ref").asText()).startsWith("#/channels/");
        }
    }

    private static void walk(JsonNode node, Consumer<JsonNode> visitor) {
        visitor.accept(node);
        node.forEach(child -> walk(child, visitor));
    }

    @Test
    void stream_isAtItsPath() {
        assertThat(RestRoutes.verbs())
                .filteredOn(verb -> verb.id().equals("streamEvents"))
                .singleElement()
                .satisfies(verb -> assertThat(asyncApi.document()
                                .at("/channels/stream/address")
                                .asText())
                        .isEqualTo(verb.path()));
    }

    @Test
    void headersOfTheBroker_areThoseOfItsRoute() {
        List<String> set = RestRoutes.headers("direct:publish-event");
        assertThat(set).contains("Content-Type", "kafka.KEY");
        assertThat(openApi.properties(asyncApi.document().at("/components/schemas/BrokerHeaders")))
                .containsExactlyInAnyOrderElementsOf(set.stream()
                        .filter(name -> !name.equals("Content-Type") && !name.equals("kafka.KEY"))
                        .toList());
        assertThat(asyncApi.document().at("/channels/broker/messages")).allSatisfy(message -> {
            assertThat(message.get("contentType").asText()).isEqualTo("application/json");
            assertThat(message.at("/bindings/kafka/key").isObject()).isTrue();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"webhook", "broker"})
    void messagesOfAChannel_haveItsHeaders(String channel) {
        String headers = channel.equals("webhook") ? "WebhookHeaders" : "BrokerHeaders";
        assertThat(asyncApi.document().at("/channels/" + channel + "/messages"))
                .isNotEmpty()
                .allSatisfy(message ->
                        assertThat(DocumentSchemas.name(message.get("headers"))).isEqualTo(headers));
    }
}
