package io.wagateway.engine.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.ext.web.client.impl.WebClientInternal;
import io.wagateway.engine.EngineClient;
import io.wagateway.engine.EngineEntry;
import org.apache.camel.component.vertx.http.VertxHttpComponent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

@Configuration(proxyBeanMethods = false)
class EngineHttpConfiguration {
    private static final int CONNECT_MILLIS = 3_000;

    /** Seconds; less than the five after which servers on Node.js close an idle connection. */
    private static final int IDLE_CONNECTION_SECONDS = 4;

    /** Without a file cache, which Vert.x would write outside the data folder. */
    @Bean(destroyMethod = "close")
    @Lazy
    Vertx vertx() {
        return Vertx.vertx(new VertxOptions()
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
    }

    /** One client for all entries; its connections are pooled by address. */
    @Bean(destroyMethod = "close")
    @Lazy
    WebClient engineClient(Vertx vertx, EngineClient engines) {
        int poolSize = engines.entries().values().stream()
                .mapToInt(EngineEntry::maxConcurrentCalls)
                .sum();
        WebClientOptions options = new WebClientOptions();
        options.setUserAgentEnabled(false);
        options.setFollowRedirects(false);
        options.setConnectTimeout(CONNECT_MILLIS);
        options.setKeepAliveTimeout(IDLE_CONNECTION_SECONDS);
        // The bulkheads bound the calls in flight; several entries may share an address.
        options.setMaxPoolSize(poolSize);
        WebClient client = WebClient.create(vertx, options);
        ((WebClientInternal) client).addInterceptor(BoundedResponse.interceptor(vertx));
        return client;
    }

    /** Named as its scheme, so that Camel finds it. */
    @Bean("vertx-http")
    @Lazy
    VertxHttpComponent engineHttp(Vertx vertx, WebClient engineClient, MeterRegistry registry) {
        VertxHttpComponent component = new VertxHttpComponent();
        component.setVertx(vertx);
        component.setVertxHttpBinding(new EngineHttpBinding(
                engineClient, registry, Runtime.getRuntime().maxMemory()));
        return component;
    }
}
