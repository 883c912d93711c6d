package io.wagateway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.wagateway.pipeline.ActiveCall;
import io.wagateway.pipeline.CallContext;
import io.wagateway.pipeline.CompletedBody;
import io.wagateway.pipeline.Credential;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.test.spring.junit5.CamelSpringBootTest;
import org.apache.camel.test.spring.junit5.MockEndpointsAndSkip;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** Operations that ask an engine several times, while its circuit is half-open: each passes or fails as one. */
@CamelSpringBootTest
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {
            "spring.config.additional-location=classpath:world.yaml",
            "spring.datasource.url=jdbc:h2:mem:half-open",
            "gateway.group-cache=0s",
            "gateway.group-refresh=0s",
            "gateway.session-watch=0s"
        })
@MockEndpointsAndSkip("direct:engine-.*")
class HalfOpenCallsTest {
    private static final AtomicLong NANOS = new AtomicLong();
    private static final String OWN = "6281000000001@s.whatsapp.net";
    private static final String MEMBER = "6289000000002@s.whatsapp.net";
    private static final String GID = "120363000000000001@g.us";
    private static final List<String> OPERATIONS = List.of(
            "status",
            "start",
            "stop",
            "logout",
            "qr",
            "readGroup",
            "promote",
            "createGroup",
            "addMembers",
            "join",
            "leave");

    @TestConfiguration
    static class Clock {
        /** The gateway's own, with a clock that the test sets. */
        @Bean
        @Primary
        EngineClient clocked(
                CamelContext context, EngineProperties properties, Executor pipelineExecutor, MeterRegistry registry) {
            return new EngineClient(context, properties.engines(), pipelineExecutor, registry, NANOS::get);
        }
    }

    @Autowired
    private CamelContext context;

    @Autowired
    private ProducerTemplate template;

    @Autowired
    private EngineClient engines;

    private final List<EngineGuard.Permit> others = new ArrayList<>();

    @BeforeEach
    void halfOpen() {
        MockEndpoint.resetMocks(context);
        reply("status", new ConnectException("refused"));
        for (int i = 0; !guard().circuitState().equals("open"); i++) {
            assertThat(i).isLessThan(100);
            engines.ask(
                            new ActiveCall("down", "org-" + i),
                            "simulator",
                            EngineOperation.STATUS,
                            Map.of("session", "down-" + i))
                    .exceptionally(failure -> Map.of());
        }
        NANOS.addAndGet(Duration.ofMillis(10_001).toNanos());
        MockEndpoint.resetMocks(context);
        for (String change : List.of("start", "stop", "logout")) {
            reply(change, Map.of());
        }
        reply("status", Map.of("status", "working", "jid", OWN));
        reply("readGroup", group("member"));
        for (String change : List.of("promote", "addMembers")) {
            // As of an engine whose word proves nothing, so that the gateway reads the group back.
            mock(change).whenAnyExchangeReceived(exchange -> {
                reply("readGroup", group("admin"));
                exchange.getMessage().setBody(Map.of("outcome", "unverified"));
            });
        }
        mock("leave").whenAnyExchangeReceived(exchange -> {
            reply("readGroup", Map.of("refusal", "no_group"));
            exchange.getMessage().setBody(Map.of("outcome", "unverified"));
        });
        reply("createGroup", Map.of("group", Map.of("jid", "120363000000000098@g.us")));
        reply("join", Map.of("group", GID));
    }

    @AfterEach
    void closeAgain() {
        others.forEach(permit -> permit.end(null));
    }

    /** Other calls, which wait for the engine. */
    private void enterOthers(int count) {
        for (int i = 0; i < count; i++) {
            others.add(guard().enter(new EngineRequest(
                    new ActiveCall("another"), "simulator", EngineOperation.STATUS, Map.of())));
        }
    }

    private EngineGuard guard() {
        return engines.guards().get("simulator");
    }

    private MockEndpoint mock(String operation) {
        return MockEndpoint.resolve(context, "mock:direct:engine-simulator-" + operation);
    }

    private void reply(String operation, Object response) {
        mock(operation).whenAnyExchangeReceived(exchange -> {
            if (response instanceof Exception failure) {
                throw failure;
            }
            exchange.getMessage().setBody(response);
        });
    }

    private static Map<String, Object> group(String role) {
        return Map.of("self", row(OWN, "admin"), "members", List.of(row(OWN, "admin"), row(MEMBER, role)));
    }

    private static Map<String, Object> groupWithoutTheMember() {
        return Map.of("self", row(OWN, "admin"), "members", List.of(row(OWN, "admin")));
    }

    private static Map<String, Object> row(String jid, String role) {
        return Map.of("jid", jid, "role", role, "address", jid);
    }

    private int asked() {
        return OPERATIONS.stream()
                .mapToInt(operation -> mock(operation).getReceivedCounter())
                .sum();
    }

    /** As HTTP and the command consumer do it. */
    private int send(String operation, String body) {
        Map<String, String> parameters = new HashMap<>(Map.of("session", "phone", "gid", GID, "jid", MEMBER));
        Exchange answer = template.request(
                "direct:" + operation,
                exchange -> CallContext.initialize(
                        exchange,
                        "half-open",
                        operation,
                        List.of(new Credential(
                                Credential.Source.AUTHORIZATION, "Bearer wa_all_00000000000000000000000000000000")),
                        parameters,
                        body == null ? null : CompletedBody.json(body)));
        return answer.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, 200, Integer.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "startSession       | 200 | 2 |",
                "stopSession        | 200 | 2 |",
                "restartSession     | 200 | 3 |",
                "logoutSession      | 200 | 2 |",
                "promoteGroupMember | 204 | 3 |",
                "addGroupMembers    | 204 | 3 | {\"participants\": [\"6289000000002@s.whatsapp.net\"]}",
                "createGroup        | 201 | 2 | {\"name\": \"New\", \"participants\":"
                        + " [\"6289000000002@s.whatsapp.net\"]}",
                "joinGroup          | 200 | 1 | {\"invite\": \"AbCdEfGhIjKl\"}",
                "leaveGroup         | 204 | 2 |",
            })
    void operation_thatTheCircuitAdmits_isNotRefusedHalfway(String operation, int expected, int atLeast, String body) {
        if (operation.equals("addGroupMembers")) {
            reply("readGroup", groupWithoutTheMember());
        }
        enterOthers(Circuit.HALF_OPEN_CALLS - 1);
        assertThat(send(operation, body)).isEqualTo(expected);
        assertThat(asked()).isGreaterThanOrEqualTo(atLeast);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "startSession       |",
                "restartSession     |",
                "logoutSession      |",
                "promoteGroupMember |",
                "createGroup        | {\"name\": \"New\", \"participants\": [\"6289000000002@s.whatsapp.net\"]}",
                "joinGroup          | {\"invite\": \"AbCdEfGhIjKl\"}",
            })
    void operation_thatTheCircuitRefuses_sendsNothing(String operation, String body) {
        enterOthers(Circuit.HALF_OPEN_CALLS);
        assertThat(send(operation, body)).isEqualTo(503);
        assertThat(asked()).isZero();
    }
}
