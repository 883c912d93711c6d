package io.wagateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What an operator sees of a running gateway, and what nobody may see in a log. */
@ExtendWith(OutputCaptureExtension.class)
class ObservabilityIT {
    private static final String KEY = "wa_all_00000000000000000000000000000000";
    private static final String[] TOKEN = {"Authorization", "Bearer " + KEY};
    private static final String GROUP = RunningGateway.SESSIONS + "phone/groups/120363000000000001@g.us/members/";

    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        gateway = RunningGateway.start(
                "logging.structured.format.console=logstash",
                "logging.level.io.wagateway=debug",
                "logging.level.gateway.refusals=debug");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/health", "/actuator/health/liveness", "/actuator/health/readiness"})
    void health_isUpAndWithoutDetails(String path) {
        HttpResponse<String> answer = gateway.send("GET", path, null);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .contains("\"status\":\"UP\"")
                .doesNotContain("components")
                .doesNotContain("H2");
    }

    @Test
    void otherMethods_areRefused_withThoseThatItTakes() {
        HttpResponse<String> answer = gateway.send("PUT", "/actuator/health", null);
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).contains("GET, HEAD, OPTIONS");
        assertThat(gateway.send("OPTIONS", "/actuator/health", null).statusCode())
                .isEqualTo(204);
    }

    @Test
    void errorPage_isNotThere() {
        assertThat(gateway.send("GET", "/error", null).statusCode()).isEqualTo(404);
        assertThat(gateway.send("OPTIONS", "/error", null).statusCode()).isEqualTo(404);
    }

    @Test
    void info_namesTheBuild() {
        assertThat(gateway.send("GET", "/actuator/info", null).body()).contains("\"artifact\":\"whatsapp-gateway\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"env", "beans", "heapdump", "loggers", "configprops", "camel", "camelroutes", "shutdown", "sbom"
            })
    void otherEndpoints_areNotThere(String endpoint) {
        assertThat(gateway.send("GET", "/actuator/" + endpoint, null).statusCode())
                .isEqualTo(404);
    }

    @Test
    void metrics_countByOperationStatusCodeAndEngine() {
        gateway.post(GROUP + "6289000000002@s.whatsapp.net/promote", TOKEN);
        gateway.post(GROUP + "6289000000001@s.whatsapp.net/demote", TOKEN);
        gateway.post(GROUP + "6289000000001@s.whatsapp.net/demote");
        String metrics = gateway.send("GET", "/actuator/prometheus", null).body();
        assertThat(metrics)
                .contains("gateway_requests_seconds_count{code=\"none\",engine=\"simulator\","
                        + "operation=\"promoteGroupMember\",status=\"204\"}")
                .contains("gateway_requests_seconds_count{code=\"forbidden\",engine=\"simulator\","
                        + "operation=\"demoteGroupMember\",status=\"403\"}")
                .contains("gateway_requests_seconds_count{code=\"unauthorized\",engine=\"none\","
                        + "operation=\"demoteGroupMember\",status=\"401\"}")
                .contains(
                        "gateway_engine_calls_seconds_count{engine=\"simulator\",operation=\"promote\",outcome=\"done\"}")
                .containsPattern("(?m)^gateway_clock_skew_seconds -?0\\.")
                .doesNotContain("6289000000002")
                .doesNotContain("phone")
                .doesNotContain("http_server_requests");
    }

    @Test
    void everyLineOfARequest_holdsItsId(CapturedOutput output) {
        gateway.post(
                GROUP + "6289000000001@s.whatsapp.net/demote",
                "Authorization",
                "Bearer " + KEY,
                "X-Request-Id",
                "ours-1");
        String slow = GROUP.replace("/phone/", "/slow/") + "6289000000001@s.whatsapp.net/demote";
        gateway.post(slow, "Authorization", "Bearer " + KEY, "X-Request-Id", "ours-2");
        assertThat(lines(output, "\"requestId\":\"ours-1\"")).anyMatch(line -> line.contains("code=forbidden"));
        // Its route goes on with other threads after the engine's answer.
        assertThat(lines(output, "\"requestId\":\"ours-2\"")).anyMatch(line -> line.contains("code=forbidden"));
    }

    @Test
    void log_holdsNoTokenAndNoPhoneNumber(CapturedOutput output) {
        String secret = "wa_unknown_000000000000000000000000000000";
        gateway.post(GROUP + "6289000000002@s.whatsapp.net/demote", TOKEN);
        gateway.post(GROUP + "6289777777777@s.whatsapp.net/demote", TOKEN);
        gateway.post(GROUP + "6289000000002@s.whatsapp.net/demote", "Authorization", "Bearer " + secret);
        gateway.post(GROUP + "6289000000002@s.whatsapp.net/demote", "Authorization", "Bearer eyJhbGciOiJub25lIn0.e30.");
        assertThat(lines(output, "demoteGroupMember")).isNotEmpty();
        // The digits of a time may be those of a number.
        assertThat(output.getAll().replaceAll("\"@timestamp\":\"[^\"]*\"", ""))
                .doesNotContain(KEY)
                .doesNotContain(secret)
                .doesNotContain("eyJhbGciOiJub25lIn0")
                .doesNotContain("6289")
                .doesNotContain("6281");
    }

    private static java.util.List<String> lines(CapturedOutput output, String text) {
        return output.getAll().lines().filter(line -> line.contains(text)).toList();
    }
}
