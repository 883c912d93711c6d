package io.wagateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.node.Code;
import org.commonmark.node.Link;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The papers fit together: no dead link, no chapter that nobody finds, no property without a description. */
class PapersTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (`gateway\\.[^|]*) \\|");
    private static final Pattern NAME = Pattern.compile("`([^`]+)`");

    static List<Path> papers() {
        return Papers.all();
    }

    static List<Path> chapters() {
        return Papers.chapters();
    }

    @Test
    void readme_hasAtMost250Lines() {
        assertThat(Papers.read(Papers.README).lines()).hasSizeLessThanOrEqualTo(250);
    }

    @ParameterizedTest
    @MethodSource("papers")
    void link_leadsToAFile_andToAHeadingOfIt(Path paper) {
        assertThat(Papers.links(paper)).allSatisfy(link -> {
            Path target = target(paper, link);
            String anchor = URI.create(link.getDestination()).getFragment();
            assertThat(target).exists();
            if (anchor != null) {
                assertThat(Papers.anchors(target)).contains(anchor);
            }
        });
    }

    /** The gateway serves no file of the repository, so a page shows such a link as its text. */
    @ParameterizedTest
    @MethodSource("chapters")
    void linkOutOfTheGuide_hasThePathOfItsFileAsText(Path chapter) {
        assertThat(Papers.links(chapter)).allSatisfy(link -> {
            Path target = target(chapter, link);
            if (!target.startsWith(Papers.GUIDE)) {
                assertThat(link.getFirstChild()).isInstanceOf(Code.class).isSameAs(link.getLastChild());
                assertThat(Papers.text(link)).isEqualTo(target.toString());
            }
        });
    }

    @Test
    void everyChapter_isInTheIndex() {
        Path index = Papers.GUIDE.resolve("index.md");
        assertThat(Papers.links(index).stream().map(link -> target(index, link)))
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(Papers.chapters().stream()
                        .filter(chapter -> !chapter.equals(index))
                        .toList());
    }

    @Test
    void everyProperty_isInTheChapterOnConfiguration() throws IOException {
        Set<String> described = new TreeSet<>();
        Matcher row = ROW.matcher(Papers.read(Papers.GUIDE.resolve("configure.md")));
        while (row.find()) {
            Matcher name = NAME.matcher(row.group(1));
            String parent = "";
            while (name.find()) {
                String full = name.group(1).startsWith(".") ? parent + name.group(1) : name.group(1);
                parent = full.substring(0, full.lastIndexOf('.'));
                described.add(full.replaceFirst("\\[]$|\\.<name>.*$", ""));
            }
        }
        Set<String> properties = new TreeSet<>();
        try (InputStream in = WaGateway.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            for (JsonNode property : new ObjectMapper().readTree(in).get("properties")) {
                properties.add(property.get("name").asText());
            }
            // Spring Boot describes those of an endpoint itself.
            properties.removeIf(name -> !name.startsWith("gateway."));
        }
        assertThat(described).isEqualTo(properties);
    }

    private static Path target(Path paper, Link link) {
        String path = URI.create(link.getDestination()).getPath();
        return path.isEmpty()
                ? paper
                : Path.of("").resolve(paper).resolveSibling(path).normalize();
    }
}
