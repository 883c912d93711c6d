package io.wagateway.docs;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.springframework.core.io.Resource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The OpenAPI document, from the YAML that people write to the JSON that is served. */
final class OpenApiDocument {
    private OpenApiDocument() {}

    /**
     * The document in the order of the YAML.
     *
     * @param version becomes {@code info.version}
     * @return UTF-8 JSON
     */
    static byte[] toJson(Resource yaml, String version) throws IOException {
        try (InputStream in = yaml.getInputStream()) {
            Map<String, Object> document = new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
            @SuppressWarnings("unchecked")
            Map<String, Object> info = (Map<String, Object>) document.get("info");
            info.put("version", version);
            return JsonMapper.builder().build().writeValueAsBytes(document);
        }
    }
}
