package io.wagateway.http;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.boot.web.servlet.error.ErrorController;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/** In the place of Boot's error page: the envelope for what is thrown past Spring MVC, or refused before any filter. */
@Controller
final class JsonErrorController implements ErrorController {

    @RequestMapping("${server.error.path:${error.path:/error}}")
    void error(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Object attribute = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        // Asked for by its own path, there was no error: the page does not exist.
        int status = attribute instanceof Integer code ? code : HttpServletResponse.SC_NOT_FOUND;
        RequestId.ensure(request, response);
        ApiFilter.write(response, status, StatusEnvelope.of(status));
    }
}
