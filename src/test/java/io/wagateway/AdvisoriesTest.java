package io.wagateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

/** The versions on the class path, against known security advisories and against each other. It asks no server. */
class AdvisoriesTest {
    private static final Pattern JAR = Pattern.compile("([a-zA-Z][a-zA-Z0-9.-]*?)-(\\d[0-9a-zA-Z.-]*)\\.jar");
    private static final Pattern NUMBER = Pattern.compile("\\d+");

    /** By artifact. */
    private static Map<String, String> versions() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> JAR.matcher(Path.of(entry).getFileName().toString()))
                .filter(java.util.regex.Matcher::matches)
                .map(java.util.regex.Matcher::toMatchResult)
                .collect(Collectors.toMap(jar -> jar.group(1), jar -> jar.group(2), (one, other) -> one));
    }

    private static boolean isBehind(String version, String other) {
        return Arrays.compare(numbers(version), numbers(other)) < 0;
    }

    private static int[] numbers(String version) {
        return NUMBER.matcher(version)
                .results()
                .map(MatchResult::group)
                .mapToInt(Integer::parseInt)
                .toArray();
    }

    /** An accepted row that is not behind any more has to go. */
    @ParameterizedTest
    @CsvFileSource(resources = "/advisories.csv")
    void artifact_isMended_orWhyItIsBehindIsSaid(String artifact, String id, String mended, String accepted) {
        assertThat(versions()).containsKey(artifact);
        String version = versions().get(artifact);
        boolean isBehind = isBehind(version, mended);
        if (isBehind) {
            System.out.printf("%s %s is behind %s (%s): %s%n", artifact, version, mended, id, accepted);
        }
        assertThat(isBehind).as("%s %s, %s", artifact, version, id).isEqualTo(accepted != null);
    }

    /** A patch of Camel on its own is fine; a jar of another minor version would fail at run time. */
    @Test
    void camel_isOfOneMinorVersion() {
        List<String> others = versions().entrySet().stream()
                .filter(jar -> jar.getKey().startsWith("camel-"))
                .filter(jar -> !jar.getValue().startsWith("4.18."))
                .map(Object::toString)
                .toList();
        assertThat(others).isEmpty();
        assertThat(Stream.of("camel-api", "camel-jms", "camel-kafka")).allMatch(versions()::containsKey);
    }

    @ParameterizedTest
    @CsvSource({
        "4.18.0, 4.18.2, true",
        "4.18.2, 4.18.2, false",
        "4.18.10, 4.18.2, false",
        "4.9.9, 4.18.0, true",
        "4.18, 4.18.1, true"
    })
    void version_isComparedByItsNumbers(String version, String other, boolean behind) {
        assertThat(isBehind(version, other)).isEqualTo(behind);
    }
}
