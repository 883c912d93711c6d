package io.wagateway.docs;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.ext.heading.anchor.HeadingAnchorExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.CustomBlock;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.NodeRenderer;
import org.commonmark.renderer.html.HtmlNodeRendererContext;
import org.commonmark.renderer.html.HtmlRenderer;
import org.commonmark.renderer.html.HtmlWriter;

/**
 * The Markdown of the guide, to HTML. Raw HTML is shown as text. Comments are left out: they are for the authors. The
 * headings get the anchors that a code host gives them.
 */
final class Markdown {
    private static final List<Extension> EXTENSIONS =
            List.of(TablesExtension.create(), HeadingAnchorExtension.create());

    private final Parser parser = Parser.builder().extensions(EXTENSIONS).build();
    private final HtmlRenderer renderer = HtmlRenderer.builder()
            .extensions(EXTENSIONS)
            .escapeHtml(true)
            .sanitizeUrls(true)
            .nodeRendererFactory(ScrollBoxRenderer::new)
            // A wide block scrolls; a keyboard must reach it.
            .attributeProviderFactory(context -> (node, tag, attributes) -> {
                if (tag.equals("pre")) {
                    attributes.put("tabindex", "0");
                }
            })
            .build();

    Node parse(String text) {
        return parser.parse(text);
    }

    /**
     * The HTML of a document, which this changes.
     *
     * @param links from a link's destination to the address in the page, null if the link is to be its text alone
     */
    String toHtml(Node document, UnaryOperator<String> links) {
        document.accept(new ForThePage(links));
        return renderer.render(document);
    }

    private static final class ForThePage extends AbstractVisitor {
        private final UnaryOperator<String> links;

        private ForThePage(UnaryOperator<String> links) {
            this.links = links;
        }

        @Override
        public void visit(Link link) {
            String address = links.apply(link.getDestination());
            if (address != null) {
                link.setDestination(address);
                return;
            }
            for (Node child = link.getFirstChild(); child != null; child = link.getFirstChild()) {
                link.insertBefore(child);
            }
            link.unlink();
        }

        @Override
        public void visit(HtmlBlock block) {
            if (block.getLiteral().startsWith("<!--")) {
                block.unlink();
            }
        }

        @Override
        public void visit(CustomBlock block) {
            visitChildren(block);
            if (block instanceof TableBlock) {
                ScrollBox box = new ScrollBox();
                block.insertBefore(box);
                box.appendChild(block);
            }
        }
    }

    /** What scrolls sideways by itself, so that the page does not. */
    private static final class ScrollBox extends CustomBlock {}

    private static final class ScrollBoxRenderer implements NodeRenderer {
        private static final Map<String, String> SCROLLS = new TreeMap<>(Map.of("class", "scroll", "tabindex", "0"));

        private final HtmlNodeRendererContext context;

        private ScrollBoxRenderer(HtmlNodeRendererContext context) {
            this.context = context;
        }

        @Override
        public Set<Class<? extends Node>> getNodeTypes() {
            return Set.of(ScrollBox.class);
        }

        @Override
        public void render(Node box) {
            HtmlWriter writer = context.getWriter();
            writer.tag("div", SCROLLS);
            context.render(box.getFirstChild());
            writer.tag("/div");
            writer.line();
        }
    }
}
