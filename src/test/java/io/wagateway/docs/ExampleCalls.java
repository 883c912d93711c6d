package io.wagateway.docs;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import com.zaxxer.hikari.HikariDataSource;
import io.wagateway.RunningGateway;
import io.wagateway.event.log.Event;
import io.wagateway.event.log.EventLog;
import io.wagateway.event.log.EventName;
import io.wagateway.event.log.Origin;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Gets each example of the document as a real answer: one call for each, by the name of the example. */
final class ExampleCalls {
    /** What came back from a call of an operation. */
    record Answer(String operationId, int status, HttpHeaders headers, String body) {}

    private static final String GROUP = "120363000000000001@g.us";
    private static final String CREATOR = "6289000000001@s.whatsapp.net";
    private static final String MEMBER = "6289000000002@s.whatsapp.net";
    private static final String[] KEY = {"Authorization", "Bearer wa_all_00000000000000000000000000000000"};

    private final Map<String, Answer> answers = new LinkedHashMap<>();
    private final RunningGateway gateway;
    private final HttpServer frontend;
    private final RSAKey signingKey;

    private ExampleCalls(RunningGateway gateway, HttpServer frontend) throws JOSEException {
        this.gateway = gateway;
        this.frontend = frontend;
        this.signingKey = new RSAKeyGenerator(2048).keyID("key-1").generate();
    }

    /**
     * The answers by the name of the example.
     *
     * @param frontend has no key set yet; the gateway looks for one at {@code /jwks}
     */
    static Map<String, Answer> of(RunningGateway gateway, HttpServer frontend) throws Exception {
        ExampleCalls calls = new ExampleCalls(gateway, frontend);
        calls.callers();
        calls.resources();
        calls.bodies();
        calls.keys();
        calls.replays();
        calls.engines();
        calls.sessions();
        calls.grants();
        calls.events();
        calls.webhooks();
        calls.rate();
        calls.defect();
        return calls.answers;
    }

    private void callers() throws JOSEException {
        promote("noToken", "phone", GROUP, MEMBER);
        promote("invalidToken", "phone", GROUP, MEMBER, "x-api-key", "wa_nobody_has_this_key_000000000000000");
        promote("twoCredentials", "phone", GROUP, MEMBER, KEY[0], KEY[1], "x-api-key", "wa_another");
        promote("notBearer", "phone", GROUP, MEMBER, "Authorization", "Basic b3BzOm9wcw==");
        promote("missingCapability", "phone", GROUP, MEMBER, "x-api-key", "wa_reader_00000000000000000000000000000");
        String[] loginToken = {"Authorization", "Bearer " + loginTokenWithoutOrganization()};
        promote("identityUnavailable", "phone", GROUP, MEMBER, loginToken);
        byte[] keys = new JWKSet(signingKey.toPublicJWK()).toString().getBytes(StandardCharsets.UTF_8);
        frontend.createContext("/jwks", exchange -> {
            exchange.sendResponseHeaders(200, keys.length);
            exchange.getResponseBody().write(keys);
            exchange.close();
        });
        promote("noOrganization", "phone", GROUP, MEMBER, loginToken);
    }

    private String loginTokenWithoutOrganization() throws JOSEException {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .keyID(signingKey.getKeyID())
                        .build(),
                new JWTClaimsSet.Builder()
                        .subject("person-1")
                        .claim("role", "admin")
                        .expirationTime(Date.from(Instant.now().plusSeconds(300)))
                        .build());
        token.sign(new RSASSASigner(signingKey));
        return token.serialize();
    }

    private void resources() {
        promote("sessionNotFound", "nobodys", GROUP, MEMBER, KEY);
        promote("groupNotFound", "phone", "120363000000000009@g.us", MEMBER, KEY);
        promote("memberNotFound", "phone", GROUP, "6289000000009@s.whatsapp.net", KEY);
        promote("notGroupAdmin", "phone", "120363000000000002@g.us", CREATOR, KEY);
        call("groupCreator", "demoteGroupMember", path("phone", GROUP, CREATOR) + "/demote", null, KEY);
        call(
                "reserved",
                "approveGroupMembers",
                RunningGateway.SESSIONS + "phone/groups/" + GROUP + "/members:approve",
                null,
                KEY);
    }

    private void bodies() throws IOException {
        String path = path("phone", GROUP, MEMBER) + "/promote";
        call("bodyTooLarge", "promoteGroupMember", path, "x".repeat(65_537), KEY);
        String raw = gateway.raw("POST " + path + " HTTP/1.1\r\nHost: gateway\r\nAuthorization: " + KEY[1]
                + "\r\nTransfer-Encoding: chunked\r\n\r\nnot a chunk\r\n");
        answers.put("brokenBody", parse("promoteGroupMember", raw));
        String join = RunningGateway.SESSIONS + "phone/groups:join";
        call("wrongField", "joinGroup", join, "{\"invte\": 1}", KEY[0], KEY[1], "Content-Type", "application/json");
        call("notJson", "joinGroup", join, "invite", KEY[0], KEY[1], "Content-Type", "text/plain");
        String picture = RunningGateway.SESSIONS + "phone/groups/" + GROUP + "/picture";
        String[] asPng = {KEY[0], KEY[1], "Content-Type", "image/png"};
        send("PUT", "pictureTooLarge", "setGroupPicture", picture, "x".repeat(3 * 1024 * 1024), asPng);
        send(
                "PUT",
                "notAPicture",
                "setGroupPicture",
                picture,
                "{}",
                KEY[0],
                KEY[1],
                "Content-Type",
                "application/json");
        // The header of a PNG of 20,000 pixels a side.
        String png = "\u0089PNG\r\n\u001a\n\0\0\0\rIHDR\0\0N \0\0N \b\6\0\0\0\0\0\0\0\0\0\0\0IDAT\0\0\0\0";
        answers.put(
                "tooManyPixels",
                parse(
                        "setGroupPicture",
                        gateway.raw("PUT " + picture + " HTTP/1.1\r\nHost: gateway\r\nAuthorization: " + KEY[1]
                                + "\r\nContent-Type: image/png\r\nContent-Length: " + png.length() + "\r\n\r\n"
                                + png)));
        get("wrongLimit", "listSessions", RunningGateway.SESSIONS.replaceFirst("/$", "") + "?limit=1001", KEY);
    }

    private void keys() {
        String[] json = {KEY[0], KEY[1], "Content-Type", "application/json"};
        createKey("notJson", "{}", KEY[0], KEY[1], "Content-Type", "text/plain");
        createKey("wrongApiKey", "{\"nmae\": \"ops\", \"capabilities\": [\"read\", \"admin\"]}", json);
        createKey("expiredAlready", "{\"name\": \"old\", \"capabilities\": [], \"expiresAt\": 1}", json);
        createKey("nameInUse", "{\"name\": \"reader\", \"capabilities\": []}", json);
        createKey("emptyScope", "{\"name\": \"none\", \"capabilities\": [], \"scope\": {}}", json);
        HttpResponse<String> narrowed = gateway.send(
                "POST",
                "/api/v1/api-keys",
                "{\"name\": \"narrowed\", \"capabilities\": [\"send\", \"manage\"], \"expiresAt\": 4102444800000,"
                        + " \"scope\": {\"groups\": [\"" + GROUP + "\"]}}",
                json);
        String secret = Document.parse(narrowed.body()).get("secret").asText();
        String[] narrow = {"x-api-key", secret, "Content-Type", "application/json"};
        createKey("beyondItsCreator", "{\"name\": \"wide\", \"capabilities\": []}", narrow);
        createKey(
                "outlivesItsCreator",
                "{\"name\": \"late\", \"capabilities\": [], \"expiresAt\": 4102444800001}",
                narrow);
        call("beyondScope", "createGroup", RunningGateway.SESSIONS + "phone/groups", "{}", narrow);
        createKey(
                "moreThanItsCreator",
                "{\"name\": \"more\", \"capabilities\": [\"send\"]}",
                "x-api-key",
                "wa_manager_0000000000000000000000000000",
                "Content-Type",
                "application/json");
        send("DELETE", "apiKeyNotFound", "revokeApiKey", "/api/v1/api-keys/01K0M5GQWXN7B1Z6T3V9C2D4E5", null, KEY);
    }

    private void createKey(String example, String body, String... headers) {
        call(example, "createApiKey", "/api/v1/api-keys", body, headers);
    }

    private void replays() {
        Event event = Event.of(
                EventName.PROMOTED,
                new Origin("org_a", "phone", "key:all", "request", "promoteGroupMember"),
                GROUP,
                Map.of("memberJid", MEMBER));
        gateway.context().getBean(EventLog.class).append(List.of(event));
        JdbcClient jdbc = gateway.context().getBean(JdbcClient.class);
        Awaitility.await().until(() -> jdbc.sql("select id from events where id = ? and position is not null")
                .param(event.id())
                .query()
                .rowSet()
                .next());
        call("nothingToReplayTo", "replayEvent", "/api/v1/events/" + event.id() + ":replay", null, KEY);
        call("eventNotFound", "replayEvent", "/api/v1/events/evt_01K0M5GQWXN7B1Z6T3V9C2D4E5:replay", null, KEY);
    }

    private void engines() {
        promote("notConnected", "unplugged", GROUP, MEMBER, KEY);
        promote("rateLimited", "limited", GROUP, MEMBER, KEY);
        promote("engineTimeout", "hanging", GROUP, MEMBER, KEY);
        promote("refusedByWhatsApp", "refusing", GROUP, MEMBER, KEY);
        promote("invalidResponse", "babbling", GROUP, MEMBER, KEY);
        promote("changeNotApplied", "boasting", GROUP, MEMBER, KEY);
        promote("engineUnavailable", "unreachable", GROUP, MEMBER, KEY);
    }

    private void sessions() {
        String sessions = RunningGateway.SESSIONS.replaceFirst("/$", "");
        json("wrongNewSession", "createSession", sessions, "{\"name\": \"Phone\"}");
        json("wrongEngine", "createSession", sessions, "{\"engine\": \"telegraph\"}");
        json(
                "unusableAccount",
                "createSession",
                sessions,
                "{\"engine\": \"simulator\", \"engineSession\": \"6281000000099@s.whatsapp.net\"}");
        json(
                "accountTaken",
                "createSession",
                sessions,
                "{\"engine\": \"simulator\", \"engineSession\": \"6281000000001@s.whatsapp.net\"}");
        json("wrongPhone", "sessionPairingCode", sessions + "/phone/pairing-code", "{\"phone\": \"+6281\"}");
        json(
                "wrongCredential",
                "answerSessionPasskey",
                sessions + "/phone/passkey",
                "{\"id\": \"a\", \"rawId\": \"a\", \"type\": \"public-key\"}");
        get("noPasskey", "sessionPasskey", sessions + "/phone/passkey", KEY);
        json(
                "wrongSimulatedAct",
                "actOnSimulatedGroup",
                "/api/v1/simulator/groups/" + GROUP + ":act",
                "{\"action\": \"ban\"}");
        json("wrongSignature", "receiveHints", "/inbox/simulator", "{}");
        json("noInbox", "receiveHints", "/inbox/nowhere", "{}");
        get("alreadyPaired", "sessionQR", sessions + "/phone/qr", KEY);
        get("noCode", "sessionQR", sessions + "/unpaired/qr", KEY);
        String waiting = gateway.send(
                        "POST",
                        sessions,
                        "{\"engine\": \"simulator\", \"start\": true}",
                        KEY[0],
                        KEY[1],
                        "Content-Type",
                        "application/json")
                .body()
                .replaceFirst("(?s).*\"id\":\"(\\w+)\".*", "$1");
        json(
                "numberInUse",
                "scanSimulatedCode",
                "/api/v1/simulator/sessions/" + waiting + ":scan",
                "{\"phone\": \"6281000000001\"}");
        call("engineCannot", "startSession", sessions + "/boasting:start", null, KEY);
    }

    private void grants() {
        String path = path("phone", GROUP, MEMBER) + "/promote?for=";
        JdbcClient jdbc = gateway.context().getBean(JdbcClient.class);
        call("wrongTime", "promoteGroupMember", path + "120", null, KEY);
        gateway.post(path + "2h", KEY);
        jdbc.sql("update member_grants set acting_until = ends_at").update();
        call("grantEnding", "promoteGroupMember", path + "2h", null, KEY);
        jdbc.sql(
                        "insert into member_grants (id, organization_id, session_id, group_jid, member, granted_by, created_at,"
                                + " asked_at, ends_at, state, due_at) select concat('grant-', x), organization_id, 'another',"
                                + " group_jid, member, granted_by, created_at, asked_at, ends_at, state, ends_at"
                                + " from member_grants, system_range(2, 10000)")
                .update();
        gateway.post(path.replace("/promote?for=", "/demote"), KEY);
        jdbc.sql("update member_grants set state = 'active'").update();
        call("tooManyGrants", "promoteGroupMember", path + "2h", null, KEY);
        jdbc.sql("delete from member_grants").update();
        String grant = RunningGateway.SESSIONS + "phone/groups/" + GROUP + "/grants/01K0M5GQWXN7B1Z6T3V9C2D4E5";
        send("DELETE", "grantNotFound", "revokeGrant", grant, null, KEY);
    }

    private void events() throws IOException, InterruptedException {
        String stream = "/api/v1/events:stream";
        get("wrongEventFilter", "listEvents", "/api/v1/events?event=group.member.moted", KEY);
        get("unknownLastEvent", "streamEvents", stream, KEY[0], KEY[1], "Last-Event-ID", "evt_of_nobody");
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest follow =
                HttpRequest.newBuilder(gateway.uri(stream)).headers(KEY).build();
        List<InputStream> open = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            InputStream events =
                    client.send(follow, BodyHandlers.ofInputStream()).body();
            open.add(events);
            // The first sign of life: it counts.
            events.read();
        }
        get("tooManyStreams", "streamEvents", stream, KEY);
        for (InputStream events : open) {
            events.close();
        }
    }

    private void webhooks() {
        String webhooks = "/api/v1/webhooks";
        json(
                "wrongWebhook",
                "createWebhook",
                webhooks,
                "{\"url\": \"https://me:secret@receiver.example\", \"sessionId\": \"theirs\","
                        + " \"customHeaders\": {\"Host\": \"other\"}}");
        json("refusedAddress", "createWebhook", webhooks, "{\"url\": \"http://169.254.169.254/latest/meta-data\"}");
        get("webhookNotFound", "getWebhook", webhooks + "/01K0M5GQWXN7B1Z6T3V9C2D4E5", KEY);
        String[] json = {KEY[0], KEY[1], "Content-Type", "application/json"};
        String made = gateway.send("POST", webhooks, "{\"url\": \"https://192.88.98.1/hooks\"}", json)
                .body();
        String one = webhooks + "/" + Document.parse(made).get("id").asText();
        call(
                "deliveryNotFound",
                "replayWebhookDelivery",
                one + "/deliveries/evt_01K0M5GQWXN7B1Z6T3V9C2D4E5:replay",
                null,
                KEY);
        tests(one + ":test");
        gateway.send("PATCH", one, "{\"active\": false}", json);
        call("webhookInactive", "replayWebhookDeliveries", one + "/deliveries:replay", null, KEY);
    }

    /** More than may be under way, to a receiver that takes its time to be found missing. */
    private void tests(String path) {
        HttpRequest test = HttpRequest.newBuilder(gateway.uri(path))
                .headers(KEY)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        HttpClient client = HttpClient.newHttpClient();
        HttpResponse<String> refused =
                Stream.generate(() -> client.sendAsync(test, BodyHandlers.ofString())).limit(5).toList().stream()
                        .map(CompletableFuture::join)
                        .filter(answer -> answer.statusCode() == 429)
                        .findFirst()
                        .orElseThrow();
        answers.put("tooManyTests", new Answer("testWebhook", 429, refused.headers(), refused.body()));
    }

    private void json(String example, String operationId, String path, String body) {
        call(example, operationId, path, body, KEY[0], KEY[1], "Content-Type", "application/json");
    }

    /** Of a gateway that limits it. */
    private void rate() {
        try (RunningGateway limited = RunningGateway.start("gateway.limits.requests-per-second=1")) {
            HttpResponse<String> answer;
            do {
                answer = limited.send("GET", "/api/v1/sessions", null, KEY);
            } while (answer.statusCode() != 429);
            answers.put(
                    "tooManyRequests",
                    new Answer("listSessions", answer.statusCode(), answer.headers(), answer.body()));
        }
    }

    /** Comes last: nothing that needs the database works after it. */
    private void defect() {
        gateway.context().getBean(HikariDataSource.class).close();
        promote("internalError", "a-session-that-nobody-asked-for-yet", GROUP, MEMBER, KEY);
    }

    private void promote(String example, String session, String group, String member, String... headers) {
        call(example, "promoteGroupMember", path(session, group, member) + "/promote", null, headers);
    }

    private void get(String example, String operationId, String path, String... headers) {
        send("GET", example, operationId, path, null, headers);
    }

    private void call(String example, String operationId, String path, String body, String... headers) {
        send("POST", example, operationId, path, body, headers);
    }

    private void send(String method, String example, String operationId, String path, String body, String... headers) {
        HttpResponse<String> response = gateway.send(method, path, body, headers);
        answers.put(example, new Answer(operationId, response.statusCode(), response.headers(), response.body()));
    }

    private static String path(String session, String group, String member) {
        return RunningGateway.SESSIONS + session + "/groups/" + group + "/members/" + member;
    }

    private static Answer parse(String operationId, String raw) {
        int end = raw.indexOf("\r\n\r\n");
        List<String> head = raw.substring(0, end).lines().toList();
        Map<String, List<String>> headers = head.stream()
                .skip(1)
                .map(line -> line.split(": ", 2))
                .collect(Collectors.toMap(field -> field[0], field -> List.of(field[1])));
        return new Answer(
                operationId,
                Integer.parseInt(head.get(0).split(" ", 3)[1]),
                HttpHeaders.of(headers, (name, value) -> true),
                raw.substring(end + 4));
    }
}
