package io.wagateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wagateway.engine.EngineClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a folder that changes does to a gateway that runs. */
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
        Object running = new Object();
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
        new RouteReload(context, new RouteFiles(folder), engines).reload();
        assertThat(context.getRegistry().lookupByName("groovy-language")).isSameAs(running);
    }
}
