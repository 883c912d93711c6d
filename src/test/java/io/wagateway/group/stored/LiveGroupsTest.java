package io.wagateway.group.stored;

import static org.assertj.core.api.Assertions.assertThat;

import io.wagateway.engine.EngineClient;
import io.wagateway.pipeline.ActiveCall;
import io.wagateway.session.Session;
import io.wagateway.session.SessionStatus;
import io.wagateway.session.SessionStatusService;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.test.spring.junit5.CamelSpringBootTest;
import org.apache.camel.test.spring.junit5.MockEndpointsAndSkip;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

/** What a refresh asks each engine kind for. */
@CamelSpringBootTest
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:live-groups",
            "gateway.engines.waha.kind=waha",
            "gateway.engines.waha.url=http://127.0.0.1:9",
            "gateway.engines.waha.secret=s3cr3t",
            "gateway.engines.evolution.kind=evolution",
            "gateway.engines.evolution.url=http://127.0.0.1:9",
            "gateway.engines.evolution.secret=s3cr3t",
            "gateway.engines.gowa.kind=gowa",
            "gateway.engines.gowa.url=http://127.0.0.1:9",
            "gateway.engines.gowa.secret=s3cr3t:s3cr3t",
            "gateway.engines.wuzapi.kind=wuzapi",
            "gateway.engines.wuzapi.url=http://127.0.0.1:9",
            "gateway.engines.wuzapi.secret=s3cr3t"
        })
@MockEndpointsAndSkip("direct:engine-.*")
class LiveGroupsTest {
    private static final Map<String, Object> GROUPS =
            Map.of("groups", List.of(Map.of("jid", "120363000000000001@g.us", "subject", "Fake")));

    @Autowired
    private CamelContext context;

    @Autowired
    private EngineClient engines;

    @Autowired
    private SessionStatusService statusService;

    @BeforeEach
    void forget() {
        MockEndpoint.resetMocks(context);
    }

    private MockEndpoint mock(String engine, String operation) {
        return MockEndpoint.resolve(context, "mock:direct:engine-" + engine + "-" + operation);
    }

    private static void reply(MockEndpoint mock, Map<String, Object> response) {
        mock.whenAnyExchangeReceived(exchange -> exchange.getMessage().setBody(response));
    }

    /** The list with members may be too long. An engine that has only one list is not asked for it twice. */
    @ParameterizedTest
    @CsvSource({
        "waha, invalid_response, 1",
        "evolution, invalid_response, 1",
        "gowa, invalid_response, 0",
        "wuzapi, invalid_response, 0",
        "waha, rate_limited, 0"
    })
    void listThatFails_isAskedForAgain_ifTheEngineCanLeaveTheMembersOut(String engine, String refusal, int again)
            throws Exception {
        reply(mock(engine, "listGroups"), Map.of("refusal", refusal));
        reply(mock(engine, "listGroupsOnly"), GROUPS);
        Session session = new Session(
                engine + again, "org", null, engine, "a", SessionStatus.WORKING, null, null, null, 1L, 1L, null);

        ListedGroups listed = new LiveGroups(engines, statusService)
                .list(new ActiveCall("test"), session)
                .exceptionally(failure -> null)
                .get(10, TimeUnit.SECONDS);

        assertThat(mock(engine, "listGroups").getReceivedCounter()).isOne();
        assertThat(mock(engine, "listGroupsOnly").getReceivedCounter()).isEqualTo(again);
        assertThat(listed == null ? 0 : listed.groups().size()).isEqualTo(again);
    }
}
