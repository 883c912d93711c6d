package io.wagateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wagateway.pipeline.CallContext;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** What an integrator's own route may do to its request and response. */
class HttpExchangeTest {
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    @ParameterizedTest
    @CsvSource({"-1, 500", "0, 500", "42, 500", "100, 500", "199, 500", "600, 500", "1000, 500", "200, 200", "599, 599"
    })
    void status_thatNoResponseHas_isADefect(int set, int sent) {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.setAsyncSupported(true);
        MockHttpServletResponse response = new MockHttpServletResponse();
        exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, String.valueOf(set));
        new HttpExchange(request, response, null, exchange, new RequestMetrics(new SimpleMeterRegistry())).respond();
        assertThat(response.getStatus()).isEqualTo(sent);
    }

    @Test
    void pathParameter_takesNoPlaceOfThePipelines() {
        CallContext.initialize(
                exchange,
                "the-request",
                "theOperation",
                List.of(),
                Map.of("requestId", "forged", "operationId", "forged", "credentials", "forged", "session", "phone"),
                null);
        assertThat(CallContext.requestId(exchange)).isEqualTo("the-request");
        assertThat(CallContext.operationId(exchange)).isEqualTo("theOperation");
        assertThat(CallContext.credentials(exchange)).isEmpty();
        assertThat(CallContext.parameter(exchange, "session")).isEqualTo("phone");
    }
}
