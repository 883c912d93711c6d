package io.wagateway.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The OpenAPI document, in YAML files that people edit: one for each tag, and some for what they share. The first call
 * of {@link #document} reads and joins them.
 */
@Component
public final class OpenApiFiles {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** In the order of the document. */
    private static final List<String> NAMES = List.of(
            "openapi",
            "sessions",
            "sessions-components",
            "groups",
            "groups-components",
            "join-requests",
            "grants",
            "events",
            "inbox",
            "api-keys",
            "webhooks",
            "webhook-events",
            "components");

    /** The objects whose members may stand in several files. */
    private static final Pattern SHARED = Pattern.compile("/paths|/components(/[^/]+)?");

    private final SingletonSupplier<JsonNode> document;

    /** The gateway's own document. */
    @Autowired
    public OpenApiFiles() {
        this(NAMES.stream()
                .<Resource>map(name -> new ClassPathResource("openapi/" + name + ".yaml"))
                .toList());
    }

    /** @param files YAML, each a part of one document */
    public OpenApiFiles(List<Resource> files) {
        this.document = SingletonSupplier.of(() -> join(files));
    }

    /**
     * The joined document. It is the same object at every call: do not change it.
     *
     * @throws IllegalStateException if two files define the same path or component
     */
    public JsonNode document() {
        return document.obtain();
    }

    private static JsonNode join(List<Resource> files) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        for (Resource file : files) {
            add(file, "", document, read(file));
        }
        return document;
    }

    static JsonNode read(Resource file) {
        try (InputStream in = file.getInputStream()) {
            return JSON.valueToTree(new Yaml(new SafeConstructor(new LoaderOptions())).load(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void add(Resource file, String at, ObjectNode document, JsonNode part) {
        for (Map.Entry<String, JsonNode> member : part.properties()) {
            String name = member.getKey();
            String pointer = at + "/" + name;
            if (SHARED.matcher(pointer).matches()) {
                add(file, pointer, document.withObjectProperty(name), member.getValue());
            } else if (document.has(name)) {
                throw new IllegalStateException("two files of the OpenAPI document define " + pointer
                        + ": the second is " + file.getDescription());
            } else {
                document.set(name, member.getValue());
            }
        }
    }
}
