package io.wagateway.docs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;

/** The OpenAPI or the AsyncAPI document, as the JSON that the gateway serves. */
final class ApiDocument {
    private ApiDocument() {}

    /**
     * The document in the order of its file or files.
     *
     * @param document stays as it is
     * @param version becomes {@code info.version}
     * @return UTF-8 JSON
     */
    static byte[] toJson(JsonNode document, String version) {
        ObjectNode served = JsonNodeFactory.instance.objectNode();
        served.setAll((ObjectNode) document);
        served.set("info", ((ObjectNode) document.required("info")).deepCopy().put("version", version));
        try {
            return JsonMapper.builder().build().writeValueAsBytes(served);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
