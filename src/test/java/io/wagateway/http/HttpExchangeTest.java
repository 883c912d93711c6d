package io.wagateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wagateway.pipeline.CallContext;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an integrator's own route may do to its request and response. */
class HttpExchangeTest {
    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 42, 100, 199, 600, 1000})
    void status_thatNoResponseHas_isADefect(int status) {
        assertThatThrownBy(() -> HttpExchange.sendable(status)).hasMessage("a route has set the status " + status);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 204, 302, 404, 599})
    void status_ofAResponse_isSent(int status) {
        assertThat(HttpExchange.sendable(status)).isEqualTo(status);
    }

    @Test
    void pathParameter_takesNoPlaceOfThePipelines() {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
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
