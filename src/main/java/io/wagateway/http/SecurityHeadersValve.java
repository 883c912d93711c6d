package io.wagateway.http;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.function.BiConsumer;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/**
 * Sets the headers that every response has, also one that Tomcat refuses before any filter. What serves files sets its own
 * {@code Cache-Control}.
 */
final class SecurityHeadersValve extends ValveBase {

    SecurityHeadersValve() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        set(response::setHeader);
        getNext().invoke(request, response);
    }

    /** @param header takes a name and a value */
    static void set(BiConsumer<String, String> header) {
        header.accept("Cache-Control", "no-store");
        header.accept("X-Content-Type-Options", "nosniff");
    }
}
