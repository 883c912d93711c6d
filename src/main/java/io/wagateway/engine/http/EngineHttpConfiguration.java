package io.wagateway.engine.http;

import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.ext.web.client.WebClientOptions;
import io.wagateway.engine.Engines;
import org.apache.camel.component.vertx.http.VertxHttpComponent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class EngineHttpConfiguration {
    private static final int CONNECT_MILLIS = 3_000;

    /** Seconds; less than the five after which servers on Node.js close an idle connection without a word. */
    private static final int IDLE_CONNECTION_SECONDS = 4;

    /** By the name of its scheme, so that Camel finds it. */
    @Bean("vertx-http")
    VertxHttpComponent engineHttp(Engines engines) {
        VertxHttpComponent component = new VertxHttpComponent();
        component.setVertxHttpBinding(new EngineHttpBinding());
        component.setWebClientOptions(clientOptions(engines));
        // Nothing is written outside the data folder: Vert.x would make itself a cache in the temporary one.
        component.setVertxOptions(new VertxOptions()
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        return component;
    }

    private static WebClientOptions clientOptions(Engines engines) {
        int connections = engines.entries().values().stream()
                .mapToInt(entry -> 1024)
                .max()
                .orElse(1);
        WebClientOptions options = new WebClientOptions();
        options.setUserAgentEnabled(false);
        options.setFollowRedirects(false);
        options.setConnectTimeout(CONNECT_MILLIS);
        options.setKeepAliveTimeout(IDLE_CONNECTION_SECONDS);
        options.setMaxPoolSize(connections);
        options.setMaxWaitQueueSize(connections);
        return options;
    }
}
