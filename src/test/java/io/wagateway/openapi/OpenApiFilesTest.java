package io.wagateway.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;

/** What keeps the files of the document small, and everything in them said once. */
class OpenApiFilesTest {
    private static final int MOST_LINES = 700;

    private final JsonNode document = new OpenApiFiles().document();

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/openapi"))) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void file_isOfTheDocument(Path file) {
        assertContains(document, part(file));
    }

    private static void assertContains(JsonNode whole, JsonNode part) {
        if (part.isObject()) {
            part.properties().forEach(member -> assertContains(whole.path(member.getKey()), member.getValue()));
        } else {
            assertThat(whole).isEqualTo(part);
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void file_isShort(Path file) throws IOException {
        assertThat(Files.readAllLines(file)).hasSizeLessThanOrEqualTo(MOST_LINES);
    }

    @Test
    void tag_hasAFileOfItsNameAndNoOther() throws IOException {
        Map<String, Set<String>> tagsByFile = new HashMap<>();
        for (Path file : files()) {
            walk(part(file).path("paths"), "", (pointer, node) -> {
                if (node.has("operationId")) {
                    node.get("tags").forEach(tag -> tagsByFile
                            .computeIfAbsent(file.getFileName().toString(), name -> new HashSet<>())
                            .add(tag.asText()));
                }
            });
        }
        Map<String, Set<String>> expected = new HashMap<>();
        document.get("tags").forEach(tag -> {
            String name = tag.get("name").asText();
            expected.put(name.toLowerCase(Locale.ROOT).replace(' ', '-') + ".yaml", Set.of(name));
        });
        assertThat(tagsByFile).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"schemas", "responses", "parameters", "headers", "examples"})
    void components_areAllDifferent(String kind) {
        Map<JsonNode, String> known = new HashMap<>();
        for (Map.Entry<String, JsonNode> component :
                document.at("/components/" + kind).properties()) {
            assertThat(known.put(component.getValue(), component.getKey()))
                    .as("equal to %s", component.getKey())
                    .isNull();
        }
        assertThat(known).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"schemas", "responses", "parameters", "headers", "examples"})
    void component_isUsed(String kind) {
        Set<String> used = new HashSet<>();
        walk(document, "", (pointer, node) -> used.add(node.path("$ref").asText()));
        assertThat(document.at("/components/" + kind).properties())
                .isNotEmpty()
                .allSatisfy(component -> assertThat(used).contains("#/components/" + kind + "/" + component.getKey()));
    }

    @Test
    void objectSchema_standsOnce() {
        assertOnce(
                node -> node.has("properties") && node.path("type").toString().contains("\"object\""));
    }

    @Test
    void response_standsOnce() {
        assertOnce(node -> node.has("headers") && node.has("description"));
    }

    private void assertOnce(Predicate<JsonNode> shape) {
        Map<JsonNode, String> known = new HashMap<>();
        walk(document, "", (pointer, node) -> {
            if (shape.test(node)) {
                assertThat(known.put(node, pointer)).as("equal to %s", pointer).isNull();
            }
        });
        assertThat(known).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'paths: {/a: {get: 1}}', 'paths: {/a: {post: 2}}', /paths//a",
        "'components: {schemas: {A: {type: string}}}', 'components: {schemas: {A: {type: string}}}', /components/schemas/A",
        "'info: {title: a}', 'info: {summary: b}', /info",
    })
    void twoFiles_thatDefineTheSame_fail(String first, String second, String pointer) {
        OpenApiFiles files = new OpenApiFiles(List.of(yaml(first, "first.yaml"), yaml(second, "second.yaml")));
        assertThatThrownBy(files::document)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(pointer)
                .hasMessageContaining("second.yaml");
    }

    @Test
    void twoFiles_thatDefineDifferentThings_areOneDocument() {
        OpenApiFiles files = new OpenApiFiles(List.of(
                yaml("{openapi: 3.1.0, paths: {/b: 1}, components: {schemas: {A: 1}}}", "first.yaml"),
                yaml("{paths: {/a: 2}, components: {schemas: {B: 2}, headers: {A: 3}}}", "second.yaml")));
        assertThat(files.document())
                .hasToString("{\"openapi\":\"3.1.0\",\"paths\":{\"/b\":1,\"/a\":2},"
                        + "\"components\":{\"schemas\":{\"A\":1,\"B\":2},\"headers\":{\"A\":3}}}");
        assertThat(files.document()).isSameAs(files.document());
    }

    private static Resource yaml(String text, String name) {
        return new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8), name);
    }

    private static JsonNode part(Path file) {
        return new OpenApiFiles(List.of(new FileSystemResource(file))).document();
    }

    /** Every object, with its place. */
    private static void walk(JsonNode node, String pointer, BiConsumer<String, ObjectNode> visitor) {
        if (node instanceof ObjectNode object) {
            visitor.accept(pointer, object);
            object.properties().forEach(member -> walk(member.getValue(), pointer + "/" + member.getKey(), visitor));
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            walk(node.get(i), pointer + "/" + i, visitor);
        }
    }
}
