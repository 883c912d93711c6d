package io.wagateway.docs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MarkdownTest {
    private final Markdown markdown = new Markdown();

    @Test
    void rawHtml_isShownAsText() {
        assertThat(html("<script>alert(1)</script>\n\na <b onclick=\"x\">b</b>"))
                .doesNotContain("<script", "<b ")
                .contains("&lt;script&gt;", "&lt;b onclick=&quot;x&quot;&gt;");
    }

    @Test
    void comment_isLeftOut() {
        assertThat(html("<!-- src/x.yaml -->\n```yaml\na: <b>\n```\n"))
                .isEqualTo("<pre tabindex=\"0\"><code class=\"language-yaml\">a: &lt;b&gt;\n</code></pre>\n");
    }

    @Test
    void link_getsTheAddressOfThePage() {
        assertThat(html("[`a`](kept.md#x)"))
                .isEqualTo("<p><a rel=\"nofollow\" href=\"/kept\"><code>a</code></a></p>\n");
    }

    @Test
    void link_withoutAnAddress_isItsText() {
        assertThat(html("see [`a` and *b*](../other.yaml), end"))
                .isEqualTo("<p>see <code>a</code> and <em>b</em>, end</p>\n");
    }

    @Test
    void address_ofAScript_isDropped() {
        assertThat(markdown.toHtml(markdown.parse("[a](javascript:alert)"), link -> link))
                .doesNotContain("javascript");
    }

    @Test
    void table_scrollsByItself() {
        assertThat(html("| a |\n|---|\n| b |\n"))
                .startsWith("<div class=\"scroll\" tabindex=\"0\">")
                .contains("<table>", "<td>b</td>")
                .endsWith("</div>\n");
    }

    @Test
    void headings_getTheAnchorsOfACodeHost() {
        assertThat(html("## Events to a `broker`, again!\n\n## 1. One_two\n\n## 1. One_two\n"))
                .contains("<h2 id=\"events-to-a-broker-again\">", "<h2 id=\"1-one_two\">", "<h2 id=\"1-one_two-1\">");
    }

    private String html(String text) {
        return markdown.toHtml(markdown.parse(text), link -> link.startsWith("kept") ? "/kept" : null);
    }
}
