package io.wagateway.bench.baseline;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * The least that a Spring Boot application can do for a request. With Spring Security on the class path and {@code
 * spring.security.oauth2.resourceserver.jwt.jwk-set-uri} set, the same handler is behind the stock resource server.
 */
@SpringBootApplication
@RestController
public class Handler {
    public static void main(String[] args) {
        SpringApplication.run(Handler.class, args);
    }

    /** The path is a literal, so that Spring has nothing to parse. */
    @PostMapping("${bench.path}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    public void promote() {}
}
