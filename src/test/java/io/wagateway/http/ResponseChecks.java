package io.wagateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Checks that every response must pass, whatever the request. */
public final class ResponseChecks {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Set<String> HEADERS = Set.of(
            "accept",
            "accept-patch",
            "allow",
            "cache-control",
            "connection",
            "content-length",
            "content-type",
            "date",
            "retry-after",
            "transfer-encoding",
            "vary",
            "www-authenticate",
            "x-accel-buffering",
            "x-content-type-options",
            "x-request-id");

    private ResponseChecks() {}

    /** The response shows nothing of the server, and nothing that was sent with the word "evil" in it. */
    public static void check(RawConnection.Response response) {
        assertThat(response.headers().keySet()).isSubsetOf(HEADERS);
        String all = (response.headers() + response.body()).toLowerCase(Locale.ROOT);
        assertThat(all)
                .doesNotContain(
                        "evil", "exception", "java", "io.wagateway", "org.", "<html", "<!", "tomcat", "spring", "camel")
                .doesNotContain("\\", "wa_all", "6289", ".yaml", "select");
    }

    /** The one shape of an error; returns its code. */
    public static String code(String body) throws IOException {
        JsonNode envelope = JSON.readTree(body);
        assertThat(names(envelope)).containsExactly("error");
        JsonNode error = envelope.get("error");
        assertThat(names(error)).containsExactly("code", "details", "message");
        assertThat(error.get("message").asText()).isNotBlank();
        assertThat(error.get("details").isObject()).isTrue();
        return error.get("code").asText();
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        for (Iterator<String> fields = object.fieldNames(); fields.hasNext(); ) {
            names.add(fields.next());
        }
        return names;
    }
}
