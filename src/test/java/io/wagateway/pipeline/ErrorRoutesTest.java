package io.wagateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.wagateway.error.ConflictException;
import io.wagateway.error.EngineException;
import io.wagateway.error.ForbiddenException;
import io.wagateway.error.InvalidRequestException;
import io.wagateway.error.NotConnectedException;
import io.wagateway.error.NotFoundException;
import io.wagateway.error.NotImplementedException;
import io.wagateway.error.UnauthorizedException;
import io.wagateway.error.UnavailableException;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** routes/errors.camel.yaml by itself: what any route of any file answers when it throws. */
class ErrorRoutesTest extends CamelTestSupport {
    private volatile Exception thrown;

    @Override
    protected RoutesBuilder createRouteBuilder() throws Exception {
        context.getRegistry().bind("errorResponse", new ErrorResponse());
        // There is no call about a group here.
        Processor nothing = exchange -> {};
        context.getRegistry().bind("recordRefusal", nothing);
        PluginHelper.getRoutesLoader(context)
                .loadRoutes(ResourceHelper.resolveResource(context, "file:routes/errors.camel.yaml"));
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:throws")
                        .setHeader("X-Secret", constant("10.0.0.7"))
                        .process(exchange -> {
                            throw thrown;
                        })
                        .setBody(constant("went on"));
            }
        };
    }

    @ParameterizedTest(name = "{1} {2}")
    @MethodSource("documented")
    void exception_isItsDocumentedAnswer(Exception exception, int status, String code) {
        Exchange answer = answerTo(exception);
        assertThat(answer.getException()).isNull();
        assertThat(answer.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(status);
        assertThat(answer.getMessage().getHeader(Exchange.CONTENT_TYPE)).isEqualTo("application/json");
        assertThat(answer.getMessage().getHeader("X-Secret")).isNull();
        assertThat(answer.getMessage().getBody(String.class))
                .startsWith("{\"error\":{\"code\":\"" + code + "\",\"message\":\"")
                .contains("\"details\":{")
                .doesNotContain("went on");
        assertThat(ResponseTags.errorCode(answer)).isEqualTo(code);
    }

    static Stream<Arguments> documented() {
        return Stream.of(
                Arguments.of(InvalidRequestException.validation("x", Map.of("field", "name")), 400, "validation_error"),
                Arguments.of(new UnauthorizedException("x", true), 401, "unauthorized"),
                Arguments.of(new ForbiddenException("x", Map.of("capability", "send")), 403, "forbidden"),
                Arguments.of(new NotFoundException("x"), 404, "not_found"),
                Arguments.of(new ConflictException("x"), 409, "conflict"),
                Arguments.of(InvalidRequestException.tooLarge(1), 413, "payload_too_large"),
                Arguments.of(UnavailableException.rateLimited(1), 429, "rate_limited"),
                Arguments.of(new IllegalStateException("jdbc:h2 at 10.0.0.7"), 500, "internal_error"),
                Arguments.of(new NotConnectedException(), 501, "not_implemented"),
                Arguments.of(new NotImplementedException("x"), 501, "not_implemented"),
                Arguments.of(EngineException.error("x"), 502, "engine_error"),
                Arguments.of(UnavailableException.identity(), 503, "identity_unavailable"),
                Arguments.of(UnavailableException.engine("x"), 503, "engine_unavailable"),
                Arguments.of(EngineException.timeout(), 504, "engine_timeout"));
    }

    @Test
    void defect_leaksNothingOfItsReason() {
        String body = answerTo(new IllegalStateException("jdbc:h2 at 10.0.0.7"))
                .getMessage()
                .getBody(String.class);
        assertThat(body).doesNotContain("jdbc").doesNotContain("10.0.0.7").doesNotContain("Exception");
    }

    @Test
    void text_thatNeedsEscaping_isValidJson() {
        assertThat(answerTo(new NotFoundException("a \"quoted\"\nline"))
                        .getMessage()
                        .getBody(String.class))
                .contains("a \\\"quoted\\\"\\nline");
    }

    @Test
    void unauthorized_tellsATokenFromNone() {
        assertThat(answerTo(new UnauthorizedException("x", false)).getMessage().getHeader("WWW-Authenticate"))
                .isEqualTo("Bearer");
        assertThat(answerTo(new UnauthorizedException("x", true)).getMessage().getHeader("WWW-Authenticate"))
                .isEqualTo("Bearer error=\"invalid_token\"");
    }

    @Test
    void unavailable_saysWhenToComeBack() {
        assertThat(answerTo(UnavailableException.rateLimited(17)).getMessage().getHeader("Retry-After"))
                .isEqualTo(17);
        assertThat(answerTo(UnavailableException.engine("x")).getMessage().getHeader("Retry-After"))
                .isEqualTo(5);
    }

    private Exchange answerTo(Exception exception) {
        thrown = exception;
        return template.request("direct:throws", exchange -> {});
    }
}
