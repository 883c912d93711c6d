package io.wagateway.docs;

import io.wagateway.http.SharedBody;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.springframework.core.io.Resource;
import org.springframework.http.MediaType;
import org.springframework.http.MediaTypeFactory;
import org.springframework.util.DigestUtils;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.context.request.ServletWebRequest;

/** A file in memory. Browsers cache it, and revalidate it by its ETag each time. */
final class ServedFile {
    private final SingletonSupplier<byte[]> content;
    private final SingletonSupplier<String> etag;
    private final String type;

    /** @param content is read once, at the first request */
    ServedFile(Supplier<byte[]> content, MediaType type) {
        this.content = SingletonSupplier.of(content);
        this.etag = SingletonSupplier.of(() -> '"' + DigestUtils.md5DigestAsHex(this.content.obtain()) + '"');
        this.type = type.toString();
    }

    static ServedFile of(Resource resource) throws IOException {
        MediaType type = MediaTypeFactory.getMediaType(resource).orElseThrow();
        boolean text = type.getType().equals("text");
        byte[] content = resource.getContentAsByteArray();
        return new ServedFile(() -> content, text ? new MediaType(type, StandardCharsets.UTF_8) : type);
    }

    void send(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("Cache-Control", "no-cache");
        if (!new ServletWebRequest(request, response).checkNotModified(etag.obtain())) {
            response.setContentType(type);
            SharedBody.set(request, content.obtain());
        }
    }
}
