package io.wagateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wagateway.RunningGateway;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contract section 5, over real HTTP. */
class SessionsIT {
    private static final String[] MANAGER = {"x-api-key", "wa_all_00000000000000000000000000000000"};
    private static final String[] OTHER = {"x-api-key", "wa_other_000000000000000000000000000000"};
    private static final String[] READER = {"x-api-key", "wa_reader_00000000000000000000000000000"};

    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        gateway = RunningGateway.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static JsonNode get(String path, String... key) throws Exception {
        HttpResponse<String> answer = gateway.send("GET", "/api/v1/sessions" + path, null, key);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        return new ObjectMapper().readTree(answer.body());
    }

    private static List<String> ids(JsonNode list) {
        return list.get("data").findValuesAsText("id");
    }

    @Test
    void list_holdsTheSessionsOfTheCallersOrganizationAlone() throws Exception {
        assertThat(ids(get("", MANAGER))).containsExactly("limited", "phone", "slow", "unplugged");
        assertThat(ids(get("", OTHER))).containsExactly("theirs");
    }

    @Test
    void list_isReadPageByPage() throws Exception {
        List<String> ids = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = get("?limit=3&cursor=" + cursor, MANAGER);
            assertThat(page.get("data").size()).isLessThanOrEqualTo(3);
            ids.addAll(ids(page));
            cursor = page.get("nextCursor").asText();
        } while (!cursor.isEmpty());
        assertThat(ids).containsExactly("limited", "phone", "slow", "unplugged");
    }

    @Test
    void session_hasTheFieldsOfTheContract() throws Exception {
        JsonNode session = get("/unplugged", MANAGER);
        List<String> fields = new ArrayList<>();
        session.fieldNames().forEachRemaining(fields::add);
        assertThat(fields)
                .containsExactly(
                        "id",
                        "organizationId",
                        "label",
                        "engine",
                        "engineSession",
                        "status",
                        "phoneNumber",
                        "waJid",
                        "waLid",
                        "createdAt",
                        "updatedAt",
                        "lastConnectedAt",
                        "details",
                        "sync");
        assertThat(session.get("sync").toString())
                .isEqualTo("{\"state\":\"never\",\"groupsDone\":0,\"groupsTotal\":null,\"startedAt\":null,"
                        + "\"finishedAt\":null}");
        assertThat(session.get("organizationId").asText()).isEqualTo("org_a");
        assertThat(session.get("label").asText()).isEqualTo("Switched off");
        assertThat(session.get("engineSession").asText()).isEqualTo("6281000000002@s.whatsapp.net");
        assertThat(session.get("createdAt").isIntegralNumber()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"/theirs", "/nobodys", "/%2e%2e", "/" + "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"})
    void session_ofAnotherOrganizationOrOfNobody_isTheSame404(String path) {
        HttpResponse<String> answer = gateway.send("GET", "/api/v1/sessions" + path, null, MANAGER);
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body())
                .isEqualTo("{\"error\":{\"code\":\"not_found\",\"message\":\"session not found\",\"details\":{}}}");
    }

    @ParameterizedTest
    @CsvSource({"''", "/phone", "/theirs"})
    void caller_withoutManage_is403(String path) {
        HttpResponse<String> answer = gateway.send("GET", "/api/v1/sessions" + path, null, READER);
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("\"capability\":\"manage\"");
    }

    @ParameterizedTest
    @CsvSource({"?limit=0", "?limit=1001", "?limit=x", "?cursor=!", "?limit=1&limit=2"})
    void page_thatIsWrong_is400(String query) {
        HttpResponse<String> answer = gateway.send("GET", "/api/v1/sessions" + query, null, MANAGER);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"code\":\"validation_error\"");
    }
}
