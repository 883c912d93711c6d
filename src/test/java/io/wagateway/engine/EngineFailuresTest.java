package io.wagateway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wagateway.error.EngineException;
import io.wagateway.error.ErrorCode;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.charset.MalformedInputException;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.apache.camel.CamelExchangeException;
import org.apache.camel.ExchangeTimedOutException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class EngineFailuresTest {
    private static final String TEXT = "http://10.0.0.7/?key=hunter2 said {\"phone\": 6289000000002}";
    private static final DefaultExchange EXCHANGE = new DefaultExchange(new DefaultCamelContext());

    static Stream<Arguments> failures() {
        return Stream.of(
                        Map.entry(new ConnectException(TEXT), ErrorCode.ENGINE_UNAVAILABLE),
                        Map.entry(new UnknownHostException(TEXT), ErrorCode.ENGINE_UNAVAILABLE),
                        Map.entry(new SSLHandshakeException(TEXT), ErrorCode.ENGINE_UNAVAILABLE),
                        Map.entry(new IOException(TEXT), ErrorCode.ENGINE_UNAVAILABLE),
                        Map.entry(new UncheckedIOException(new IOException(TEXT)), ErrorCode.ENGINE_UNAVAILABLE),
                        Map.entry(new HttpConnectTimeoutException(TEXT), ErrorCode.ENGINE_UNAVAILABLE),
                        Map.entry(new HttpTimeoutException(TEXT), ErrorCode.ENGINE_TIMEOUT),
                        Map.entry(new SocketTimeoutException(TEXT), ErrorCode.ENGINE_TIMEOUT),
                        Map.entry(new TimeoutException(TEXT), ErrorCode.ENGINE_TIMEOUT),
                        Map.entry(new ExchangeTimedOutException(EXCHANGE, 1), ErrorCode.ENGINE_TIMEOUT),
                        Map.entry(html(), ErrorCode.ENGINE_ERROR),
                        Map.entry(new MalformedInputException(1), ErrorCode.ENGINE_ERROR),
                        Map.entry(new CharConversionException(TEXT), ErrorCode.ENGINE_ERROR),
                        Map.entry(new IllegalStateException(TEXT), ErrorCode.ENGINE_ERROR),
                        Map.entry(EngineException.timeout(), ErrorCode.ENGINE_TIMEOUT))
                .map(row -> Arguments.of(row.getKey(), row.getValue()));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void failure_withAnyWrapper_isClassifiedByItsType(Exception failure, ErrorCode code) {
        assertThat(EngineFailures.of(failure).code()).isEqualTo(code);
        assertThat(EngineFailures.of(new CamelExchangeException(TEXT, EXCHANGE, failure))
                        .code())
                .isEqualTo(code);
        assertThat(EngineFailures.of(new CompletionException(new RuntimeException(failure)))
                        .code())
                .isEqualTo(code);
        // A failure that one caller's data may cause must not affect the others.
        assertThat(EngineFailures.isEngineFailure(new CompletionException(failure)))
                .isEqualTo(code != ErrorCode.ENGINE_ERROR);
    }

    /** Only without a connection is it certain that the engine has got nothing. */
    @ParameterizedTest
    @MethodSource("failures")
    void outcome_isKnownOnlyIfThereWasNoConnection(Exception failure) {
        boolean withoutConnection = failure instanceof ConnectException
                || failure instanceof UnknownHostException
                || failure instanceof HttpConnectTimeoutException;
        assertThat(EngineFailures.of(new CompletionException(failure)).isOutcomeUnknown())
                .isEqualTo(!withoutConnection);
    }

    @Test
    void outcome_ofARequestThatWasTooMuchForTheGateway_isUnknown() {
        assertThat(EngineFailures.of(new RejectedExecutionException()).isOutcomeUnknown())
                .isTrue();
    }

    @ParameterizedTest
    @MethodSource("failures")
    void log_namesTypesAndNoTexts(Exception failure, ErrorCode code, CapturedOutput output) {
        Exception wrapped = new CamelExchangeException(TEXT, EXCHANGE, failure);
        EngineRequest call =
                new EngineRequest(ScriptedEngines.call(), "eu", EngineOperation.PROMOTE, Map.of("session", "6281"));
        EngineFailures.log(call, wrapped, EngineFailures.of(wrapped));
        assertThat(output)
                .contains("engine=eu operation=promote failed: ")
                .contains("CamelExchangeException caused by ")
                .contains(failure.getClass().getSimpleName())
                .doesNotContain("10.0.0.7", "hunter2", "html", "6281", "6289");
    }

    @Test
    void overload_ofTheGateway_isNoFailureOfTheEngine() {
        RejectedExecutionException full = new RejectedExecutionException("full");
        assertThat(EngineFailures.of(full).code()).isEqualTo(ErrorCode.ENGINE_UNAVAILABLE);
        assertThat(EngineFailures.isEngineFailure(full)).isFalse();
    }

    @Test
    void endlessChainOfCauses_isReadToALimit() {
        Exception one = new IllegalStateException("one");
        one.initCause(new IllegalStateException("two", one));
        assertThat(EngineFailures.of(one).code()).isEqualTo(ErrorCode.ENGINE_ERROR);
    }

    /** Jackson's exception for a body that is no JSON: an IOException by type. */
    private static Exception html() {
        try {
            new ObjectMapper().readTree("<html>" + TEXT);
            throw new AssertionError("this is no JSON");
        } catch (JsonProcessingException e) {
            return e;
        }
    }
}
