package io.wagateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.wagateway.error.DomainException;
import io.wagateway.openapi.OpenApiFiles;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.ByteArrayResource;

class ReadBodyTest {
    private static final String DOCUMENT = """
            paths:
              /things:
                post:
                  operationId: makeThing
                  requestBody:
                    required: true
                    content:
                      application/json:
                        schema:
                          $ref: "#/components/schemas/Thing"
                patch:
                  operationId: touchThing
                  requestBody:
                    content:
                      application/json:
                        schema:
                          $ref: "#/components/schemas/Thing"
            components:
              schemas:
                Name:
                  description: 1 to 5 letters
                  type: string
                  pattern: "^[a-z]{1,5}$"
                Thing:
                  description: a thing
                  type: object
                  additionalProperties: false
                  required: [name]
                  properties:
                    name:
                      $ref: "#/components/schemas/Name"
                    friends:
                      description: 1 to 3 names, each once
                      type: array
                      minItems: 1
                      maxItems: 3
                      uniqueItems: true
                      items:
                        $ref: "#/components/schemas/Name"
            """;

    private final ReadBody step;

    ReadBodyTest() {
        step = new ReadBody(new BodySchemas(
                new OpenApiFiles(List.of(new ByteArrayResource(DOCUMENT.getBytes(StandardCharsets.UTF_8))))));
    }

    private Exchange read(String operation, AsyncBody body) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setProperty(CallContext.OPERATION_ID, operation);
        exchange.setProperty(CallContext.BODY, body);
        step.process(exchange, done -> {});
        return exchange;
    }

    private Exchange read(String json) {
        return read("makeThing", CompletedBody.json(json));
    }

    private static Map<String, Object> detailsOf(Exchange exchange) {
        DomainException refusal = exchange.getException(DomainException.class);
        assertThat(refusal.code().code()).isEqualTo("validation_error");
        return refusal.details();
    }

    @Test
    void body_ofTheRightShape_becomesTheInput() {
        Exchange exchange = read("{\"name\": \"anna\", \"friends\": [\"bert\"]}");
        assertThat(exchange.getException()).isNull();
        assertThat(CallContext.input(exchange)).isEqualTo(Map.of("name", "anna", "friends", List.of("bert")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                        | name       | is missing; must be: 1 to 5 letters",
                "{\"name\": null}                          | name       | must be: 1 to 5 letters",
                "{\"name\": 7}                             | name       | must be: 1 to 5 letters",
                "{\"name\": \"ANNA\"}                      | name       | must be: 1 to 5 letters",
                "{\"name\": \"a\", \"nmae\": 1}            | nmae       | is unknown; the fields are name, friends",
                "{\"name\": \"a\", \"friends\": null}      | friends    | must be: 1 to 3 names, each once",
                "{\"name\": \"a\", \"friends\": []}        | friends    | must be: 1 to 3 names, each once",
                "{\"name\": \"a\", \"friends\": [\"b\",\"b\"]} | friends | must be: 1 to 3 names, each once",
                "{\"name\": \"a\", \"friends\": [\"b\", 3]} | friends[1] | must be: 1 to 5 letters",
                "{\"name\": \"a\\u0000\"}                  | name       | must not hold the character U+0000 or half a surrogate pair",
                "{\"name\": \"a\\ud800\"}                  | name       | must not hold the character U+0000 or half a surrogate pair",
                "[1]                                       | body       | must be a JSON object",
                "null                                      | body       | must be a JSON object",
                "\"name\"                                  | body       | must be a JSON object",
            })
    void field_thatIsWrong_isNamedWithWhatItMustBe(String json, String field, String expected) {
        assertThat(detailsOf(read(json))).containsExactly(Map.entry(field, expected));
    }

    @Test
    void body_thatIsWrongInManyPlaces_namesSomeOfThemAndCountsTheRest() {
        String fields =
                IntStream.range(0, 1_000).mapToObj(i -> "\"f" + i + "\": 0").collect(Collectors.joining(","));
        assertThat(detailsOf(read("{" + fields + "}")))
                .hasSize(21)
                .containsEntry("more", "981 other fields are wrong, too");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{", "{\"name\": anna}", "{} {}", "{'name': 1}", "nonsense", "{\"name\": \"a\",}", "\uFEFF{}"})
    void body_thatIsNotJson_is400(String json) {
        assertThat(read(json).getException(DomainException.class)).hasMessage("the body is not valid JSON");
    }

    @Test
    void field_thatOccursTwice_is400() {
        assertThat(read("{\"name\": \"a\", \"name\": \"b\"}").getException(DomainException.class))
                .hasMessage("a field occurs twice in the body");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"name\":"})
    void bomb_ofNestedLevels_is400(String level) {
        String json = level.repeat(20_000);
        assertThat(read(json).getException(DomainException.class)).hasMessageContaining("nested deeper than 20 levels");
    }

    @Test
    void bytes_thatAreNotUtf8_are400() {
        byte[] bytes = "{\"name\": \"\u00e4\"}".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(read("makeThing", CompletedBody.of("application/json", bytes))
                        .getException(DomainException.class))
                .hasMessage("the body is not encoded in UTF-8");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "application/json; charset=utf-16",
                "application/json; charset=nonsense",
                "json",
                "*/*",
                ""
            })
    void contentType_thatIsNotJson_is415(String contentType) {
        Exchange exchange =
                read("makeThing", CompletedBody.of(contentType, "{\"name\": \"a\"}".getBytes(StandardCharsets.UTF_8)));
        assertThat(exchange.getException(DomainException.class).code().status()).isEqualTo(415);
    }

    @Test
    void contentType_thatIsMissing_is415() {
        Exchange exchange =
                read("makeThing", CompletedBody.of(null, "{\"name\": \"a\"}".getBytes(StandardCharsets.UTF_8)));
        assertThat(exchange.getException(DomainException.class).code().status()).isEqualTo(415);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "Application/JSON; charset=UTF-8",
                "application/merge-patch+json",
                "application/json;v=1"
            })
    void contentType_ofJson_passes(String contentType) {
        Exchange exchange =
                read("makeThing", CompletedBody.of(contentType, "{\"name\": \"a\"}".getBytes(StandardCharsets.UTF_8)));
        assertThat(exchange.getException()).isNull();
    }

    @Test
    void body_thatIsMissing_is400OnlyIfTheOperationNeedsOne() {
        assertThat(detailsOf(read("makeThing", null))).containsExactly(Map.entry("body", "a thing"));
        assertThat(CallContext.input(read("touchThing", null))).isEmpty();
    }
}
