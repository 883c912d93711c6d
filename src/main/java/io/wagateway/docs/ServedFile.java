package io.wagateway.docs;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.core.io.Resource;
import org.springframework.http.MediaType;
import org.springframework.http.MediaTypeFactory;
import org.springframework.util.DigestUtils;
import org.springframework.web.context.request.ServletWebRequest;

/** A file in memory. Browsers keep it, and ask each time whether it is still the same. */
final class ServedFile {
    private final byte[] content;
    private final String type;
    private final String etag;

    ServedFile(byte[] content, MediaType type) {
        this.content = content;
        this.type = type.toString();
        this.etag = '"' + DigestUtils.md5DigestAsHex(content) + '"';
    }

    static ServedFile of(Resource resource) throws IOException {
        MediaType type = MediaTypeFactory.getMediaType(resource).orElseThrow();
        boolean text = type.getType().equals("text");
        return new ServedFile(
                resource.getContentAsByteArray(), text ? new MediaType(type, StandardCharsets.UTF_8) : type);
    }

    void send(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("Cache-Control", "no-cache");
        if (!new ServletWebRequest(request, response).checkNotModified(etag)) {
            response.setContentType(type);
            response.setContentLength(content.length);
            // The server leaves it out where the method is HEAD.
            response.getOutputStream().write(content);
        }
    }
}
