package io.wagateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.wagateway.pipeline.CallContext;
import io.wagateway.pipeline.Credential;
import java.util.List;
import java.util.Map;
import org.apache.camel.EndpointInject;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.test.spring.junit5.CamelSpringBootTest;
import org.apache.camel.test.spring.junit5.MockEndpointsAndSkip;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

@CamelSpringBootTest
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {
            "spring.profiles.active=demo",
            "spring.datasource.url=jdbc:h2:mem:own-route",
            "gateway.routes-dir=src/test/resources/own-routes"
        })
@MockEndpointsAndSkip("direct:engine-.*-promote|log:audit")
class OwnRouteTest {
    @Autowired
    private ProducerTemplate template;

    @EndpointInject("mock:direct:engine-simulator-promote")
    private MockEndpoint engine;

    @EndpointInject("mock:log:audit")
    private MockEndpoint audit;

    @BeforeEach
    void engineMakesEveryChange() {
        MockEndpoint.resetMocks(engine.getCamelContext());
        engine.whenAnyExchangeReceived(exchange -> exchange.getMessage().setBody(Map.of("outcome", "done")));
    }

    @Test
    void promotion_thatWasDone_isAudited() throws InterruptedException {
        engine.expectedMessageCount(1);
        audit.expectedBodiesReceived("ours-1 promoted somebody");
        assertThat(promote("wa_demo_only_not_a_secret_0123456789")).isEqualTo(204);
        MockEndpoint.assertIsSatisfied(engine, audit);
    }

    @Test
    void promotion_thatWasRefused_isNotAudited() throws InterruptedException {
        engine.expectedMessageCount(0);
        audit.expectedMessageCount(0);
        assertThat(promote("wa_demo_viewer_not_a_secret_0123456789")).isEqualTo(403);
        MockEndpoint.assertIsSatisfied(engine, audit);
    }

    private int promote(String key) {
        Exchange answer = template.request(
                "direct:promoteAudited",
                exchange -> CallContext.initialize(
                        exchange,
                        "ours-1",
                        "promoteAudited",
                        List.of(new Credential(Credential.Source.AUTHORIZATION, "Bearer " + key)),
                        Map.of(
                                "session", "01HZ0SESSION0000000000000",
                                "gid", "120363041234567890@g.us",
                                "jid", "6281234567890@s.whatsapp.net"),
                        null));
        return answer.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
    }
}
