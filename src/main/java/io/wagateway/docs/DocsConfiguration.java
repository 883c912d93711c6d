package io.wagateway.docs;

import com.fasterxml.jackson.databind.JsonNode;
import io.wagateway.openapi.AsyncApiFile;
import io.wagateway.openapi.OpenApiFiles;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.MediaType;

/** The files at {@code /openapi.json}, {@code /asyncapi.json} and {@code /docs}, one by one, and the guide; no folder is served as a whole. */
@Configuration(proxyBeanMethods = false)
class DocsConfiguration {
    private static final List<String> PAGE = List.of("page.css", "page.js");
    private static final List<String> SWAGGER_UI =
            List.of("swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png");

    /** @param build absent if an IDE built the gateway instead of Maven */
    @Bean
    ServletRegistrationBean<DocsServlet> docs(
            ObjectProvider<BuildProperties> build, OpenApiFiles openApi, AsyncApiFile asyncApi) throws IOException {
        BuildProperties properties = build.getIfAvailable();
        String version = properties == null ? "unknown" : properties.getVersion();
        Map<String, ServedFile> files = new HashMap<>();
        files.put("/openapi.json", json(openApi::document, version));
        files.put("/asyncapi.json", json(asyncApi::document, version));
        ServedFile page = ServedFile.of(own("page.html"));
        files.put("/docs", page);
        files.put("/docs/", page);
        for (String name : PAGE) {
            files.put("/docs/" + name, ServedFile.of(own(name)));
        }
        for (String name : SWAGGER_UI) {
            files.put("/docs/" + name, ServedFile.of(swaggerUi(name)));
        }
        files.put(Guide.ROOT + "guide.css", ServedFile.of(new ClassPathResource("guide/guide.css")));
        return new ServletRegistrationBean<>(
                new DocsServlet(files, new Guide()), "/openapi.json", "/asyncapi.json", "/docs/*");
    }

    private static ServedFile json(Supplier<JsonNode> document, String version) {
        return new ServedFile(() -> ApiDocument.toJson(document.get(), version), MediaType.APPLICATION_JSON);
    }

    private static Resource own(String name) {
        return new ClassPathResource("openapi/" + name);
    }

    /** The webjar has its files in a folder named after its version, which only the pom knows. */
    private static Resource swaggerUi(String name) throws IOException {
        Resource[] found = new PathMatchingResourcePatternResolver()
                .getResources("classpath*:META-INF/resources/webjars/swagger-ui/*/" + name);
        if (found.length != 1) {
            throw new IllegalStateException("the class path must have one swagger-ui webjar, and has " + found.length);
        }
        return found[0];
    }
}
