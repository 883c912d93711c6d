package io.wagateway.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wagateway.engine.EngineClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.camel.Route;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.language.groovy.GroovyLanguage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** How a running gateway reloads a changed folder. */
@ExtendWith(OutputCaptureExtension.class)
class RouteReloadTest {
    @TempDir
    private Path folder;

    private final DefaultCamelContext context = new DefaultCamelContext();

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void brokenFile_leavesTheScriptsThatAreRunning() throws IOException {
        GroovyLanguage running = new GroovyLanguage();
        context.getRegistry().bind("groovy-language", running);
        Files.writeString(folder.resolve("own.camel.yaml"), """
                - route:
                    id: mine
                    description: of an integrator's own
                    from:
                      uri: direct:mine
                      steps:
                        - to:
                            uri: "nowhere:x"
                """);
        EngineClient engines = new EngineClient(context, Map.of(), Runnable::run, new SimpleMeterRegistry());
        new RouteReload(context, new RouteFiles(folder), engines, (camel, action) -> action.call(), List.of()).reload();
        assertThat(context.getRegistry().lookupByName("groovy-language")).isSameAs(running);
    }

    @Test
    void changedScript_isTakenUp() throws Exception {
        RouteReload reload = ownRoutesOnly("");
        Files.writeString(folder.resolve("own.groovy"), "'before'");
        context.start();
        reload.reload();
        assertThat(answer()).isEqualTo("before");
        Files.writeString(folder.resolve("own.groovy"), "'after'");
        reload.reload();
        assertThat(answer()).isEqualTo("after");
        Files.writeString(folder.resolve("own.groovy"), "'broken");
        reload.reload();
        assertThat(answer()).isEqualTo("after");
    }

    @Test
    void addressThatACallHasNamed_isNoneThatARouteNeeds() throws Exception {
        RouteReload reload = ownRoutesOnly("""
                        - toD:
                            uri: "direct:${header.next}?block=false"
                """);
        Files.writeString(folder.resolve("own.groovy"), "'before'");
        context.start();
        reload.reload();
        assertThatThrownBy(() -> context.createProducerTemplate().requestBodyAndHeader("direct:mine", "", "next", "x"))
                .hasRootCauseInstanceOf(DirectConsumerNotAvailableException.class);
        Files.writeString(folder.resolve("own.groovy"), "'after'");
        reload.reload();
        assertThat(context.createProducerTemplate().requestBodyAndHeader("direct:mine", "", "next", "echo"))
                .isEqualTo("after");
    }

    @Test
    void routeThatCallsAMissingRoute_changesNothing(CapturedOutput output) throws Exception {
        RouteReload reload = ownRoutesOnly("");
        Files.writeString(folder.resolve("own.groovy"), "'before'");
        context.start();
        reload.reload();
        Route before = context.getRoute("mine");
        writeOwn("""
                        - to:
                            uri: "direct:nobody"
                """);
        reload.reload();
        assertThat(output).contains("Routes not reloaded: routes call [direct:nobody], which no route serves");
        assertThat(context.getRoute("mine")).isSameAs(before);
        writeOwn("");
        Files.writeString(folder.resolve("own.groovy"), "'after'");
        reload.reload();
        assertThat(answer()).isEqualTo("after");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "- beans: [{name: view, type: io.wagateway.route.RouteReloadTest$WithoutItsLibrary}]",
                "- route: {id: deep, x: %s}"
            })
    void fileThatLeadsToAnError_changesNothing_andTheNextIsTakenUp(String text, CapturedOutput output)
            throws Exception {
        RouteReload reload = ownRoutesOnly("");
        Files.writeString(folder.resolve("own.groovy"), "'before'");
        context.start();
        reload.reload();
        Path wrong = folder.resolve("wrong.camel.yaml");
        Files.writeString(wrong, text.formatted("[".repeat(200_000)));
        reload.reload();
        assertThat(output).contains("Routes not reloaded: routes: wrong.camel.yaml (" + folder + "): ");
        Files.delete(wrong);
        Files.writeString(folder.resolve("own.groovy"), "'after'");
        reload.reload();
        assertThat(answer()).isEqualTo("after");
    }

    /** A class of a library that needs another one, which is not there. */
    public static final class WithoutItsLibrary {
        public WithoutItsLibrary() {
            throw new NoClassDefFoundError("org/example/Optional");
        }
    }

    /** A reload of a folder that replaces all packaged routes by {@code direct:mine}. */
    private RouteReload ownRoutesOnly(String steps) throws IOException {
        for (RouteFile packaged : new RouteFiles(folder).find()) {
            if (!packaged.isScript() && !packaged.name().equals("engines/shared.camel.yaml")) {
                Files.createDirectories(folder.resolve(packaged.name()).getParent());
                Files.writeString(folder.resolve(packaged.name()), "- beans: []\n");
            }
        }
        writeOwn(steps);
        EngineClient engines = new EngineClient(context, Map.of(), Runnable::run, new SimpleMeterRegistry());
        return new RouteReload(context, new RouteFiles(folder), engines, (camel, action) -> action.call(), List.of());
    }

    private void writeOwn(String steps) throws IOException {
        Files.writeString(folder.resolve("own.camel.yaml"), """
                - route:
                    id: echo
                    description: of an integrator's own
                    from:
                      uri: direct:echo
                      steps:
                        - stop: {}
                - route:
                    id: mine
                    description: of an integrator's own
                    from:
                      uri: direct:mine
                      steps:
                        - setBody:
                            expression:
                              groovy:
                                expression: "resource:routes:own.groovy"
                """ + steps.indent(0));
    }

    private Object answer() {
        return context.createProducerTemplate().requestBody("direct:mine", "");
    }
}
