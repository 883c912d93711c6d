package io.wagateway.engine.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.wagateway.engine.conformance.FakeWhatsApp.Account;
import io.wagateway.engine.conformance.FakeWhatsApp.Group;
import io.wagateway.engine.conformance.FakeWhatsApp.Person;
import io.wagateway.engine.conformance.FakeWhatsApp.Role;
import io.wagateway.engine.conformance.FakeWhatsApp.State;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each fake speaks the wire format that its engine's sources show, false successes included. */
class FakeEnginesTest {
    private static final String GROUP = "120363000000000001@g.us";
    private static final String UNKNOWN = "120363000000000009@g.us";
    private static final String PROMOTION = "{\"participants\":[{\"id\":\"%s\"}]}";

    private final HttpClient client = HttpClient.newHttpClient();
    private final FakeWhatsApp whatsApp = new FakeWhatsApp();

    @BeforeEach
    void populate() {
        whatsApp.add(new Account("main", "6281000000001", "81000000001", State.CONNECTED));
        whatsApp.add(new Account("stopped", "6281000000001", "81000000001", State.STOPPED));
        whatsApp.add(new Account("unpaired", "6281000000001", "81000000001", State.UNPAIRED));
        whatsApp.add(group());
    }

    private static Group group() {
        return Group.of(
                GROUP,
                false,
                List.of(
                        new Person("6281000000001", "81000000001", Role.ADMIN),
                        new Person("6289000000002", "89000000002", Role.MEMBER)));
    }

    @Test
    void wahaOfTheNewBuilds_listsAlikeAndLooksUp() throws Exception {
        try (FakeWaha waha = new FakeWaha(whatsApp, FakeWaha.Flavor.NOWEB, false, "k")) {
            assertThat(get(waha, "/api/main/groups/120363000000000001%40g.us/participants/v2", "X-Api-Key", "k"))
                    .isEqualTo("200 [{\"id\":\"6281000000001@c.us\",\"role\":\"participant\"},"
                            + "{\"id\":\"6289000000002@c.us\",\"role\":\"participant\"}]");
            assertThat(get(waha, "/api/main/groups/" + GROUP + "/participants", "X-Api-Key", "k"))
                    .isEqualTo(
                            "200 [{\"id\":\"6281000000001@s.whatsapp.net\",\"lid\":\"81000000001@lid\",\"admin\":\"admin\"},"
                                    + "{\"id\":\"6289000000002@s.whatsapp.net\",\"lid\":\"89000000002@lid\",\"admin\":null}]");
            assertThat(get(waha, "/api/main/lids/pn/6289000000002@c.us", "X-Api-Key", "k"))
                    .startsWith("400 {\"message\":\"Enable NOWEB store");
            assertThat(get(waha, "/api/sessions/main", "X-Api-Key", "wrong"))
                    .isEqualTo("401 {\"message\":\"Unauthorized\",\"statusCode\":401}");
            assertThat(get(waha, "/api/sessions/nobody", "X-Api-Key", "k"))
                    .isEqualTo("404 {\"message\":\"Session not found\",\"error\":\"Not Found\",\"statusCode\":404}");
            assertThat(get(waha, "/api/unpaired/groups/" + GROUP + "/participants/v2", "X-Api-Key", "k"))
                    .startsWith("422 {\"error\":\"Session status is not as expected.")
                    .endsWith("\"status\":\"SCAN_QR_CODE\",\"expected\":[\"WORKING\"]}");
        }
    }

    @Test
    void nowebOf2024_isAsItWasSeenRunning() throws Exception {
        try (FakeWaha waha = new FakeWaha(whatsApp, FakeWaha.Flavor.NOWEB, true, "k")) {
            String groups = "/api/main/groups/";
            assertThat(get(waha, groups + GROUP + "/participants/v2"))
                    .startsWith("404 {\"message\":\"Cannot GET /api/main/groups/");
            assertThat(get(waha, groups + GROUP + "/participants"))
                    .isEqualTo("200 [{\"id\":\"6281000000001@s.whatsapp.net\",\"admin\":\"admin\"},"
                            + "{\"id\":\"6289000000002@s.whatsapp.net\",\"admin\":null}]");
            assertThat(get(waha, groups + UNKNOWN)).isEqualTo("200 ");
            assertThat(get(waha, groups + UNKNOWN + "/participants"))
                    .startsWith("500 ")
                    .contains("(reading 'participants')")
                    .doesNotContain("\"data\"");
            assertThat(post(waha, groups + GROUP + "/admin/promote", PROMOTION.formatted("6289000000002@c.us")))
                    .startsWith("201 [{\"status\":\"404\"");
            assertThat(post(
                            waha,
                            groups + GROUP + "/admin/promote",
                            PROMOTION.formatted("6289000000002@s.whatsapp.net")))
                    .isEqualTo("201 [{\"status\":\"200\",\"jid\":\"6289000000002@s.whatsapp.net\",\"content\":"
                            + "{\"tag\":\"participant\",\"attrs\":{\"jid\":\"6289000000002@s.whatsapp.net\","
                            + "\"type\":\"admin\"}}}]");
            assertThat(whatsApp.group(GROUP)
                            .person("6289000000002@s.whatsapp.net")
                            .role())
                    .isEqualTo(Role.ADMIN);
        }
    }

    @Test
    void refusal_isToldByNowebAndGows_andHiddenByWebjs() throws Exception {
        whatsApp.add(group().changesWith(403));
        String path = "/api/main/groups/" + GROUP + "/admin/promote";
        String body = PROMOTION.formatted("6289000000002@c.us");
        try (FakeWaha noweb = new FakeWaha(whatsApp, FakeWaha.Flavor.NOWEB, false, "k");
                FakeWaha gows = new FakeWaha(whatsApp, FakeWaha.Flavor.GOWS, false, "k");
                FakeWaha webjs = new FakeWaha(whatsApp, FakeWaha.Flavor.WEBJS, false, "k")) {
            assertThat(post(noweb, path, body, "X-Api-Key", "k"))
                    .startsWith("500 {\"statusCode\":500")
                    .contains("\"data\":403", "\"isBoom\":true", "\"message\":\"forbidden\"");
            assertThat(post(gows, path, body, "X-Api-Key", "k"))
                    .contains("\"code\":2", "\"details\":\"info query returned status 403: forbidden\"");
            assertThat(post(webjs, path, body, "X-Api-Key", "k")).isEqualTo("200 {\"status\":200}");
        }
    }

    @Test
    void evolution_hidesItsReasonsInTexts() throws Exception {
        try (FakeEvolution evolution = new FakeEvolution(whatsApp, "k")) {
            assertThat(get(evolution, "/instance/connectionState/nobody"))
                    .isEqualTo("404 {\"status\":404,\"error\":\"Not Found\",\"response\":"
                            + "{\"message\":[\"The \\\"nobody\\\" instance does not exist\"]}}");
            assertThat(get(evolution, "/instance/connectionState/main"))
                    .isEqualTo("401 {\"status\":401,\"error\":\"Unauthorized\",\"response\":"
                            + "{\"message\":\"Unauthorized\"}}");
            assertThat(get(evolution, "/instance/connectionState/stopped", "apikey", "k"))
                    .isEqualTo("200 {\"instance\":{\"instanceName\":\"stopped\"}}");
            assertThat(get(evolution, "/group/participants/main?groupJid=" + UNKNOWN, "apikey", "k"))
                    .endsWith("{\"message\":[\"No participants\",\"Error: item-not-found\"]}}");
            whatsApp.add(group().rowsWith(404));
            String body = "{\"groupJid\":\"" + GROUP
                    + "\",\"action\":\"promote\",\"participants\":[\"6289000000002@s.whatsapp.net\"]}";
            assertThat(post(evolution, "/group/updateParticipant/main", body, "apikey", "k"))
                    .startsWith("201 {\"updateParticipants\":[{\"status\":\"404\"");
            whatsApp.add(group().changesWith(403));
            assertThat(post(evolution, "/group/updateParticipant/main", body, "apikey", "k"))
                    .isEqualTo("400 {\"status\":400,\"error\":\"Bad Request\",\"response\":"
                            + "{\"message\":[\"Error updating participants\",\"Error: forbidden\"]}}");
        }
    }

    @Test
    void gowa_knowsDigitsOnlyAndCallsARefusalASuccess() throws Exception {
        String basic = "Basic dXNlcjpr";
        try (FakeGowa gowa = new FakeGowa(whatsApp, "user:k")) {
            assertThat(get(gowa, "/app/status")).isEqualTo("401 Unauthorized");
            assertThat(get(gowa, "/app/status", "Authorization", basic, "X-Device-Id", "nobody"))
                    .startsWith("404 {\"code\":\"DEVICE_NOT_FOUND\"");
            assertThat(get(gowa, "/app/status", "Authorization", basic, "X-Device-Id", "main"))
                    .contains("\"is_connected\":true", "\"jid\":\"6281000000001:12@s.whatsapp.net\"");
            String participants = "/group/participants?group_id=" + GROUP;
            assertThat(get(gowa, participants, "Authorization", basic, "X-Device-Id", "unpaired"))
                    .isEqualTo("401 {\"code\":\"AUTHENTICATION_ERROR\",\"message\":\"you are not logged in\"}");
            whatsApp.add(group().rowsWith(404));
            String body = "{\"group_id\":\"" + GROUP + "\",\"participants\":[\"%s\"]}";
            String path = "/group/participants/promote";
            assertThat(post(gowa, path, body.formatted("6289000000002"), "Authorization", basic, "X-Device-Id", "main"))
                    .startsWith("200 {\"code\":\"SUCCESS\"")
                    .contains("\"status\":\"success\"");
            assertThat(post(gowa, path, body.formatted("1@lid"), "Authorization", basic, "X-Device-Id", "main"))
                    .startsWith("400 {\"code\":\"INVALID_JID\"");
        }
    }

    @Test
    void wuzapi_callsARefusalA500ThatSucceeded() throws Exception {
        try (FakeWuzapi wuzapi = new FakeWuzapi(whatsApp, false);
                FakeWuzapi old = new FakeWuzapi(whatsApp, true)) {
            String token = FakeWuzapi.token("main");
            assertThat(get(wuzapi, "/group/info?groupJID=" + UNKNOWN, "token", token))
                    .isEqualTo("500 {\"code\":500,\"success\":true}");
            assertThat(get(wuzapi, "/session/status", "token", "wrong"))
                    .isEqualTo("401 {\"code\":401,\"error\":\"unauthorized\",\"success\":false}");
            assertThat(get(old, "/session/status", "token", token))
                    .isEqualTo("200 {\"code\":200,\"success\":true,\"data\":{\"Connected\":true,\"LoggedIn\":true}}");
            assertThat(get(old, "/session/status", "token", FakeWuzapi.token("stopped")))
                    .isEqualTo("500 {\"code\":500,\"error\":\"No session\",\"success\":false}");
            whatsApp.add(group().rowsWith(404));
            String body = "{\"GroupJID\":\"" + GROUP
                    + "\",\"Phone\":[\"6289000000002@s.whatsapp.net\"],\"Action\":\"promote\"}";
            assertThat(post(wuzapi, "/group/updateparticipants", body, "token", token))
                    .isEqualTo("200 {\"code\":200,\"success\":true,\"data\":"
                            + "{\"Details\":\"Group Participants updated successfully\"}}");
        }
    }

    @Test
    void whatsApp_knowsAMemberByTheGroupsOwnAddressingOnly() {
        Account account = whatsApp.account("main");
        assertThat(whatsApp.change(account, GROUP, true, "89000000002@lid").code())
                .isEqualTo(400);
        whatsApp.add(Group.of(GROUP, true, group().people()));
        assertThat(whatsApp.change(account, GROUP, true, "6289000000002@s.whatsapp.net")
                        .row())
                .isEqualTo(404);
        assertThat(whatsApp.change(account, GROUP, true, "89000000002@lid").isDone())
                .isTrue();
    }

    private String get(FakeServer server, String path, String... headers) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(server.url() + path)), headers);
    }

    private String post(FakeServer server, String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.BodyPublisher publisher = HttpRequest.BodyPublishers.ofString(body);
        return send(HttpRequest.newBuilder(URI.create(server.url() + path)).POST(publisher), headers);
    }

    private String send(HttpRequest.Builder request, String... headers) throws IOException, InterruptedException {
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return answer.statusCode() + " " + answer.body();
    }
}
