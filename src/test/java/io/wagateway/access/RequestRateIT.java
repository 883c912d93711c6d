package io.wagateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.wagateway.RunningGateway;
import io.wagateway.pipeline.CallContext;
import io.wagateway.pipeline.Credential;
import io.wagateway.pipeline.ServiceLimit;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Contract section 9: a rate for each caller, over real HTTP. Each burst is many times what may pass. */
class RequestRateIT {
    private static final int PER_SECOND = 3;
    private static final int BURST = 40;
    private static final String GROUP = RunningGateway.SESSIONS + "phone/groups/120363000000000001@g.us";
    private static final String PROMOTE = GROUP + "/members/6289000000003@s.whatsapp.net/promote";
    private static final String LIST = "/api/v1/sessions";
    private static final String KEY = "wa_all_00000000000000000000000000000000";
    private static final String OTHER_KEY = "wa_other_000000000000000000000000000000";
    private static final String NOTHING_KEY = "wa_nothing_0000000000000000000000000000";
    private static final SigningKey FRONTEND_KEY = SigningKey.generate("key", "EdDSA");

    private static Frontend frontend;
    private static RunningGateway gateway;
    private static HttpClient client;

    @BeforeAll
    static void start() {
        frontend = new Frontend(FRONTEND_KEY);
        gateway = RunningGateway.start(
                "gateway.auth.jwt.jwks-uri=" + frontend.jwksUri(), "gateway.limits.requests-per-second=" + PER_SECOND);
        client = HttpClient.newHttpClient();
        // The first call of a gateway takes longer than the others.
        gateway.post(PROMOTE, "x-api-key", KEY);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        frontend.close();
    }

    /** Whatever the test before has sent, each caller has its whole second again. */
    @BeforeEach
    void pause() throws InterruptedException {
        Thread.sleep(1_100);
    }

    @Test
    void burst_passesUpToTheLimit_andTheRestIs429() {
        long start = System.nanoTime();
        List<HttpResponse<String>> answers = burst("POST", PROMOTE, KEY);
        double seconds = (System.nanoTime() - start) / 1e9;
        List<HttpResponse<String>> refused =
                answers.stream().filter(answer -> answer.statusCode() == 429).toList();
        assertThat(answers.stream().filter(answer -> answer.statusCode() == 204))
                .hasSizeBetween(PER_SECOND, (int) Math.ceil(PER_SECOND * (1 + seconds)))
                .hasSize(BURST - refused.size());
        assertThat(refused).isNotEmpty().allSatisfy(answer -> {
            assertThat(answer.body())
                    .isEqualTo(
                            "{\"error\":{\"code\":\"rate_limited\",\"message\":\"the caller sends too many requests: at"
                                    + " most 3 a second\",\"details\":{}}}");
            assertThat(header(answer, "Content-Type")).isEqualTo("application/json");
            assertThat(header(answer, "Retry-After")).isEqualTo("1");
            assertThat(header(answer, "RateLimit-Policy")).isEqualTo("\"requests\";q=3;w=1");
            assertThat(header(answer, "RateLimit")).isEqualTo("\"requests\";r=0;t=1");
        });
        assertThat(answers)
                .allSatisfy(answer -> assertThat(header(answer, "RateLimit")).matches("\"requests\";r=[0-2];t=1"));
    }

    @Test
    void oneWhoHasWaitedAsTold_isServedAgain_andAnotherIsServedAllTheTime() throws InterruptedException {
        assertThat(burst("POST", PROMOTE, KEY).stream().map(HttpResponse::statusCode))
                .contains(429);
        HttpResponse<String> another = gateway.send("GET", LIST, null, "x-api-key", OTHER_KEY);
        assertThat(another.statusCode()).isEqualTo(200);
        assertThat(header(another, "RateLimit")).isEqualTo("\"requests\";r=2;t=1");
        Thread.sleep(1_000);
        HttpResponse<String> again = gateway.post(PROMOTE, "x-api-key", KEY);
        assertThat(again.statusCode()).isEqualTo(204);
        assertThat(header(again, "RateLimit")).isEqualTo("\"requests\";r=2;t=1");
    }

    @Test
    void person_whoFetchesATokenForEachRequest_hasOneLimit() {
        List<HttpResponse<String>> answers = all(Stream.generate(() -> "Bearer " + token("ann"))
                .limit(BURST)
                .map(token -> request("GET", LIST, "Authorization", token)));
        assertThat(answers.stream().map(HttpResponse::statusCode)).contains(200, 429);
        assertThat(gateway.send("GET", LIST, null, "Authorization", "Bearer " + token("bob"))
                        .statusCode())
                .isEqualTo(200);
    }

    /** 501 whatever the rate: it counts, and is never refused for it. */
    @Test
    void approve_isAlways501() {
        List<HttpResponse<String>> answers = burst("POST", GROUP + "/members:approve", KEY);
        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.statusCode()).isEqualTo(501);
            assertThat(header(answer, "RateLimit")).startsWith("\"requests\";r=");
        });
        assertThat(answers.stream().map(answer -> header(answer, "RateLimit"))).contains("\"requests\";r=0;t=1");
    }

    /** The limit comes before the capability, and approve's capability before its 501. */
    @Test
    void callerWithoutTheCapability_is403UntilTheLimit() {
        assertThat(burst("POST", PROMOTE, NOTHING_KEY).stream().map(HttpResponse::statusCode))
                .contains(403, 429)
                .containsOnly(403, 429);
        assertThat(burst("POST", GROUP + "/members:approve", NOTHING_KEY).stream()
                        .map(HttpResponse::statusCode))
                .containsOnly(403);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, " + PROMOTE + ", wa_nobody_0000000000000000000000000000000, 401",
        "GET, " + PROMOTE + ", " + KEY + ", 405",
        "GET, /api/v1/nothing, " + KEY + ", 404",
    })
    void answerToNobodyInParticular_hasNoLimit(String method, String path, String key, int status) {
        assertThat(burst(method, path, key)).allSatisfy(answer -> {
            assertThat(answer.statusCode()).isEqualTo(status);
            assertThat(answer.headers().map()).doesNotContainKeys("ratelimit", "ratelimit-policy");
        });
    }

    @Test
    void refusal_ofARequestTooMany_isNoEvent() {
        String member = GROUP + "/members/6289000000002@s.whatsapp.net/demote";
        assertThat(burst("POST", member, KEY).stream().map(HttpResponse::statusCode))
                .contains(429);
        assertThat(gateway.context()
                        .getBean(JdbcClient.class)
                        .sql("select count(*) from events where event like 'group.action.%'")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void stream_countsAsOneRequest_andShowsTheLimit() throws Exception {
        HttpResponse<InputStream> stream =
                client.send(request("GET", "/api/v1/events:stream", "x-api-key", KEY), BodyHandlers.ofInputStream());
        try (InputStream events = stream.body()) {
            assertThat(stream.statusCode()).isEqualTo(200);
            assertThat(stream.headers().firstValue("RateLimit")).hasValue("\"requests\";r=2;t=1");
            assertThat(events.read()).isNotNegative();
        }
    }

    @Test
    void request_thatRunsTwoOperations_countsOnce_andACommandNever() {
        Exchange request = exchange();
        request.setProperty(CallContext.IS_HTTP, true);
        send(request);
        send(request);
        assertThat(ServiceLimit.of(request)).hasValue(new ServiceLimit(PER_SECOND, 2, false));
        for (int i = 0; i < BURST; i++) {
            Exchange command = exchange();
            send(command);
            assertThat(command.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class))
                    .isEqualTo(200);
            assertThat(ServiceLimit.of(command)).isEmpty();
        }
    }

    private static Exchange exchange() {
        Exchange exchange = new DefaultExchange(gateway.context().getBean(CamelContext.class));
        CallContext.initialize(
                exchange,
                "request",
                "listSessions",
                List.of(new Credential(Credential.Source.API_KEY_HEADER, KEY)),
                Map.of(),
                null);
        return exchange;
    }

    private static void send(Exchange exchange) {
        exchange.getContext().createProducerTemplate().send("direct:listSessions", exchange);
    }

    private static String token(String person) {
        Map<String, Object> claims = Frontend.claims("org_a", "owner");
        claims.put("sub", person);
        claims.put("jti", String.valueOf(System.nanoTime()));
        return FRONTEND_KEY.token(claims);
    }

    private static List<HttpResponse<String>> burst(String method, String path, String key) {
        return all(
                Stream.generate(() -> request(method, path, "x-api-key", key)).limit(BURST));
    }

    private static List<HttpResponse<String>> all(Stream<HttpRequest> requests) {
        List<CompletableFuture<HttpResponse<String>>> answers = requests.map(
                        request -> client.sendAsync(request, BodyHandlers.ofString()))
                .toList();
        return answers.stream().map(CompletableFuture::join).toList();
    }

    private static HttpRequest request(String method, String path, String header, String value) {
        return HttpRequest.newBuilder(gateway.uri(path))
                .timeout(Duration.ofSeconds(30))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .header(header, value)
                .build();
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse(null);
    }
}
