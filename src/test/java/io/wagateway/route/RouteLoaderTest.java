package io.wagateway.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wagateway.engine.EngineEntry;
import io.wagateway.error.StartupException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a folder's files replace packaged ones or add to them, and how a broken file is reported. */
class RouteLoaderTest {
    private static final String ROUTE = """
            - route:
                id: %s
                description: one of an integrator's own
                from:
                  uri: direct:%s
                  steps:
                    - %s
            """;

    private static final EngineEntry WAHA = new EngineEntry("waha", "http://127.0.0.1:1", "x", null, null, null, null);

    @TempDir
    private Path folder;

    private final DefaultCamelContext context = new DefaultCamelContext();

    RouteLoaderTest() {
        // The packaged routes name steps that do not exist here; the test only loads them.
        context.setAutoStartup(false);
        // As application.yaml has it: each operation stays a route of its own.
        context.getRestConfiguration().setInlineRoutes(false);
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    private void write(String name, String text) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        Files.writeString(folder.resolve(name), text);
    }

    private void load(Map<String, EngineEntry> entries) {
        new RouteLoader(context, entries).load(new RouteFiles(folder).find());
    }

    @Test
    void fileOfTheSameName_replacesThePackagedOne() throws Exception {
        write("groups.camel.yaml", ROUTE.formatted("mine", "mine", "stop: {}"));
        assertThat(new RouteFiles(folder).find())
                .filteredOn(file -> file.name().equals("groups.camel.yaml"))
                .singleElement()
                .satisfies(file -> assertThat(file.origin()).isEqualTo(folder.toString()));
        load(Map.of());
        assertThat(context.getRouteDefinition("mine")).isNotNull();
        assertThat(context.getRouteDefinition("promote-group-member")).isNull();
    }

    @Test
    void otherFile_joinsThePackagedOnes() throws Exception {
        write("deeper/own.camel.yaml", ROUTE.formatted("mine", "mine", "stop: {}"));
        load(Map.of());
        assertThat(context.getRouteDefinition("mine")).isNotNull();
        assertThat(context.getRouteDefinition("promote-group-member")).isNotNull();
    }

    @Test
    void fileOfAnotherSuffix_isIgnored() throws Exception {
        write("notes.yaml", "not routes");
        assertThat(new RouteFiles(folder).find()).noneMatch(file -> file.name().equals("notes.yaml"));
    }

    /** Kubernetes mounts a hidden folder with the files, and links to them. */
    @Test
    void hiddenFoldersAndFiles_areNoPartOfTheFolder() throws Exception {
        write("..2026_11_29/own.camel.yaml", ROUTE.formatted("mine", "mine", "stop: {}"));
        write(".git/other.camel.yaml", "not routes");
        write(".own.camel.yaml", "not routes");
        Files.createSymbolicLink(folder.resolve("..data"), folder.resolve("..2026_11_29"));
        Files.createSymbolicLink(folder.resolve("own.camel.yaml"), folder.resolve("..data/own.camel.yaml"));
        assertThat(new RouteFiles(folder).find())
                .filteredOn(file -> file.origin().equals(folder.toString()))
                .extracting(RouteFile::name)
                .containsExactly("own.camel.yaml");
        load(Map.of());
        assertThat(context.getRouteDefinition("mine")).isNotNull();
    }

    @Test
    void nameWithDots_isAName() throws Exception {
        write("my.v1.camel.yaml", ROUTE.formatted("mine", "mine", "stop: {}"));
        load(Map.of());
        assertThat(context.getRouteDefinition("mine")).isNotNull();
    }

    @Test
    void nameWithALineBreak_isOneLine() throws Exception {
        write("evil\nERROR.camel.yaml", ROUTE.formatted("mine", "mine", "tu: {uri: direct:x}"));
        assertThatThrownBy(() -> load(Map.of()))
                .hasMessageContaining("evil?ERROR.camel.yaml (" + folder + "): ")
                .satisfies(refused -> assertThat(refused.getMessage()).doesNotContain("\n"));
    }

    @Test
    void fileThatIsNoText_isNamed() throws Exception {
        Files.write(folder.resolve("own.camel.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 'x', 0});
        assertThatThrownBy(() -> new RouteFiles(folder).find().forEach(RouteFile::text))
                .isInstanceOf(StartupException.class)
                .hasMessage("routes: own.camel.yaml (" + folder + ") is not UTF-8");
    }

    @Test
    void filesOfBefore_areNotKept() throws Exception {
        write("own.groovy", "1");
        RouteResources first = RouteResources.set(context, new RouteFiles(folder).find());
        write("own.groovy", "2");
        assertThat(RouteResources.set(context, new RouteFiles(folder).find())).isSameAs(first);
        assertThat(read(first, "routes:own.groovy")).isEqualTo("2");
    }

    @Test
    void folder_thatDoesNotExist_isRefused() {
        assertThatThrownBy(() -> new RouteFiles(folder.resolve("nowhere")))
                .isInstanceOf(StartupException.class)
                .hasMessageStartingWith("gateway.routes-dir = '");
    }

    @Test
    void everyEntryOfAKind_getsItsOwnRoutes() {
        EngineEntry simulator = EngineEntry.DEFAULT.get("simulator");
        load(Map.of("east", simulator, "west", simulator));
        assertThat(context.getRouteDefinition("engine-east-promote")).isNotNull();
        assertThat(context.getRouteDefinition("engine-west-readGroup")).isNotNull();
    }

    @Test
    void engineFile_ofAnIntegrator_isAKindLikeAnyOther() throws Exception {
        write("engines/tiny.camel.yaml", """
                - routeTemplate:
                    id: tiny-status
                    description: Always working
                    parameters:
                      - name: entry
                        description: The entry of gateway.engines
                      - name: url
                        description: Where it listens
                    route:
                      from:
                        uri: "direct:engine-{{entry}}-status"
                        steps:
                          - setBody:
                              expression:
                                constant:
                                  expression: "{{url}}"
                """);
        load(Map.of("one", new EngineEntry("tiny", "http://127.0.0.1:1", null, null, null, null, null)));
        assertThat(context.getRouteDefinition("engine-one-status")).isNotNull();
    }

    @Test
    void entry_ofAKindThatIsNotLoaded_isRefusedAndNamesThoseThatAre() {
        assertThatThrownBy(() -> load(Map.of("eu", new EngineEntry("telegraph", null, null, null, null, null, null))))
                .isInstanceOf(StartupException.class)
                .hasMessage(
                        "gateway.engines.eu.kind = 'telegraph': the loaded engine kinds are [evolution, gowa, simulator, waha, wuzapi]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            mine                 | tu: {uri: direct:x}           | own.camel.yaml | Unknown node id: tu
            promote-group-member | stop: {}                      | own.camel.yaml | 'promote-group-member' is already used by groups.camel.yaml
            mine                 | to: {uri: 'direct:x           | own.camel.yaml | scanning a quoted scalar
            """)
    void brokenFile_isNamedWithItsFault(String id, String step, String file, String fault) throws Exception {
        write("own.camel.yaml", ROUTE.formatted(id, "mine", step));
        assertThatThrownBy(() -> load(Map.of()))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining(file)
                .hasMessageContaining(fault)
                .satisfies(refused -> assertThat(refused.getMessage()).doesNotContain("\n"));
    }

    @Test
    void engineTemplate_thatIsNotNamedForItsKind_isRefused() throws Exception {
        write("engines/tiny.camel.yaml", """
                - routeTemplate:
                    id: status
                    route:
                      from:
                        uri: direct:status
                        steps:
                          - stop: {}
                """);
        EngineEntry tiny = new EngineEntry("tiny", null, null, null, null, null, null);
        assertThatThrownBy(() -> load(Map.of("one", tiny)))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("'tiny-<operation>', not 'status'");
    }

    @Test
    void entry_withoutTheUrlThatItsKindNeeds_isRefused() {
        assertThatThrownBy(() -> load(Map.of("eu", new EngineEntry("waha", " ", "x", null, null, null, null))))
                .isInstanceOf(StartupException.class)
                .hasMessageStartingWith("gateway.engines.eu.url = '': the address of a running waha");
    }

    @Test
    void script_ofTheSameName_replacesThePackagedOneAlone() throws Exception {
        write("engines/waha/status.groovy", "[status: 'of an integrator']");
        List<RouteFile> found = new RouteFiles(folder).find();
        assertThat(found)
                .filteredOn(file -> file.origin().equals(folder.toString()))
                .extracting(RouteFile::name)
                .containsExactly("engines/waha/status.groovy");
        RouteResources resources = RouteResources.set(context, found);
        assertThat(read(resources, "routes:engines/waha/status.groovy")).isEqualTo("[status: 'of an integrator']");
        assertThat(read(resources, "routes:engines/waha/started.groovy")).contains("STARTING");
        assertThatThrownBy(() -> resources.resolveResource("routes:engines/waha/none.groovy"))
                .hasMessage("the routes have no file engines/waha/none.groovy");
    }

    private static String read(RouteResources resources, String uri) throws IOException {
        return new String(resources.resolveResource(uri).getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void script_thatDoesNotCompile_isRefusedWithItsLine_ifItsKindIsUsed() throws Exception {
        write("engines/waha/status.groovy", "def a = 1\ndef b = ]\n");
        assertThatThrownBy(() -> load(Map.of("eu", WAHA)))
                .isInstanceOf(StartupException.class)
                .hasMessageStartingWith("routes: engines/waha/status.groovy (" + folder + "): line 2: ")
                .satisfies(refused -> assertThat(refused.getMessage()).doesNotContain("\n"));
        load(Map.of());
    }

    @Test
    void script_isCompiledWhenItIsLoaded_andNotWhenItIsCalled() throws Exception {
        write("own.camel.yaml", ROUTE.formatted("mine", "mine", """
                setBody:
                            expression:
                              groovy:
                                expression: resource:routes:own.groovy
                """));
        write("own.groovy", "// Not only ASCII: é\n'done by ' + getClass().simpleName\n");
        for (RouteFile packaged : new RouteFiles(folder).find()) {
            if (!packaged.isScript() && !packaged.name().equals("own.camel.yaml")) {
                write(packaged.name(), "- beans: []\n");
            }
        }
        load(Map.of());
        context.setAutoStartup(true);
        context.start();
        // Camel would call what it compiles by itself ScriptN.
        assertThat(context.createProducerTemplate().requestBody("direct:mine", ""))
                .isEqualTo("done by own");
    }

    @Test
    void kind_inOneFile_replacesThePackagedFolder() throws Exception {
        write("engines/waha.camel.yaml", """
                - routeTemplate:
                    id: waha-status
                    route:
                      from:
                        uri: "direct:engine-{{entry}}-status"
                        steps:
                          - stop: {}
                """);
        assertThat(new RouteFiles(folder).find()).noneMatch(file -> file.name().startsWith("engines/waha/"));
        load(Map.of("eu", WAHA));
        assertThat(context.getRouteDefinition("engine-eu-status")).isNotNull();
        assertThat(context.getRouteDefinition("engine-eu-promote")).isNull();
    }

    @Test
    void kind_thatNoEntryUses_isNotLoaded() throws Exception {
        write("engines/waha/waha.camel.yaml", "not routes");
        load(Map.of("eu", EngineEntry.DEFAULT.get("simulator")));
        assertThat(context.getRouteTemplateDefinition("simulator-operation")).isNotNull();
        assertThat(context.getRouteTemplateDefinition("gowa-status")).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            engine-http | operation: stop, first: nobody              | names the rows [nobody], which do not exist
            engine-http | operation: stop, onRefusal: no_path=nowhere | names the rows [nowhere], which do not exist
            engine-http | request: GET x                              | has a row of 'engine-http' without an operation
            engine-http | operation: status                           | has two rows for the operation 'status'
            engine-sign | operation: a;a, header: x                   | has two rows for the operation 'a'
            engine-none | operation: stop                             | has a row of the template 'engine-none', which does not exist
            """)
    void row_thatCannotWork_isRefused(String template, String parameters, String fault) throws Exception {
        StringBuilder row =
                new StringBuilder("- templatedRoute:\n    routeTemplateRef: " + template + "\n    parameters:\n");
        for (String parameter : parameters.split(", ", -1)) {
            String[] pair = parameter.split(": ", 2);
            row.append("      - {name: %s, value: \"%s\"}\n".formatted(pair[0], pair[1].replace(';', ',')));
        }
        write("engines/waha/more.camel.yaml", row.toString());
        if (!parameters.contains("status")) {
            write("engines/waha/waha.camel.yaml", "- beans: []\n");
        }
        assertThatThrownBy(() -> load(Map.of("eu", WAHA)))
                .isInstanceOf(StartupException.class)
                .hasMessage("gateway.engines.eu: engine kind waha " + fault);
    }

    @Test
    void groovy_thatDoesNotCompile_isRefusedWithItsLine() throws Exception {
        write("own.camel.yaml", ROUTE.formatted("mine", "mine", """
                setBody:
                            expression:
                              groovy:
                                expression: |-
                                  def a = 1
                                  def b = ]
                """));
        assertThatThrownBy(() -> load(Map.of()))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("own.camel.yaml")
                .hasMessageContaining("'mine': line 2 of its Groovy")
                .satisfies(refused -> assertThat(refused.getMessage()).doesNotContain("\n"));
    }

    @Test
    void secret_isNoPartOfAnyRoute() throws Exception {
        load(Map.of("eu", new EngineEntry("waha", "http://127.0.0.1:1", "not-to-be-seen", null, null, null, null)));
        assertThat(context.getRouteDefinition("engine-eu-call")).isNotNull();
        assertThat(context.getRouteDefinitions().toString()).doesNotContain("not-to-be-seen");
        assertThat(context.getRouteDefinition("engine-eu-call").getTemplateParameters())
                .doesNotContainValue("not-to-be-seen");
    }

    @Test
    void routeThatCallsAMissingRoute_isRefused() throws Exception {
        for (RouteFile packaged : new RouteFiles(folder).find()) {
            write(packaged.name(), packaged.isScript() ? "" : "- beans: []\n");
        }
        write("own.camel.yaml", ROUTE.formatted("mine", "mine", "to: {uri: direct:nobody}"));
        load(Map.of());
        context.setAutoStartup(true);
        context.start();
        assertThatThrownBy(() -> new RouteLoader(context, Map.of()).check())
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("direct:nobody");
    }
}
