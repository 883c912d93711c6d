package io.wagateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.Heading;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;

/** What people read of this repository: the README, the chapters of the guide, and what a code host shows beside them. */
public final class Papers {
    public static final Path README = Path.of("README.md");
    public static final Path GUIDE = Path.of("src/site/markdown");

    private static final List<Extension> TABLES = List.of(TablesExtension.create());

    private Papers() {}

    /** Every chapter of the guide, sorted by path. */
    public static List<Path> chapters() {
        return markdown(GUIDE);
    }

    /** The README, the chapters, and the papers of the benchmark and for contributors. */
    static List<Path> all() {
        List<Path> all = new ArrayList<>(List.of(README, Path.of("src/bench/README.md")));
        all.addAll(chapters());
        all.addAll(markdown(Path.of(".github")));
        return all;
    }

    private static List<Path> markdown(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path paper) {
        try {
            return Files.readString(paper);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Link> links(Path paper) {
        List<Link> links = new ArrayList<>();
        parse(paper).accept(new AbstractVisitor() {
            @Override
            public void visit(Link link) {
                links.add(link);
            }
        });
        return links;
    }

    /**
     * The anchors of a paper's headings, by the rule of GitHub: lower case, a hyphen for each space, and nothing else but
     * letters, digits, hyphens and underscores; the second of equal ones gets {@code -1}.
     */
    public static List<String> anchors(Path paper) {
        List<String> anchors = new ArrayList<>();
        Map<String, Integer> seen = new HashMap<>();
        parse(paper).accept(new AbstractVisitor() {
            @Override
            public void visit(Heading heading) {
                StringBuilder anchor = new StringBuilder();
                text(heading).toLowerCase(Locale.ROOT).chars().forEach(character -> {
                    if (character == ' ') {
                        anchor.append('-');
                    } else if (Character.isLetterOrDigit(character) || character == '-' || character == '_') {
                        anchor.appendCodePoint(character);
                    }
                });
                int earlier = seen.merge(anchor.toString(), 1, Integer::sum) - 1;
                anchors.add(earlier == 0 ? anchor.toString() : anchor + "-" + earlier);
            }
        });
        return anchors;
    }

    static String text(Node node) {
        StringBuilder text = new StringBuilder();
        node.accept(new AbstractVisitor() {
            @Override
            public void visit(Text part) {
                text.append(part.getLiteral());
            }

            @Override
            public void visit(Code part) {
                text.append(part.getLiteral());
            }
        });
        return text.toString();
    }

    private static Node parse(Path paper) {
        return Parser.builder().extensions(TABLES).build().parse(read(paper));
    }
}
