package io.wagateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The calls of the README and of the guide, made as they stand against the demo, each page in a demo of its own; and their
 * examples, which are files of this repository.
 */
class ReadmeIT {
    private static final Pattern VARIABLE = Pattern.compile("(?m)^([A-Z]+)=(.*)$");
    private static final Pattern CALL = Pattern.compile("(?m)^curl -i -X (\\w+)((?: -H \"[^\"]*\")*)(?: -d '([^']*)')?"
            + "(?: \\\\\\n)? +\"([^\"]*)\"(?:\\n# (.*))?");
    private static final Pattern HEADER = Pattern.compile(" -H \"([^\"]*): ([^\"]*)\"");
    private static final Pattern CODE = Pattern.compile("^\\{\"error\":\\{\"code\":\"(\\w+)\"");

    private static final String VIEWER = "wa_demo_viewer_not_a_secret_0123456789";
    private static final String GROUP =
            RunningGateway.SESSIONS + "01HZ0SESSION0000000000000/groups/120363041234567890@g.us";

    private static RunningGateway gateway;
    private static Path page;

    /** The id of what the page's last call created, which the page calls {@code $session}. */
    private static String created;

    /** @param expected status and code, null if the text around the call says 204 */
    record CallContext(Path page, String method, List<String> headers, String body, String url, String expected) {
        @Override
        public String toString() {
            return page.getFileName() + " " + expected + " " + url;
        }
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    static List<Path> pages() {
        List<Path> pages = new ArrayList<>(List.of(Papers.README));
        pages.addAll(Papers.chapters());
        return pages;
    }

    static List<CallContext> calls() {
        List<CallContext> calls =
                pages().stream().flatMap(page -> calls(page).stream()).toList();
        assertThat(calls).hasSizeGreaterThan(30);
        return calls;
    }

    private static List<CallContext> calls(Path page) {
        String text = Papers.read(page);
        Map<String, String> variables = new HashMap<>();
        Matcher variable = VARIABLE.matcher(text);
        while (variable.find()) {
            variables.put(variable.group(1), fill(variable.group(2).replace("\"", ""), variables));
        }
        List<CallContext> calls = new ArrayList<>();
        Matcher call = CALL.matcher(text);
        while (call.find()) {
            List<String> headers = new ArrayList<>();
            Matcher header = HEADER.matcher(fill(call.group(2), variables));
            while (header.find()) {
                headers.addAll(List.of(header.group(1), header.group(2)));
            }
            calls.add(new CallContext(
                    page, call.group(1), headers, call.group(3), fill(call.group(4), variables), call.group(5)));
        }
        assertThat(text.split("curl -i", -1))
                .as("every call of %s is one that this test makes", page)
                .hasSize(calls.size() + 1);
        return calls;
    }

    @ParameterizedTest
    @MethodSource("calls")
    void call_isAnsweredAsThePageSays(CallContext call) {
        if (!call.page().equals(page)) {
            if (gateway != null) {
                gateway.close();
            }
            gateway = demo();
            page = call.page();
        }
        String path = call.url().replace("http://127.0.0.1:8080", "");
        if (path.contains("$")) {
            path = path.replace("${session}", created).replace("$session", created);
        }
        HttpResponse<String> answer =
                gateway.send(call.method(), path, call.body(), call.headers().toArray(String[]::new));
        if (answer.statusCode() == 201) {
            created = JsonResponses.parse(answer).get("id").asText();
        }
        Matcher code = CODE.matcher(answer.body());
        String status = answer.statusCode() + (code.find() ? " " + code.group(1) : "");
        assertThat(status).isEqualTo(call.expected() == null ? "204" : call.expected());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "src/test/resources/own-routes/audited.camel.yaml",
                "src/test/java/io/wagateway/OwnRouteTest.java"
            })
    void example_isTheFileThatTheTestsRun(String file) throws IOException {
        Matcher example = Pattern.compile("<!-- " + Pattern.quote(file) + " -->\\n```\\w+\\n(.*?)```", Pattern.DOTALL)
                .matcher(Papers.read(Papers.GUIDE.resolve("your-own-route.md")));
        assertThat(example.find()).isTrue();
        assertThat(example.group(1)).isEqualTo(Files.readString(Path.of(file)));
    }

    @Test
    void commands_areTheOnesOfTheBuild() throws IOException {
        assertThat(Papers.read(Papers.README)).contains("\nmvn spring-boot:run\n", "\nmvn verify\n");
        assertThat(Files.readString(Path.of(".ci/run"))).contains("mvn ", " spring-boot:run", " verify");
    }

    /** The demo, some seconds after its start: it has stored its groups. */
    private static RunningGateway demo() {
        RunningGateway demo = RunningGateway.startEmpty("spring.profiles.active=demo", "gateway.group-refresh=15m");
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> demo.send("GET", GROUP, null, "x-api-key", VIEWER).statusCode() == 200);
        return demo;
    }

    private static String fill(String text, Map<String, String> variables) {
        String filled = text;
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            filled = filled.replace("$" + variable.getKey(), variable.getValue());
        }
        return filled;
    }
}
