package io.wagateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Dockerfile and the compose files take one version of each image, so that two builds of one commit are alike. */
class ImagesTest {
    private static final Path DOCKERFILE = Path.of("Dockerfile");
    private static final Pattern FROM = Pattern.compile("(?m)^FROM (\\S+)(?: AS (\\S+))?$");
    private static final Pattern IMAGE = Pattern.compile("(?m)^ +image: (\\S+)$");

    /** Where a variable may name another image, the default counts. */
    private static final Pattern DEFAULT = Pattern.compile("\\$\\{[A-Z_]+:-([^}]*)}");

    /** Three numbers, PostgreSQL's two with those of its Alpine, a commit, or a digest. */
    private static final Pattern EXACT = Pattern.compile("[^:@]+(?::(?:[a-z]+-)*v?\\d+\\.\\d+\\.\\d+(?:[_-]\\S*)?"
            + "|:\\d+\\.\\d+-alpine\\d+\\.\\d+|:sha-[0-9a-f]{7,40}|(?::\\S+)?@sha256:[0-9a-f]{64})");

    static List<String> images() throws IOException {
        List<String> images = new ArrayList<>();
        Matcher from = FROM.matcher(Files.readString(DOCKERFILE));
        while (from.find()) {
            images.add(from.group(1));
        }
        try (Stream<Path> files = Files.list(Path.of("src/compose"))) {
            for (Path file : files.sorted().toList()) {
                Matcher image = IMAGE.matcher(Files.readString(file));
                while (image.find()) {
                    images.add(DEFAULT.matcher(image.group(1)).replaceAll("$1"));
                }
            }
        }
        return images.stream().distinct().toList();
    }

    @Test
    void images_areFound() throws IOException {
        assertThat(images()).hasSizeGreaterThanOrEqualTo(7);
        assertThat(Files.readString(DOCKERFILE).lines().filter(line -> line.startsWith("FROM")))
                .hasSize(2);
    }

    @ParameterizedTest
    @MethodSource("images")
    void image_hasATagThatDoesNotFloat(String image) {
        assertThat(image).matches(EXACT).doesNotEndWith("-alpine");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgres",
                "postgres:latest",
                "postgres:17-alpine",
                "postgres:17-alpine3.24",
                "postgres:17.11-alpine",
                "eclipse-temurin:17-jre",
                "maven:3-eclipse-temurin-17",
                "maven:3.9-eclipse-temurin-17",
                "devlikeapro/waha:gows",
                "asternic/wuzapi:sha-",
            })
    void floatingTag_isFound(String image) {
        assertThat(image).doesNotMatch(EXACT);
    }
}
