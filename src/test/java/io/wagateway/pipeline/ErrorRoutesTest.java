package io.wagateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.wagateway.error.ConflictException;
import io.wagateway.error.DomainException;
import io.wagateway.error.EngineException;
import io.wagateway.error.ErrorCode;
import io.wagateway.error.ForbiddenException;
import io.wagateway.error.InvalidRequestException;
import io.wagateway.error.NotConnectedException;
import io.wagateway.error.NotFoundException;
import io.wagateway.error.NotImplementedException;
import io.wagateway.error.PartialFailureException;
import io.wagateway.error.UnauthorizedException;
import io.wagateway.error.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** routes/errors.camel.yaml by itself: the response of any route of any file that throws. */
class ErrorRoutesTest extends CamelTestSupport {
    private static final Path PACKAGED = Path.of("routes/errors.camel.yaml");

    @TempDir
    private Path folder;

    private volatile Exception thrown;

    @Override
    protected RoutesBuilder createRouteBuilder() throws Exception {
        return routes(context, PACKAGED);
    }

    private RoutesBuilder routes(CamelContext camel, Path errors) throws Exception {
        camel.getRegistry().bind("errorResponse", new ErrorResponse());
        // There is no call about a group here.
        Processor nothing = exchange -> {};
        camel.getRegistry().bind("recordRefusal", nothing);
        PluginHelper.getRoutesLoader(camel).loadRoutes(ResourceHelper.resolveResource(camel, "file:" + errors));
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:throws")
                        .setHeader("X-Secret", constant("10.0.0.7"))
                        .setHeader(Exchange.HTTP_RESPONSE_CODE, constant(201))
                        .process(exchange -> {
                            throw thrown;
                        })
                        .setBody(constant("continued"));
            }
        };
    }

    @ParameterizedTest(name = "{1} {2}")
    @MethodSource("documented")
    void exception_isItsDocumentedResponse(Exception exception, int status, String code) {
        Exchange response = responseTo(exception);
        assertThat(response.getException()).isNull();
        assertThat(response.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(status);
        assertThat(response.getMessage().getHeader(Exchange.CONTENT_TYPE)).isEqualTo("application/json");
        assertThat(response.getMessage().getHeader("X-Secret")).isNull();
        assertThat(response.getMessage().getBody(String.class))
                .startsWith("{\"error\":{\"code\":\"" + code + "\",\"message\":\"")
                .contains("\"details\":{")
                .doesNotContain("continued");
        assertThat(ResponseTags.errorCode(response)).isEqualTo(code);
    }

    /** An exception for which the file has no clause. */
    private static final class IntegratorsException extends DomainException {
        private static final long serialVersionUID = 1L;

        private IntegratorsException() {
            super(ErrorCode.CONFLICT, "x", Map.of());
        }
    }

    static Stream<Arguments> documented() {
        return Stream.of(
                Arguments.of(InvalidRequestException.validation("x", Map.of("field", "name")), 400, "validation_error"),
                Arguments.of(new UnauthorizedException("x", true), 401, "unauthorized"),
                Arguments.of(new ForbiddenException("x", Map.of("capability", "send")), 403, "forbidden"),
                Arguments.of(new NotFoundException("x"), 404, "not_found"),
                Arguments.of(new ConflictException("x"), 409, "conflict"),
                Arguments.of(InvalidRequestException.tooLarge(1), 413, "payload_too_large"),
                Arguments.of(InvalidRequestException.notJson(), 415, "unsupported_media_type"),
                Arguments.of(UnavailableException.rateLimited(1), 429, "rate_limited"),
                Arguments.of(new IllegalStateException("jdbc:h2 at 10.0.0.7"), 500, "internal_error"),
                Arguments.of(new NotConnectedException(), 501, "not_implemented"),
                Arguments.of(new NotImplementedException("x"), 501, "not_implemented"),
                Arguments.of(EngineException.error("x"), 502, "engine_error"),
                Arguments.of(UnavailableException.identity(), 503, "identity_unavailable"),
                Arguments.of(UnavailableException.engine("x"), 503, "engine_unavailable"),
                Arguments.of(EngineException.timeout(), 504, "engine_timeout"),
                Arguments.of(new PartialFailureException(EngineException.timeout(), Map.of()), 504, "engine_timeout"),
                Arguments.of(new IntegratorsException(), 409, "conflict"),
                Arguments.of(new IllegalStateException(new NotFoundException("x")), 404, "not_found"),
                Arguments.of(new IllegalStateException(UnavailableException.rateLimited(1)), 429, "rate_limited"));
    }

    @Test
    void defect_leaksNothingOfItsReason() {
        String body = responseTo(new IllegalStateException("jdbc:h2 at 10.0.0.7"))
                .getMessage()
                .getBody(String.class);
        assertThat(body).doesNotContain("jdbc").doesNotContain("10.0.0.7").doesNotContain("Exception");
    }

    @Test
    void text_thatNeedsEscaping_isValidJson() {
        assertThat(responseTo(new NotFoundException("a \"quoted\"\nline"))
                        .getMessage()
                        .getBody(String.class))
                .contains("a \\\"quoted\\\"\\nline");
    }

    @Test
    void unauthorized_challengesWithAnErrorOnlyIfATokenWasSent() {
        assertThat(responseTo(new UnauthorizedException("x", false))
                        .getMessage()
                        .getHeader("WWW-Authenticate"))
                .isEqualTo("Bearer");
        assertThat(responseTo(new UnauthorizedException("x", true)).getMessage().getHeader("WWW-Authenticate"))
                .isEqualTo("Bearer error=\"invalid_token\"");
    }

    @Test
    void unavailable_saysWhenToRetry() {
        assertThat(responseTo(UnavailableException.rateLimited(17)).getMessage().getHeader("Retry-After"))
                .isEqualTo(17);
        assertThat(responseTo(UnavailableException.engine("x")).getMessage().getHeader("Retry-After"))
                .isEqualTo(5);
    }

    @ParameterizedTest(name = "{1} {2}")
    @MethodSource("documented")
    void status_thatAClauseSets_isTheStatusOfTheResponse(Exception exception, int status, String code)
            throws Exception {
        Exchange packaged = responseTo(exception);
        Exchange edited = responseTo(exception, edited("\"([45][0-9][0-9])\"", number -> "\"" + (number + 50) + "\""));
        boolean ownStatus = exception instanceof PartialFailureException || exception instanceof IntegratorsException;
        assertThat(edited.getMessage().removeHeader(Exchange.HTTP_RESPONSE_CODE))
                .isEqualTo(ownStatus ? status : status + 50);
        packaged.getMessage().removeHeader(Exchange.HTTP_RESPONSE_CODE);
        assertThat(edited.getMessage().getHeaders())
                .isEqualTo(packaged.getMessage().getHeaders());
        assertThat(edited.getMessage().getBody(String.class))
                .isEqualTo(packaged.getMessage().getBody(String.class));
        assertThat(ResponseTags.errorCode(edited)).isEqualTo(code);
    }

    /** A route may have set 201 before it failed, and nobody shall take an error for a success. */
    @ParameterizedTest
    @ValueSource(strings = {"\"204\"", "\"399\"", "\"600\"", "\"gone\"", "\"\""})
    void status_thatIsNoErrorsStatus_isIgnored(String wrong) throws Exception {
        Exchange response = responseTo(new NotFoundException("x"), edited("\"(404)\"", number -> wrong));
        assertThat(response.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(404);
    }

    /** The packaged file with other numbers, as a reader would edit it in a folder of their own. */
    private Path edited(String number, IntFunction<String> replacement) throws IOException {
        String packaged = Files.readString(PACKAGED);
        String edited = Pattern.compile(number)
                .matcher(packaged)
                .replaceAll(found -> replacement.apply(Integer.parseInt(found.group(1))));
        assertThat(edited).isNotEqualTo(packaged);
        return Files.writeString(folder.resolve("errors.camel.yaml"), edited);
    }

    private Exchange responseTo(Exception exception) {
        thrown = exception;
        return template.request("direct:throws", exchange -> {});
    }

    private Exchange responseTo(Exception exception, Path errors) throws Exception {
        thrown = exception;
        CamelContext other = new DefaultCamelContext();
        try {
            other.addRoutes(routes(other, errors));
            other.start();
            Exchange response = other.createProducerTemplate().request("direct:throws", exchange -> {});
            // Read before the context that converts it stops.
            response.getMessage().setBody(response.getMessage().getBody(String.class));
            return response;
        } finally {
            other.stop();
        }
    }
}
