package io.wagateway.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.wagateway.Papers;
import io.wagateway.RunningGateway;
import io.wagateway.openapi.DocumentSchemas;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The document and its page as a running gateway serves them, and the document's examples as it really answers. */
class DocsIT {
    private static final Document DOCUMENT = Document.read();

    private static HttpServer frontend;
    private static RunningGateway gateway;
    private static Map<String, ExampleCalls.Answer> answers;

    @BeforeAll
    static void start() throws Exception {
        frontend = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        frontend.start();
        gateway = RunningGateway.startWith(
                "docs/world.yaml",
                "gateway.routes-dir=src/test/resources/docs/routes",
                "gateway.auth.jwt.jwks-uri=http://127.0.0.1:"
                        + frontend.getAddress().getPort() + "/jwks");
        answers = ExampleCalls.of(gateway, frontend);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        frontend.stop(0);
    }

    static List<String> examples() {
        List<String> names = new ArrayList<>();
        DOCUMENT.at("/components/examples").fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void examples_andTheCallsThatGetThem_areTheSame() {
        assertThat(answers.keySet()).containsExactlyInAnyOrderElementsOf(examples());
    }

    @ParameterizedTest
    @MethodSource("examples")
    void example_isTheBodyOfARealAnswer(String name) {
        ExampleCalls.Answer answer = answers.get(name);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(Document.parse(answer.body())).isEqualTo(DOCUMENT.at("/components/examples/" + name + "/value"));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void example_standsAtItsStatusAndWithTheHeadersOfTheAnswer(String name) {
        ExampleCalls.Answer answer = answers.get(name);
        JsonNode responses = DOCUMENT.operation(answer.operationId()).node().get("responses");
        JsonNode response = DOCUMENT.resolve(responses.path(String.valueOf(answer.status())));
        assertThat(response.at("/content/application~1json/examples").has(name)).isTrue();
        for (String header : List.of("X-Request-Id", "WWW-Authenticate", "Retry-After")) {
            assertThat(response.path("headers").has(header))
                    .as(header)
                    .isEqualTo(answer.headers().firstValue(header).isPresent());
        }
    }

    @Test
    void document_isServedWithTheVersionOfThePom() throws Exception {
        HttpResponse<String> answer = gateway.send("GET", "/openapi.json", null);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(answer.body()).isEqualTo(Document.json(pomVersion()));
        JsonNode asyncApi =
                Document.parse(gateway.send("GET", "/asyncapi.json", null).body());
        assertThat(asyncApi.at("/info/version").asText()).isEqualTo(pomVersion());
        assertThat(asyncApi.get("channels"))
                .isEqualTo(DocumentSchemas.ofAsyncApi().document().get("channels"));
    }

    private static String pomVersion() throws Exception {
        return XPathFactory.newInstance()
                .newXPath()
                .evaluate(
                        "/project/version",
                        DocumentBuilderFactory.newInstance()
                                .newDocumentBuilder()
                                .parse(Path.of("pom.xml").toFile()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/openapi.json", "/asyncapi.json", "/docs", "/docs/swagger-ui-bundle.js", "/docs/guide/webhooks"
            })
    void file_askedForAgain_is304(String path) {
        String etag =
                gateway.send("GET", path, null).headers().firstValue("ETag").orElseThrow();
        HttpResponse<String> again = gateway.send("GET", path, null, "If-None-Match", etag);
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/docs", "/docs/"})
    void page_loadsOnlyFilesThatTheGatewayServes(String path) {
        HttpResponse<String> page = gateway.send("GET", path, null);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html;charset=UTF-8");
        List<String> files = new ArrayList<>();
        Matcher links = Pattern.compile("(?:src|href)=\"([^\"]+)\"").matcher(page.body());
        while (links.find()) {
            files.add(links.group(1));
        }
        assertThat(files).contains("/docs/swagger-ui-bundle.js", "/docs/page.js", "/openapi.json");
        assertThat(files)
                .allSatisfy(file ->
                        assertThat(gateway.send("GET", file, null).statusCode()).isEqualTo(200));
    }

    @ParameterizedTest
    @CsvSource({
        "/docs, text/html;charset=UTF-8",
        "/docs/page.js, text/javascript;charset=UTF-8",
        "/docs/page.css, text/css;charset=UTF-8",
        "/docs/guide/guide.css, text/css;charset=UTF-8",
        "/openapi.json, application/json",
        "/asyncapi.json, application/json"
    })
    void ownFile_namesNoOtherOrigin(String path, String type) {
        HttpResponse<String> answer = gateway.send("GET", path, null);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue(type);
        assertThat(answer.body()).isNotEmpty().doesNotContain("://").doesNotContainPattern("[\"'(]//");
    }

    @Test
    void swaggerUisStyles_loadNothing() {
        Matcher urls = Pattern.compile("@import|url\\(\"?([^)]{0,9})")
                .matcher(gateway.send("GET", "/docs/swagger-ui.css", null).body());
        List<String> found = new ArrayList<>();
        while (urls.find()) {
            found.add(urls.group(1));
        }
        assertThat(found)
                .isNotEmpty()
                .allSatisfy(url -> assertThat(url).isNotNull().startsWith("data:"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/openapi.json",
                "/asyncapi.json",
                "/docs",
                "/docs/",
                "/docs/swagger-ui-bundle.js",
                "/docs/nothing",
                "/docs/guide/nothing"
            })
    void policy_forbidsOtherOriginsAndFrames(String path) {
        HttpResponse<String> answer = gateway.send("GET", path, null);
        String policy = answer.headers().firstValue("Content-Security-Policy").orElseThrow();
        assertThat(policy).contains("default-src 'none'", "frame-ancestors 'none'", "script-src 'self';");
        assertThat(policy).doesNotContain("unsafe", "*", "http");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(answer.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/docs/nothing",
                "/docs/index.html",
                "/docs/page.html",
                "/docs/openapi.yaml",
                "/docs/swagger-initializer.js",
                "/docs/swagger-ui-es-bundle.js",
                "/docs/swagger-ui-bundle.js.map",
                "/docs/..%2fapplication.yaml",
                "/docs/docs",
                "/docs/guidebook",
                "/docs/guide/nothing",
                "/docs/guide/index",
                "/docs/guide/page",
                "/docs/guide/page.html",
                "/docs/guide/webhooks/",
                "/docs/guide/webhooks.md",
                "/docs/guide/decisions",
                "/docs/guide/..%2fapplication",
                "/guide/webhooks.md",
                "/openapi.json/",
                "/openapi.yaml",
                "/asyncapi.json/",
                "/asyncapi.yaml",
                "/asyncapi/asyncapi.yaml",
                "/openapi/openapi.yaml",
                "/webjars/swagger-ui/5.30.2/index.html",
                "/webjars/swagger-ui/5.30.2/swagger-ui.css",
                "/"
            })
    void anythingElse_is404(String path) {
        HttpResponse<String> answer = gateway.send("GET", path, null);
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(Document.parse(answer.body()).at("/error/code").asText()).isEqualTo("not_found");
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /docs",
        "PUT, /docs/",
        "DELETE, /docs/page.js",
        "PATCH, /openapi.json",
        "POST, /asyncapi.json",
        "PROPFIND, /openapi.json",
        "POST, /docs/guide/webhooks"
    })
    void otherMethods_are405(String method, String path) {
        HttpResponse<String> answer = gateway.send(method, path, null);
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).hasValue("GET, HEAD, OPTIONS");
        assertThat(Document.parse(answer.body()).at("/error/code").asText()).isEqualTo("method_not_allowed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/docs", "/openapi.json", "/asyncapi.json", "/docs/guide/", "/docs/guide/decisions/intents"})
    void head_isGetWithoutItsBody(String path) {
        HttpResponse<String> get = gateway.send("GET", path, null);
        HttpResponse<String> head = gateway.send("HEAD", path, null);
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        for (String header : List.of("Content-Type", "Content-Length", "ETag", "Content-Security-Policy")) {
            assertThat(head.headers().firstValue(header))
                    .isEqualTo(get.headers().firstValue(header));
        }
    }

    @Test
    void options_ofABrowsersPreflight_is204WithAllow() {
        HttpResponse<String> answer = gateway.send(
                "OPTIONS", "/docs", null, "Origin", "http://elsewhere", "Access-Control-Request-Method", "GET");
        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.headers().firstValue("Allow")).hasValue("GET, HEAD, OPTIONS");
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    }

    static List<Path> chapters() {
        return Papers.chapters();
    }

    @ParameterizedTest
    @MethodSource("chapters")
    void chapter_isAPageWithoutAnythingFromElsewhere(Path chapter) {
        HttpResponse<String> page = gateway.send("GET", guidePath(chapter), null);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html;charset=UTF-8");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "style-src 'self'")
                .doesNotContain("unsafe");
        assertThat(page.body())
                .startsWith("<!doctype html>\n<html lang=\"en\">")
                .contains("<meta name=\"viewport\"", "<a href=\"" + guidePath(chapter) + "\" aria-current=\"page\">")
                .containsPattern("<title>\\S.* - WhatsApp gateway</title>")
                .doesNotContain("<script", " style=", "<!--", "src=", "{{title}}", "{{chapters}}", "{{content}}");
        assertThat(found("<h\\d id=\"([^\"]*)\"", page.body())).isEqualTo(Papers.anchors(chapter));
    }

    @ParameterizedTest
    @MethodSource("chapters")
    void linkOfAChapter_leadsToAPageOfTheGateway_andToAHeadingOfIt(Path chapter) {
        String body = gateway.send("GET", guidePath(chapter), null).body();
        Map<String, String> pages = new HashMap<>();
        assertThat(found("href=\"([^\"]*)\"", body)).isNotEmpty().allSatisfy(link -> {
            assertThat(link).matches("#\\S+|/docs(/\\S*)?").doesNotContain(".md");
            String path = link.replaceFirst("#.*", "");
            String target = path.isEmpty()
                    ? body
                    : pages.computeIfAbsent(path, unseen -> {
                        HttpResponse<String> page = gateway.send("GET", unseen, null);
                        assertThat(page.statusCode()).isEqualTo(200);
                        return page.body();
                    });
            if (link.contains("#")) {
                assertThat(target).contains(" id=\"" + link.replaceFirst(".*#", "") + "\"");
            }
        });
    }

    @Test
    void guide_isServedWithoutItsLastSlashToo() {
        assertThat(gateway.send("GET", "/docs/guide", null).body())
                .isEqualTo(gateway.send("GET", "/docs/guide/", null).body());
    }

    private static String guidePath(Path chapter) {
        String name = Papers.GUIDE.relativize(chapter).toString().replace('\\', '/');
        return "/docs/guide/" + name.replaceFirst("(^index)?\\.md$", "");
    }

    private static List<String> found(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(result -> result.group(1))
                .toList();
    }
}
