package io.wagateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.wagateway.database.DatabaseClock;
import io.wagateway.pipeline.CallContext;
import io.wagateway.pipeline.CompletedBody;
import io.wagateway.pipeline.Credential;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.test.spring.junit5.CamelSpringBootTest;
import org.apache.camel.test.spring.junit5.MockEndpointsAndSkip;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the operations on sessions ask of an engine, and what its answers, refusals and failures become. */
@CamelSpringBootTest
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {
            "spring.config.additional-location=classpath:world.yaml",
            "spring.datasource.url=jdbc:h2:mem:session-routes",
            "gateway.session-watch=0s"
        })
@MockEndpointsAndSkip("direct:engine-.*")
@ExtendWith(OutputCaptureExtension.class)
class SessionRoutesTest {
    private static final String KEY = "wa_all_00000000000000000000000000000000";

    @Autowired
    private CamelContext context;

    @Autowired
    private ProducerTemplate template;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private SessionStore store;

    @Autowired
    private SessionStatusService statusService;

    @Autowired
    private DatabaseClock clock;

    @BeforeEach
    void engine() {
        MockEndpoint.resetMocks(context);
        for (String operation : List.of("start", "stop", "logout", "remove")) {
            reply(operation, Map.of());
        }
        reply("status", Map.of("status", "stopped"));
        reply("qr", Map.of("code", "2@code", "expiresInMs", 5_000));
        reply("pairingCode", Map.of("code", "ABCD-1234"));
    }

    private MockEndpoint asked(String operation) {
        return MockEndpoint.resolve(context, "mock:direct:engine-simulator-" + operation);
    }

    private void reply(String operation, Object answer) {
        asked(operation).whenAnyExchangeReceived(exchange -> {
            if (answer instanceof Exception failure) {
                throw failure;
            }
            exchange.getMessage().setBody(answer);
        });
    }

    private String made() {
        String id = "s" + System.nanoTime();
        store.insert(new Session(
                id, "org_a", null, "simulator", "at " + id, SessionStatus.STOPPED, null, null, null, 1L, 1L, null));
        return id;
    }

    private Exchange send(String operation, String session, String body) {
        return template.request("direct:" + operation, exchange -> {
            List<Credential> credentials = List.of(new Credential(Credential.Source.API_KEY_HEADER, KEY));
            CallContext.initialize(
                    exchange,
                    "test",
                    operation,
                    credentials,
                    Map.of("session", session),
                    body == null ? null : CompletedBody.json(body));
        });
    }

    private static int statusOf(Exchange answer) {
        Integer status = answer.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
        return status == null ? 200 : status;
    }

    private static String bodyOf(Exchange answer) {
        return new String(answer.getMessage().getBody(byte[].class), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({"startSession, start", "stopSession, stop", "logoutSession, logout"})
    void change_asksTheEngineForItAndThenForTheStatus(String operationId, String operation) {
        reply("status", Map.of("status", "scan_qr_code"));
        String id = made();
        Exchange answer = send(operationId, id, null);
        assertThat(statusOf(answer)).isEqualTo(200);
        assertThat(bodyOf(answer)).contains("\"status\":\"scan_qr_code\"");
        assertThat(asked(operation).getReceivedCounter()).isOne();
        Map<?, ?> question = asked(operation).getExchanges().get(0).getProperty("request", Map.class);
        assertThat(question.get("session")).isEqualTo("at " + id);
        assertThat(asked("status").getReceivedCounter()).isOne();
        assertThat(store.find(id)).map(Session::status).contains(SessionStatus.SCAN_QR_CODE);
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 86_400_000, Long.MAX_VALUE})
    void codeOfALifeThatCannotBe_endsSoonAllTheSame(long expiresInMs) throws Exception {
        reply("qr", Map.of("code", "2@code", "expiresInMs", expiresInMs));
        long before = System.currentTimeMillis();
        String answer = bodyOf(send("sessionQR", made(), null));
        long expiresAt = new ObjectMapper().readTree(answer).path("expiresAt").asLong();
        assertThat(expiresAt).isBetween(before, System.currentTimeMillis() + 600_000);
    }

    @Test
    void restart_ofAKindWithoutIt_isStopAndStart() {
        assertThat(statusOf(send("restartSession", made(), null))).isEqualTo(200);
        assertThat(asked("stop").getReceivedCounter()).isOne();
        assertThat(asked("start").getReceivedCounter()).isOne();
    }

    @ParameterizedTest
    @CsvSource({"stopSession, stop", "logoutSession, logout", "restartSession, stop"})
    void end_ofAnAccountThatTheEngineDoesNotKnow_isNoChange(String operationId, String operation) {
        reply(operation, Map.of("refusal", "not_connected"));
        assertThat(statusOf(send(operationId, made(), null))).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "startSession, stopped, starting",
        "startSession, working, working",
        "restartSession, working, starting",
        "stopSession, working, stopped",
        "logoutSession, working, stopped"
    })
    void change_afterWhichTheEngineDoesNotAnswer_isDoneAllTheSame(String operationId, String before, String after) {
        String id = made();
        reply("status", Map.of("status", before, "jid", "6281000000009@s.whatsapp.net"));
        send("startSession", id, null);
        reply("status", new ConnectException("refused"));
        Exchange answer = send(operationId, id, null);
        assertThat(statusOf(answer)).isEqualTo(200);
        assertThat(bodyOf(answer)).contains("\"status\":\"" + after + "\"");
        assertThat(store.find(id))
                .map(Session::status)
                .map(SessionStatus::wireName)
                .contains(after);
        assertThat(store.find(id).orElseThrow().waJid() == null).isEqualTo(operationId.equals("logoutSession"));
    }

    @Test
    void restart_thatStopsAndCannotStart_fails_andIsStoredAsStopped() {
        String id = made();
        reply("status", Map.of("status", "working"));
        send("startSession", id, null);
        reply("start", new ConnectException("refused"));
        assertThat(statusOf(send("restartSession", id, null))).isEqualTo(503);
        assertThat(store.find(id)).map(Session::status).contains(SessionStatus.STOPPED);
        reply("start", new SocketTimeoutException("no response"));
        assertThat(statusOf(send("restartSession", id, null))).isEqualTo(504);
        assertThat(store.find(id)).map(Session::status).contains(SessionStatus.STARTING);
    }

    @Test
    void logout_thatTheEngineOnlyClaims_unpairsNothing() {
        reply("status", Map.of("status", "working", "jid", "6281000000009@s.whatsapp.net"));
        Exchange answer = send("logoutSession", made(), null);
        assertThat(bodyOf(answer)).contains("\"status\":\"working\"", "\"phoneNumber\":\"6281000000009\"");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void creation_thatCannotStart_isMadeAllTheSame(boolean reachable) {
        reply("start", reachable ? Map.of("refusal", "rate_limited") : new ConnectException("refused"));
        Exchange answer = send("createSession", "", "{\"start\":true}");
        assertThat(statusOf(answer)).isEqualTo(201);
        assertThat(bodyOf(answer)).contains("\"status\":\"stopped\"");
        assertThat(asked("start").getReceivedCounter()).isOne();
    }

    @Test
    void delete_ofASessionWhoseEngineIsDown_deletesNothing() {
        reply("remove", new ConnectException("refused"));
        String id = made();
        assertThat(statusOf(send("deleteSession", id, null))).isEqualTo(503);
        assertThat(store.find(id)).isPresent();
        reply("remove", Map.of());
        assertThat(statusOf(send("deleteSession", id, null))).isEqualTo(204);
        assertThat(store.findRow(id)).map(SessionStore.Row::deleted).contains(true);
        assertThat(statusOf(send("deleteSession", id, null))).isEqualTo(404);
    }

    @Test
    void delete_ofASessionWhoseEngineIsNoLongerConfigured_isAWarning(CapturedOutput output) {
        String id = made();
        jdbc.sql("update sessions set engine = 'gone' where id = ?").param(id).update();
        assertThat(statusOf(send("deleteSession", id, null))).isEqualTo(204);
        assertThat(output).contains("session=" + id + " is deleted, but its account is not");
        assertThat(asked("remove").getReceivedCounter()).isZero();
    }

    @Test
    void delete_ofASessionThatSharesItsAccount_leavesTheAccount() {
        String id = made();
        String other = made();
        jdbc.sql("update sessions set engine_session = ? where id = ?")
                .params("at " + id, other)
                .update();
        assertThat(statusOf(send("deleteSession", id, null))).isEqualTo(204);
        assertThat(asked("remove").getReceivedCounter()).isZero();
        assertThat(statusOf(send("deleteSession", other, null))).isEqualTo(204);
        assertThat(asked("remove").getReceivedCounter()).isOne();
    }

    @ParameterizedTest
    @CsvSource({"no_code, 404", "not_connected, 404", "paired, 409", "nonsense, 502", "bad_credentials, 502"})
    void refusal_ofACode_isTheDocumentedAnswer(String refusal, int expected) {
        reply("qr", Map.of("refusal", refusal));
        reply("pairingCode", Map.of("refusal", refusal));
        assertThat(statusOf(send("sessionQR", made(), null))).isEqualTo(expected);
        assertThat(statusOf(send("sessionPairingCode", made(), "{\"phone\":\"62811\"}")))
                .isEqualTo(expected);
    }

    @Test
    void phone_thatWhatsAppDoesNotTake_is400() {
        reply("pairingCode", Map.of("refusal", "invalid"));
        assertThat(statusOf(send("sessionPairingCode", made(), "{\"phone\":\"62811\"}")))
                .isEqualTo(400);
    }

    @Test
    void code_ofAnEngineThatHasAPictureOnly_isReadFromIt() {
        String png = Base64.getEncoder().encodeToString(QrPicture.draw("2@from a picture"));
        for (String image : List.of(png, "data:image/png;base64," + png)) {
            reply("qr", Map.of("image", image));
            assertThat(bodyOf(send("sessionQR", made(), null))).contains("\"code\":\"2@from a picture\"");
        }
    }

    @Test
    void nonsense_insteadOfACode_is502() {
        Map<String, Object> endless = new HashMap<>();
        endless.put("code", "x".repeat(1_001));
        for (Object nonsense :
                List.of(Map.of(), Map.of("code", 7), Map.of("image", "%%%"), Map.of("image", "AAAA"), endless)) {
            reply("qr", nonsense);
            reply("pairingCode", nonsense);
            assertThat(statusOf(send("sessionQR", made(), null))).isEqualTo(502);
            assertThat(statusOf(send("sessionPairingCode", made(), "{\"phone\":\"62811\"}")))
                    .isEqualTo(502);
        }
    }

    @Test
    void code_ofAnAccountThatIsLinkedByNow_isNotHandedOut() {
        reply("status", Map.of("status", "working", "jid", "6281000000009@s.whatsapp.net"));
        String id = made();
        send("startSession", id, null);
        assertThat(statusOf(send("sessionQR", id, null))).isEqualTo(409);
        assertThat(asked("qr").getReceivedCounter()).isZero();
    }

    @Test
    void watch_findsWhatBecameOfASession() {
        jdbc.sql("update sessions set deleted_at = 1").update();
        String id = made();
        SessionWatch first =
                new SessionWatch(store, statusService, new SessionProperties(Duration.ofSeconds(1), null), clock);
        reply("status", Map.of("status", "working", "jid", "6281000000009@s.whatsapp.net"));
        first.watch(clock.getAsLong());
        await().untilAsserted(
                        () -> assertThat(store.find(id)).map(Session::status).contains(SessionStatus.WORKING));
        assertThat(asked("status").getReceivedCounter()).isOne();
        first.watch(clock.getAsLong());
        assertThat(asked("status").getReceivedCounter())
                .as("not asked again at once")
                .isOne();
    }

    @Test
    void watch_ofManySessions_keepsItsRate_andReachesEachOne() {
        jdbc.sql("update sessions set deleted_at = 1").update();
        for (int i = 0; i < 25; i++) {
            made();
        }
        SessionWatch watch =
                new SessionWatch(store, statusService, new SessionProperties(Duration.ofSeconds(30), 10), clock);
        reply("status", Map.of("status", "stopped"));
        long start = clock.getAsLong();
        for (int tick = 1; tick <= 30; tick++) {
            watch.watch(start + tick * 100L);
            int most = tick;
            await().untilAsserted(() ->
                    assertThat(asked("status").getReceivedCounter()).isEqualTo(Math.min(most, 25)));
        }
    }

    @Test
    void restart_whoseStartLosesTheConnection_mayHaveStarted() {
        String id = made();
        reply("status", Map.of("status", "working"));
        send("startSession", id, null);
        reply("start", new IOException("reset by peer"));
        assertThat(statusOf(send("restartSession", id, null))).isEqualTo(503);
        assertThat(store.find(id)).map(Session::status).contains(SessionStatus.STARTING);
    }
}
