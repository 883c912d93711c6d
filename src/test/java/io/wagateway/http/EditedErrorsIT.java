package io.wagateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wagateway.JsonResponses;
import io.wagateway.RunningGateway;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.camel.CamelContext;
import org.apache.camel.ConsumerTemplate;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway whose operator has changed 404 to 410 in a copy of errors.camel.yaml. */
class EditedErrorsIT {
    private static final String TOKEN = "Bearer wa_all_00000000000000000000000000000000";

    @TempDir
    private static Path routes;

    private static RunningGateway gateway;

    @BeforeAll
    static void start() throws IOException {
        String packaged = Files.readString(Path.of("routes/errors.camel.yaml"));
        Files.writeString(routes.resolve("errors.camel.yaml"), packaged.replace("\"404\"", "\"410\""));
        gateway = RunningGateway.start(
                "gateway.routes-dir=" + routes,
                "gateway.commands.uri=seda:commands",
                "gateway.commands.reply-uri=seda:replies");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void request_getsTheEditedStatusAndTheCodeOfTheException() {
        HttpResponse<String> response = gateway.send(
                "GET", RunningGateway.SESSIONS + "nope", null, "Authorization", TOKEN, "X-Request-Id", "ours-1");
        assertThat(response.statusCode()).isEqualTo(410);
        assertThat(response.headers().firstValue("X-Request-Id")).contains("ours-1");
        assertThat(JsonResponses.parse(response).at("/error/code").asText()).isEqualTo("not_found");
        assertThat(gateway.send("HEAD", RunningGateway.SESSIONS + "nope", null, "Authorization", TOKEN)
                        .statusCode())
                .isEqualTo(410);
        assertThat(gateway.send("GET", "/actuator/prometheus", null).body())
                .contains("gateway_requests_seconds_count{code=\"not_found\",engine=\"none\","
                        + "operation=\"getSession\",status=\"410\"}");
    }

    @Test
    void otherErrors_keepTheirStatus() {
        HttpResponse<String> response = gateway.send("GET", RunningGateway.SESSIONS + "nope", null);
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("WWW-Authenticate")).contains("Bearer");
    }

    @Test
    void command_hasTheEditedStatusAsItsOutcome() throws IOException {
        String command = "{\"operationId\": \"leaveGroup\", \"session\": \"nope\", \"group\": \"1@g.us\"}";
        CamelContext camel = gateway.context().getBean(CamelContext.class);
        try (ProducerTemplate producer = camel.createProducerTemplate();
                ConsumerTemplate consumer = camel.createConsumerTemplate()) {
            producer.sendBodyAndHeader("seda:commands", command, "Authorization", TOKEN);
            String reply =
                    consumer.receiveBody("seda:replies", Duration.ofSeconds(30).toMillis(), String.class);
            JsonNode outcome = new ObjectMapper().readTree(reply);
            assertThat(outcome.get("status").asInt()).isEqualTo(410);
            assertThat(outcome.at("/error/code").asText()).isEqualTo("not_found");
        }
    }
}
