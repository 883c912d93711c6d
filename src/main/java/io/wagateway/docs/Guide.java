package io.wagateway.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.Heading;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.MediaType;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.util.HtmlUtils;

/**
 * The chapters of the guide as pages. The index page names the chapters and their order. A page is rendered at its first
 * request and kept, so at most as many pages are kept as the index names.
 */
final class Guide {
    static final String ROOT = "/docs/guide/";

    private static final String INDEX = "index";
    private static final MediaType HTML = new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8);

    /** @param name the path of its file below src/site/markdown, without the suffix */
    private record Chapter(String name, String title) {
        private String path() {
            return path(name);
        }

        private static String path(String name) {
            return ROOT + (name.equals(INDEX) ? "" : name);
        }
    }

    private final Supplier<Markdown> markdown = SingletonSupplier.of(Markdown::new);
    private final Map<String, ServedFile> pages = new ConcurrentHashMap<>();

    /** By path, in the order of the index, which comes first itself. */
    private final Supplier<Map<String, Chapter>> chapters = SingletonSupplier.of(this::readIndex);

    /**
     * Finds the page of a path.
     *
     * @param path as in {@code /docs/guide/webhooks}; {@code /docs/guide} is the index, too
     */
    Optional<ServedFile> find(String path) {
        String page = ROOT.equals(path + "/") ? ROOT : path;
        return Optional.ofNullable(chapters.get().get(page))
                .map(chapter -> pages.computeIfAbsent(page, unseen -> render(chapter)));
    }

    private Map<String, Chapter> readIndex() {
        Map<String, Chapter> found = new LinkedHashMap<>();
        found.put(ROOT, new Chapter(INDEX, "Guide"));
        markdown.get().parse(read(INDEX + ".md")).accept(new AbstractVisitor() {
            @Override
            public void visit(Link link) {
                name(INDEX, link.getDestination()).ifPresent(name -> {
                    Chapter chapter = new Chapter(name, text(link));
                    found.put(chapter.path(), chapter);
                });
            }
        });
        return found;
    }

    private ServedFile render(Chapter chapter) {
        Node document = markdown.get().parse(read(chapter.name() + ".md"));
        String page = read("page.html")
                .replace("{{title}}", HtmlUtils.htmlEscape(heading(document)))
                .replace("{{chapters}}", navigation(chapter))
                .replace("{{content}}", markdown.get().toHtml(document, link -> address(chapter.name(), link)));
        byte[] bytes = page.getBytes(StandardCharsets.UTF_8);
        return new ServedFile(() -> bytes, HTML);
    }

    private String navigation(Chapter current) {
        StringBuilder list = new StringBuilder();
        chapters.get().forEach((path, chapter) -> list.append("<li><a href=\"")
                .append(path)
                .append(chapter.equals(current) ? "\" aria-current=\"page\">" : "\">")
                .append(HtmlUtils.htmlEscape(chapter.title()))
                .append("</a></li>\n"));
        return list.toString();
    }

    /** Null for a file of the repository: the gateway does not serve it. */
    private String address(String from, String link) {
        URI uri = URI.create(link);
        if (uri.isAbsolute() || link.startsWith("#")) {
            return link;
        }
        String fragment = uri.getRawFragment() == null ? "" : "#" + uri.getRawFragment();
        return name(from, link)
                .map(Chapter::path)
                .filter(chapters.get()::containsKey)
                .map(path -> path + fragment)
                .orElse(null);
    }

    /** The name of the chapter that a link leads to, if it leads to a Markdown file beside or below the index. */
    private static Optional<String> name(String from, String link) {
        String path = URI.create(ROOT + from).resolve(link).getPath();
        return path.startsWith(ROOT) && path.endsWith(".md")
                ? Optional.of(path.substring(ROOT.length(), path.length() - ".md".length()))
                : Optional.empty();
    }

    private static String heading(Node document) {
        Node first = document.getFirstChild();
        while (!(first instanceof Heading)) {
            first = first.getNext();
        }
        return text(first);
    }

    private static String text(Node node) {
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

    private static String read(String file) {
        try {
            return new ClassPathResource("guide/" + file).getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
