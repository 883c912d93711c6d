package io.wagateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.MediaType;

class AcceptTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "none                                                                        | false",
                "''                                                                          | false",
                "image/png                                                                   | true",
                "IMAGE/PNG                                                                   | true",
                "image/*                                                                     | true",
                "application/json                                                            | false",
                "*/*                                                                         | false",
                "image/png, */*                                                              | true",
                "image/png, application/json                                                 | false",
                "image/png;q=0.4, application/json;q=0.5                                     | false",
                "image/png;q=0.5, application/json;q=0.4                                     | true",
                "image/png;q=0, */*                                                          | false",
                "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8            | true",
                "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8             | false",
                "text/plain                                                                  | false",
                "image/png;q=2                                                               | false",
                "nonsense                                                                    | false",
            })
    void picture_isPreferredToJson(String header, boolean expected) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setProperty(CallContext.ACCEPT, header);
        assertThat(Accept.of(exchange).prefers(MediaType.IMAGE_PNG, MediaType.APPLICATION_JSON))
                .isEqualTo(expected);
    }
}
