package io.wagateway.http;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.boot.web.servlet.error.ErrorController;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;

/** Replaces Boot's error page with the envelope, for an exception that leaves Spring MVC or a rejection before any filter. */
@Controller
final class JsonErrorController implements ErrorController {
    private static final String PATH = "${server.error.path:${error.path:/error}}";

    @RequestMapping(PATH)
    void error(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Object attribute = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        // A caller may request this path itself: then there was no error, and the page does not exist.
        int status = attribute instanceof Integer code ? code : HttpServletResponse.SC_NOT_FOUND;
        RequestId.ensure(request, response);
        ApiFilter.write(response, status, StatusEnvelope.of(status));
    }

    /** Spring MVC would tell a caller that this path takes every method. */
    @RequestMapping(path = PATH, method = RequestMethod.OPTIONS)
    void options(HttpServletRequest request, HttpServletResponse response) throws IOException {
        error(request, response);
    }
}
