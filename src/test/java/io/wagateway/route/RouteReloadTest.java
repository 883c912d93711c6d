package io.wagateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wagateway.engine.EngineClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.language.groovy.GroovyLanguage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a running gateway reloads a changed folder. */
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
        for (RouteFile packaged : new RouteFiles(folder).find()) {
            if (!packaged.isScript() && !packaged.name().equals("engines/shared.camel.yaml")) {
                Files.createDirectories(folder.resolve(packaged.name()).getParent());
                Files.writeString(folder.resolve(packaged.name()), "- beans: []\n");
            }
        }
        Files.writeString(folder.resolve("own.camel.yaml"), """
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
                """);
        EngineClient engines = new EngineClient(context, Map.of(), Runnable::run, new SimpleMeterRegistry());
        RouteReload reload =
                new RouteReload(context, new RouteFiles(folder), engines, (camel, action) -> action.call(), List.of());
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

    private Object answer() {
        return context.createProducerTemplate().requestBody("direct:mine", "");
    }
}
