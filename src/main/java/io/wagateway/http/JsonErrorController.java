package io.wagateway.http;

import io.wagateway.error.ErrorCode;
import io.wagateway.error.ErrorEnvelope;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import org.springframework.boot.web.servlet.error.ErrorController;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/** The envelope for whatever no route answers: unknown paths, and what Spring MVC refuses on actuator and docs. */
@Controller
final class JsonErrorController implements ErrorController {

    @RequestMapping("${server.error.path:${error.path:/error}}")
    ResponseEntity<byte[]> error(HttpServletRequest request) {
        Object attribute = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        // Asked for by its own path, there was no error: the page does not exist.
        int status = attribute instanceof Integer code ? code : ErrorCode.NOT_FOUND.status();
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_JSON)
                .body(envelope(status).toJson());
    }

    /** The envelope of a bare status; one that the contract does not list counts as its class. */
    static ErrorEnvelope envelope(int status) {
        ErrorCode code = Arrays.stream(ErrorCode.values())
                .filter(candidate -> candidate.status() == status)
                .findFirst()
                .orElse(status < 500 ? ErrorCode.VALIDATION_ERROR : ErrorCode.INTERNAL_ERROR);
        return ErrorEnvelope.of(code, message(code));
    }

    private static String message(ErrorCode code) {
        return switch (code) {
            case NOT_FOUND -> "there is nothing at this path";
            case METHOD_NOT_ALLOWED -> "this path does not take that method";
            case INTERNAL_ERROR -> "the gateway failed; the request id finds the reason in its log";
            default -> "the request is not one that this server understands";
        };
    }
}
