package io.wagateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** A file that is no YAML is named in one line, as Spring Boot reads it at the start. */
class ConfigurationFileLoaderTest {
    @TempDir
    Path folder;

    private StandardEnvironment read(String text) throws IOException {
        Path file = folder.resolve("gateway.yaml");
        Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource("test", Map.of("spring.config.location", "file:" + file)));
        ConfigDataEnvironmentPostProcessor.applyTo(environment);
        return environment;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            gateway: { data-dir: ./d\u00e4ta }   | Input length = 1
            gateway: { data-dir: "a\u0007b" }    | special characters are not allowed
            gateway: { secret: hunter2, [        | line 1, column
            """)
    void fileThatIsNoYaml_isNamedInOneLine_withoutItsText(String text, String problem) {
        assertThat(StartupFailureReporter.reason(catchThrowable(() -> read(text))))
                .contains(folder.resolve("gateway.yaml") + "] is no YAML: ")
                .contains(problem)
                .doesNotContain("hunter2", "\n", "\u0007");
    }

    @Test
    void deepNesting_isNamedToo() {
        assertThat(StartupFailureReporter.reason(catchThrowable(() -> read("gateway: " + "[".repeat(3_000)))))
                .contains("gateway.yaml] is no YAML: Nesting Depth exceeded");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            gateway: { provision: { api-keys: [ { name: a, scope: {} } ] } }   | true
            gateway: { provision: { api-keys: [ { name: a, "scope": { } } ] } }  | true
            gateway: { data-dir: a } # scope: {}                                | false
            gateway: { provision: { api-keys: [ { scope: { groups: [1@g.us] } } ] } } | false
            """)
    void emptyScope_isNotReadAsNone(String text, boolean refused) {
        Throwable failure = catchThrowable(() -> read(text));
        if (refused) {
            assertThat(StartupFailureReporter.reason(failure)).contains("gateway.yaml]: scope: {} takes sessions");
        } else {
            assertThat(failure).isNull();
        }
    }

    @Test
    void yaml_isReadAsSpringBootReadsIt() throws IOException {
        assertThat(read("gateway: { data-dir: ./a }").getProperty("gateway.data-dir"))
                .isEqualTo("./a");
    }
}
