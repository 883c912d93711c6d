package io.wagateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.core.io.ClassPathResource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Every route file is valid by Camel's own schema of its YAML, so that an editor that knows the schema opens it. */
class RouteSchemaTest {
    private static JsonSchema schema;

    @BeforeAll
    static void readSchema() throws IOException {
        try (InputStream in = new ClassPathResource("schema/camelYamlDsl.json").getInputStream()) {
            schema = JsonSchemaFactory.getInstance(VersionFlag.V4)
                    .getSchema(
                            in,
                            SchemaValidatorsConfig.builder()
                                    .pathType(PathType.JSON_POINTER)
                                    .build());
        }
    }

    static List<Path> files() throws IOException {
        try (Stream<Path> routes = Files.walk(Path.of("routes"));
                Stream<Path> resources = Files.walk(Path.of("src/test/resources"))) {
            return Stream.concat(routes, resources)
                    .filter(file -> file.toString().endsWith(RouteFile.SUFFIX))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void file_isValidByTheSchemaOfCamel(Path file) throws IOException {
        assertThat(problems(Files.readString(file))).as("%s", file).isEmpty();
    }

    @Test
    void problem_isNamedByItsPlaceAndItsMessage() {
        String route = """
                - route:
                    id: unquoted-text-and-quoted-number
                    from:
                      uri: direct:start
                      steps:
                        - process:
                            ref: authenticate
                            description: 401
                        - unmarshal:
                            allowNullBody: "true"
                            json: {}
                """;
        assertThat(problems(route))
                .containsExactlyInAnyOrder(
                        "/0/route/from/steps/0/process/description: integer found, string expected",
                        "/0/route/from/steps/1/unmarshal/allowNullBody: string found, boolean expected");
    }

    /** Each as the pointer of what is wrong, a colon, and what would be right. */
    private static List<String> problems(String yaml) {
        Object document = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
        return schema.validate(new ObjectMapper().valueToTree(document)).stream()
                .map(problem -> problem.getMessage())
                .toList();
    }
}
