package io.wagateway.engine.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wagateway.engine.EngineClient;
import io.wagateway.engine.conformance.FakeServer.Reply;
import io.wagateway.engine.conformance.FakeServer.Request;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** What GOWA and wuzapi are asked about accounts and groups, and what becomes of each answer: one table. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = "spring.datasource.url=jdbc:h2:mem:whatsmeow-engines")
class WhatsmeowEnginesRoutesTest {
    /**
     * One line of the table.
     *
     * @param given the fields of the request beside the session
     * @param expected the answer
     * @param asked what reached the engine, each as method, path, query and body; null if it does not matter
     */
    private record Line(
            String engine, String operation, String given, List<Reply> replies, String expected, List<String> asked) {
        @Override
        public String toString() {
            return engine + " " + operation + " " + given + " -> " + expected;
        }

        Line asking(String... requests) {
            return new Line(engine, operation, given, replies, expected, List.of(requests));
        }
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ScriptedEngine SERVER = new ScriptedEngine();
    private static final String SESSION = "main";
    private static final String GID = "120363000000000001@g.us";
    private static final String IN_GROUP = "'group':'" + GID + "'";
    private static final String SET = IN_GROUP + ",'field':";
    private static final String ONE = IN_GROUP + ",'members':['6281@s.whatsapp.net']";
    private static final String TWO = IN_GROUP + ",'members':['6281@s.whatsapp.net','6282']";
    private static final String HIDDEN = IN_GROUP + ",'members':['','81@lid']";
    private static final String NEW = "'subject':'Team','members':['6281@s.whatsapp.net','6282@s.whatsapp.net']";
    private static final String INVITE = "'invite':'AbC'";
    private static final String LINK = "https://chat.whatsapp.com/AbC";
    private static final String GROUP = "{'JID':'" + GID + "','Name':'Fake','Topic':'About','IsLocked':false,"
            + "'IsAnnounce':true,'OwnerJID':'6281@s.whatsapp.net','GroupCreated':'2024-05-01T00:00:00Z',"
            + "'Participants':[{'JID':'6281@s.whatsapp.net','Error':0},"
            + "{'JID':'82@lid','PhoneNumber':'6282@s.whatsapp.net','LID':'82@lid','Error':403}]}";
    private static final String DESCRIBED = "{'jid':'" + GID + "','subject':'Fake','description':'About',"
            + "'owner':'6281@s.whatsapp.net','announce':true,'locked':false,'createdAt':1714521600000,'size':1}";
    private static final byte[] PNG = Base64.getDecoder().decode("iVBORw0KGgoAAAAN/w==");
    private static final String IMAGE = "iVBORw0KGgoAAAAN/w==";

    @Autowired
    private ProducerTemplate template;

    @DynamicPropertySource
    static void configure(DynamicPropertyRegistry registry) {
        for (String kind : List.of("gowa", "wuzapi")) {
            registry.add("gateway.engines." + kind + ".kind", () -> kind);
            registry.add("gateway.engines." + kind + ".url", () -> SERVER.url() + "/base");
            registry.add("gateway.engines." + kind + ".secret", () -> "S3CR3T:" + kind);
        }
    }

    @BeforeEach
    void forget() {
        SERVER.forget();
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    static Stream<Line> lines() {
        return Stream.of(
                        gowaAccounts(),
                        gowaGroups(),
                        gowaMembers(),
                        wuzapiAccounts(),
                        wuzapiGroups(),
                        wuzapiMembers(),
                        joinRequests())
                .flatMap(lines -> lines);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lines")
    void answer_isOfTheVocabulary(Line line) throws Exception {
        Exchange answer = ask(line.engine(), line.operation(), line.given(), line.replies());

        assertThat(answer.getException()).isNull();
        assertThat(inShort(tree(answer))).isEqualTo(inShort(JSON.readTree(quoted(line.expected()))));
        List<String> requests = SERVER.requests().stream()
                .map(WhatsmeowEnginesRoutesTest::written)
                .toList();
        if (line.asked() != null) {
            assertThat(requests).containsExactlyElementsOf(line.asked());
        } else {
            assertThat(requests).hasSize(line.replies().size());
        }
    }

    private static Map<String, Object> inShort(JsonNode response) {
        return Json.inShort(JSON.convertValue(response, new TypeReference<Map<String, Object>>() {}));
    }

    private static Stream<Line> joinRequests() {
        String waiting = "[{'jid':'82@lid','phone_number':'6282','requested_at':'2024-05-01T00:00:00Z'},"
                + "{'jid':'83@lid','phone_number':'83','requested_at':'0001-01-01T00:00:00Z'},"
                + "{'jid':'6284@s.whatsapp.net','phone_number':'6284','requested_at':'2024-05-01T00:00:01Z'},{}]";
        String people = IN_GROUP + ",'members':['6282','','6284']";
        String byNumber = "{'group_id':'" + GID + "','participants':['6282','6284']}";
        String row = "{'participant':'%s','status':'%s','message':'Action approve %s'}";
        String success = String.format(row, "82@lid", "success", "success");
        String byName = "'members':['82@lid','6284@s.whatsapp.net']";
        Reply updated = data("{'Details':'Group request participants updated successfully'}");
        return Stream.of(
                line(
                                "gowa",
                                "listJoinRequests",
                                IN_GROUP,
                                "{'requests':[{'jid':'6282@s.whatsapp.net','lid':'82@lid','requestedAt':171452160"
                                        + "0000,'via':null,'address':'6282'},{'jid':null,'lid':'83@lid','requestedAt':null,"
                                        + "'via':null,'address':''},{'jid':'6284@s.whatsapp.net','lid':null,'requestedAt':1"
                                        + "714521601000,'via':null,'address':'6284'}],'skipped':1}",
                                done(waiting))
                        .asking("GET group/participant-requests?group_id=" + GID),
                line("gowa", "listJoinRequests", IN_GROUP, "{'requests':[],'skipped':0}", done("null")),
                line("gowa", "listJoinRequests", IN_GROUP, refusal("invalid_response"), done("{}")),
                line("gowa", "listJoinRequests", IN_GROUP, refusal("forbidden"), code(403)),
                line(
                                "gowa",
                                "approveJoinRequests",
                                people,
                                rows(
                                        "done",
                                        noAddress(""),
                                        "{'member':'6282','lid':'82@lid'}",
                                        "{'member':'6284','jid':'6284@s.whatsapp.net','unchanged':true}"),
                                done("["
                                        + success
                                        + ","
                                        + String.format(row, "6284@s.whatsapp.net", "error", "failed (code 404)")
                                        + "]"))
                        .asking("POST group/participant-requests/approve " + byNumber),
                line(
                        "gowa",
                        "approveJoinRequests",
                        people,
                        rows("unverified", noAddress("")),
                        done("[" + success + "," + String.format(row, "6284@s.whatsapp.net", "error", "failed") + "]")),
                line("gowa", "rejectJoinRequests", people, rows("unverified", noAddress("")), done("null"))
                        .asking("POST group/participant-requests/reject " + byNumber),
                line("gowa", "rejectJoinRequests", people, refusal("forbidden"), code(403)),
                line(
                                "gowa",
                                "previewInvite",
                                INVITE,
                                "{'group':{'jid':'" + GID + "','subject':'Fake','description':'About'}}",
                                done("{'group_id':'" + GID + "','name':'Fake','topic':'About','participant_count':1}"))
                        .asking("GET group/info-from-link?link=AbC"),
                line(
                        "gowa",
                        "previewInvite",
                        INVITE,
                        refusal("bad_invite"),
                        whatsmeow("that group invite link is not valid")),
                line("gowa", "deletePicture", IN_GROUP, done(), done("{'picture_id':''}"))
                        .asking("POST group/photo {'group_id':'" + GID + "'}"),
                line("gowa", "updateGroup", SET + "'joinApproval','value':true", refusal("unsupported"))
                        .asking(),
                line("gowa", "updateGroup", SET + "'memberAdd','value':'all'", refusal("unsupported"))
                        .asking(),
                line(
                                "wuzapi",
                                "listJoinRequests",
                                IN_GROUP,
                                "{'requests':[{'jid':null,'lid':'82@lid','requestedAt':1714521600000,'via':null,"
                                        + "'address':'82@lid'}],'skipped':0}",
                                data("[{'JID':'82@lid','RequestedAt':'2024-05-01T00:00:00Z'}]"))
                        .asking("GET group/requestparticipants?groupJID=" + GID),
                line("wuzapi", "listJoinRequests", IN_GROUP, "{'requests':[],'skipped':0}", data("null")),
                line("wuzapi", "listJoinRequests", IN_GROUP, refusal("unsupported"), wuzapi(404, "not found")),
                line(
                        "wuzapi",
                        "listJoinRequests",
                        IN_GROUP,
                        refusal("forbidden"),
                        wuzapi(500, "Failed to get: info query returned status 403: forbidden")),
                line("wuzapi", "approveJoinRequests", IN_GROUP + "," + byName, "{'outcome':'unverified'}", updated)
                        .asking("POST group/updaterequestparticipants {'GroupJID':'" + GID
                                + "','Phone':['82@lid','6284@s.whatsapp.net'],'Action':'approve'}"),
                line("wuzapi", "rejectJoinRequests", IN_GROUP + "," + byName, "{'outcome':'unverified'}", hidden())
                        .asking("POST group/updaterequestparticipants {'GroupJID':'" + GID
                                + "','Phone':['82@lid','6284@s.whatsapp.net'],'Action':'reject'}"),
                line(
                                "wuzapi",
                                "previewInvite",
                                INVITE,
                                "{'group':{'jid':'" + GID + "','subject':'Fake','description':'About','announce':true,"
                                        + "'locked':false,'owner':'6281@s.whatsapp.net','createdAt':1714521600000}}",
                                data(GROUP))
                        .asking("POST group/inviteinfo {'Code':'AbC'}"),
                line(
                        "wuzapi",
                        "previewInvite",
                        INVITE,
                        refusal("bad_invite"),
                        hidden(),
                        data("{'connected':true,'loggedIn':true,'jid':'6281:3@s.whatsapp.net'}")),
                line(
                                "wuzapi",
                                "setPicture",
                                IN_GROUP + ",'picture':'AQID'",
                                done(),
                                data("{'Details':'Group Photo set successfully','PictureID':'1'}"))
                        .asking("POST group/photo {'GroupJID':'" + GID + "','Image':'data:image/jpeg;base64,AQID'}"),
                line("wuzapi", "setPicture", IN_GROUP + ",'picture':'AQID'", refusal("invalid_response"), hidden()),
                line("wuzapi", "deletePicture", IN_GROUP, done(), updated)
                        .asking("POST group/photo/remove {'GroupJID':'" + GID + "'}"),
                line("wuzapi", "updateGroup", SET + "'joinApproval','value':true", done(), updated)
                        .asking("POST group/joinapprovalmode {'GroupJID':'" + GID + "','Mode':true}"),
                line(
                        "wuzapi",
                        "updateGroup",
                        SET + "'joinApproval','value':true",
                        refusal("unsupported"),
                        wuzapi(404, "x")),
                line("wuzapi", "updateGroup", SET + "'memberAdd','value':'all'", refusal("unsupported"))
                        .asking());
    }

    @Test
    void picture_reachesGowaAsTheFileOfAForm() throws Exception {
        Exchange answer =
                ask("gowa", "setPicture", IN_GROUP + ",'picture':'SlBFRw=='", List.of(done("{'picture_id':'1'}")));
        assertThat(tree(answer)).hasToString("{\"outcome\":\"done\"}");
        Request request = SERVER.requests().get(0);
        assertThat(request.method() + " " + request.path()).isEqualTo("POST /base/group/photo");
        assertThat(request.body())
                .contains("name=\"group_id\"\r\n\r\n" + GID + "\r\n")
                .contains("name=\"photo\"; filename=\"picture.jpg\"\r\nContent-Type: image/jpeg\r\n\r\nJPEG\r\n");
    }

    // ---- GOWA

    private static Stream<Line> gowaAccounts() {
        Reply unknown = gowa(404, "DEVICE_NOT_FOUND", "device not found");
        Reply working =
                done("{'is_connected':true,'is_logged_in':true,'device_id':'main','jid':'6281@s.whatsapp.net'}");
        Reply off = done("{'is_connected':false,'is_logged_in':false,'device_id':'dev/1','jid':''}");
        Reply unpaired = gowa(500, "INTERNAL_SERVER_ERROR", "device main is not logged in (session deleted)");
        Reply there = gowa(500, "INTERNAL_SERVER_ERROR", "device main already exists");
        String make = "POST devices {'device_id':'main'}";
        String qr = "'qr_duration':30,'qr_link':'http://elsewhere.example:9/other/statics/qrcode/scan-qr-";
        Reply qrCode = done("{'device_id':'main'," + qr + "1f-2.png'}");
        Reply loggedIn = gowa(400, "ALREADY_LOGGED_IN", "you are already logged in.");
        String phone = "'phone':'6281'";
        Reply waits = done("{'is_connected':true,'is_logged_in':false,'device_id':'main','jid':''}");
        Reply noPasskey = gowa(500, "INTERNAL_SERVER_ERROR", "no pending passkey pairing request for device main");
        String credential = "'credential':{'id':'x'}";
        String scan = "{'status':'scan_qr_code','jid':null,'lid':null}";
        return Stream.of(
                line("gowa", "status", "", scan, waits, done("{'status':'none'}"))
                        .asking("GET app/status", "GET app/passkey"),
                line("gowa", "status", "", scan, off).asking("GET app/status"),
                line("gowa", "status", "", scan, waits, new Reply(404, "text/plain", "Cannot GET /app/passkey")),
                line(
                        "gowa",
                        "status",
                        "",
                        "{'status':'passkey_required','jid':null,'lid':null,"
                                + "'details':{'step':'answer','publicKey':{'challenge':'c'}}}",
                        waits,
                        done("{'status':'awaiting_response','challenge':{'challenge':'c'},'code':''}")),
                line(
                        "gowa",
                        "status",
                        "",
                        "{'status':'passkey_required','jid':null,'lid':null,'details':{'step':'confirm','code':'AB-CD'}}",
                        waits,
                        done(
                                "{'status':'awaiting_confirmation','challenge':null,'code':'AB-CD','skip_handoff_ux':false}")),
                line(
                        "gowa",
                        "status",
                        "",
                        "{'status':'starting','jid':null,'lid':null}",
                        waits,
                        done(
                                "{'status':'awaiting_confirmation','challenge':null,'code':'AB-CD','skip_handoff_ux':true}")),
                line("gowa", "answerPasskey", credential, "{}", done("{'device_id':'main'}"))
                        .asking("POST app/passkey/response {'id':'x'}"),
                line("gowa", "answerPasskey", credential, refusal("no_passkey"), noPasskey),
                line("gowa", "answerPasskey", credential, refusal("no_passkey"), unknown),
                line(
                        "gowa",
                        "answerPasskey",
                        credential,
                        refusal("invalid"),
                        gowa(400, "VALIDATION_ERROR", "rawId: cannot be blank")),
                line(
                        "gowa",
                        "answerPasskey",
                        credential,
                        refusal("unsupported"),
                        new Reply(404, "text/plain", "Cannot POST /app/passkey/response")),
                line("gowa", "confirmPasskey", "", "{}", done("{'device_id':'main'}"))
                        .asking("POST app/passkey/confirm"),
                line("gowa", "confirmPasskey", "", refusal("no_passkey"), noPasskey),
                line("gowa", "start", "", "{}", working).asking("GET app/status"),
                line("gowa", "start", "", "{}", off, done("{}")).asking("GET app/status", "GET app/reconnect"),
                line("gowa", "start", "", "{}", off, unpaired),
                line("gowa", "start", "", "{}", unknown, unknown, done("{}"))
                        .asking("GET app/status", "GET app/reconnect", make),
                line("gowa", "start", "", "{}", unknown, unknown, there),
                line("gowa", "start", "", refusal("timed_out"), off, gowa(504, "GATEWAY_TIMEOUT", "late")),
                line(
                        "gowa",
                        "start",
                        "",
                        refusal("invalid_response"),
                        off,
                        gowa(500, "INTERNAL_SERVER_ERROR", "dial tcp: no")),
                line("gowa", "restart", "", "{}", done("{}")).asking("GET app/reconnect"),
                line("gowa", "restart", "", "{}", unknown, done("{}")).asking("GET app/reconnect", make),
                line("gowa", "restart", "", "{}", unpaired),
                line("gowa", "stop", "", refusal("unsupported")).asking(),
                line("gowa", "logout", "", "{}", done("{}")).asking("GET app/logout"),
                line("gowa", "logout", "", "{}", unknown),
                line(
                        "gowa",
                        "logout",
                        "",
                        refusal("invalid_response"),
                        gowa(500, "INTERNAL_SERVER_ERROR", "disk full")),
                line("gowa", "remove", "", "{}", unknown).asking("GET app/status"),
                line("gowa", "remove", "", "{}", off, done("null"), unknown)
                        .asking("GET app/status", "DELETE devices/dev%2F1", "GET app/status"),
                line("gowa", "remove", "", refusal("invalid_response"), off, done("null"), off),
                line(
                        "gowa",
                        "remove",
                        "",
                        refusal("invalid_response"),
                        off,
                        gowa(500, "INTERNAL_SERVER_ERROR", "purge device")),
                line("gowa", "qr", "", "{'image':'" + IMAGE + "','expiresInMs':30000}", qrCode, Reply.png(PNG))
                        .asking("GET app/login", "GET statics/qrcode/scan-qr-1f-2.png"),
                line("gowa", "qr", "", refusal("no_code"), qrCode, new Reply(404, "text/plain", "Not Found")),
                line("gowa", "qr", "", refusal("invalid_response"), qrCode, json(200, "{'a':1}")),
                line("gowa", "qr", "", refusal("invalid_response"), done("{" + qr + "..%2F.png'}"))
                        .asking("GET app/login"),
                line("gowa", "qr", "", refusal("invalid_response"), done("{" + qr + "/../../app/logout'}")),
                line("gowa", "qr", "", refusal("invalid_response"), done("null")),
                line("gowa", "qr", "", refusal("no_code"), unknown),
                line("gowa", "qr", "", refusal("no_code"), gowa(401, "AUTHENTICATION_ERROR", "reconnect error")),
                line("gowa", "qr", "", refusal("no_code"), gowa(500, "QR_CHANNEL_ERROR", "QR channel error")),
                line("gowa", "qr", "", refusal("paired"), loggedIn),
                line(
                        "gowa",
                        "qr",
                        "",
                        refusal("paired"),
                        gowa(500, "SESSION_SAVED_ERROR", "your session have been saved")),
                line("gowa", "pairingCode", phone, "{'code':'ABCD-1234'}", done("{'pair_code':'ABCD-1234'}"))
                        .asking("GET app/login-with-code?phone=6281"),
                line("gowa", "pairingCode", phone, refusal("invalid_response"), done("{'pair_code':''}")),
                line("gowa", "pairingCode", phone, refusal("paired"), loggedIn),
                line("gowa", "pairingCode", phone, refusal("no_code"), unknown),
                line("gowa", "pairingCode", phone, refusal("no_code"), whatsmeow("websocket not connected")),
                line(
                        "gowa",
                        "pairingCode",
                        phone,
                        refusal("invalid"),
                        gowa(400, "VALIDATION_ERROR", "phone_number: no")),
                line("gowa", "pairingCode", phone, refusal("invalid"), whatsmeow("phone number too short")),
                line("gowa", "pairingCode", phone, refusal("invalid"), code(400)),
                line("gowa", "pairingCode", phone, refusal("rate_limited"), code(429)));
    }

    private static Stream<Line> gowaGroups() {
        Reply away = gowa(401, "AUTHENTICATION_ERROR", "you are not connect to services server, please reconnect");
        Reply link = done("{'invite_link':'" + LINK + "','group_id':'" + GID + "'}");
        Reply joined = done("{'group_id':'" + GID + "'}");
        return Stream.of(
                line("gowa", "listGroups", "", "{'groups':[" + DESCRIBED + "]}", done("{'data':[" + GROUP + "]}"))
                        .asking("GET user/my/groups"),
                line("gowa", "listGroups", "", "{'groups':[]}", done("{'data':null}")),
                line("gowa", "listGroups", "", refusal("invalid_response"), done("{'data':[{}]}")),
                line("gowa", "listGroups", "", refusal("invalid_response"), done("{'data':{}}")),
                line("gowa", "listGroups", "", refusal("invalid_response"), done("{}")),
                line("gowa", "listGroups", "", refusal("not_connected"), away),
                line("gowa", "listGroups", "", refusal("rate_limited"), code(429)),
                line("gowa", "describeGroup", IN_GROUP, "{'group':" + DESCRIBED + "}", done(GROUP))
                        .asking("GET group/info?group_id=" + GID),
                line(
                        "gowa",
                        "describeGroup",
                        IN_GROUP,
                        refusal("invalid_response"),
                        done(GROUP.replace("0001@g", "0002@g"))),
                line("gowa", "describeGroup", IN_GROUP, refusal("no_group"), whatsmeow("that group does not exist")),
                line("gowa", "updateGroup", SET + "'subject','value':'New'", done(), done("null"))
                        .asking("POST group/name {'group_id':'" + GID + "','name':'New'}"),
                line("gowa", "updateGroup", SET + "'description','value':''", done(), done("null"))
                        .asking("POST group/topic {'group_id':'" + GID + "','topic':''}"),
                line("gowa", "updateGroup", SET + "'announce','value':true", done(), done("null"))
                        .asking("POST group/announce {'group_id':'" + GID + "','announce':true}"),
                line("gowa", "updateGroup", SET + "'locked','value':false", done(), done("null"))
                        .asking("POST group/locked {'group_id':'" + GID + "','locked':false}"),
                line("gowa", "updateGroup", SET + "'locked','value':true", refusal("forbidden"), code(403)),
                line(
                        "gowa",
                        "updateGroup",
                        SET + "'subject','value':'A name of more than 25 letters'",
                        refusal("invalid"),
                        gowa(400, "VALIDATION_ERROR", "name: the length must be between 1 and 25.")),
                line("gowa", "readInvite", IN_GROUP, "{'invite':'" + LINK + "'}", link)
                        .asking("GET group/invite-link?group_id=" + GID + "&reset=false"),
                line(
                        "gowa",
                        "readInvite",
                        IN_GROUP,
                        refusal("forbidden"),
                        whatsmeow("you don't have the permission to get the group's invite link")),
                line("gowa", "revokeInvite", IN_GROUP, "{'invite':'" + LINK + "'}", link)
                        .asking("GET group/invite-link?group_id=" + GID + "&reset=true"),
                line("gowa", "revokeInvite", IN_GROUP, refusal("forbidden"), code(403)),
                line("gowa", "revokeInvite", IN_GROUP, refusal("invalid_response"), done("{}")),
                line("gowa", "leave", IN_GROUP, "{'outcome':'unverified'}", done("null"))
                        .asking("POST group/leave {'group_id':'" + GID + "'}"),
                line("gowa", "leave", IN_GROUP, refusal("no_group"), code(404)),
                line("gowa", "join", INVITE, "{'group':'" + GID + "'}", joined)
                        .asking("POST group/join-with-link {'link':'AbC'}"),
                line("gowa", "join", INVITE, "{'group':'" + GID + "'}", whatsmeowCode(409, "conflict"), joined)
                        .asking("POST group/join-with-link {'link':'AbC'}", "GET group/info-from-link?link=AbC"),
                line("gowa", "join", INVITE, refusal("bad_invite"), whatsmeow("that group invite link is not valid")),
                line(
                        "gowa",
                        "join",
                        INVITE,
                        refusal("bad_invite"),
                        whatsmeow("that group invite link has been revoked")),
                line("gowa", "join", INVITE, refusal("invalid_response"), done("{'group_id':''}")),
                line("gowa", "join", INVITE, refusal("not_connected"), away));
    }

    private static Stream<Line> gowaMembers() {
        Reply absent = gowa(400, "INVALID_JID", "user is not registered");
        Reply here = done("{'is_on_whatsapp':true}");
        Reply nowhere = done("{'is_on_whatsapp':false}");
        Reply changed = done("[{'participant':'6281@s.whatsapp.net','status':'success','message':'Action success'}]");
        Reply asked = done("[{'participant':'6281@s.whatsapp.net','status':'success'},"
                + "{'participant':'6282@s.whatsapp.net','status':'error','message':'Failed to add participant'}]");
        String both = "{'group_id':'" + GID + "','participants':['6281','6282']}";
        String created = "{'group':{'jid':'" + GID + "'},'rows':[]}";
        String notThere = "[{'member':'6282@s.whatsapp.net','refusal':'not_on_whatsapp'}]";
        Reply groupId = done("{'group_id':'" + GID + "'}");
        return Stream.of(
                line("gowa", "createGroup", NEW, created, groupId)
                        .asking("POST group {'title':'Team','participants':['6281','6282']}"),
                line("gowa", "createGroup", NEW, refusal("invalid_response"), done("{}")),
                line("gowa", "createGroup", NEW, created.replace("[]", notThere), absent, here, nowhere, groupId)
                        .asking(
                                "POST group {'title':'Team','participants':['6281','6282']}",
                                "GET user/check?phone=6281",
                                "GET user/check?phone=6282",
                                "POST group {'title':'Team','participants':['6281']}"),
                line("gowa", "createGroup", NEW, refusal("invalid_response"), absent, here, here, absent),
                line("gowa", "createGroup", NEW, refusal("rate_limited"), absent, here, code(429)),
                line(
                                "gowa",
                                "createGroup",
                                "'subject':'Team','members':['81@lid']",
                                "{'refusal':'no_address','rows':[{'member':'81@lid','refusal':'no_address'}]}")
                        .asking(),
                line("gowa", "createGroup", NEW, refusal("forbidden"), code(403)),
                line("gowa", "addMembers", TWO, accepted(), changed).asking("POST group/participants " + both),
                line("gowa", "removeMembers", TWO, accepted(), changed)
                        .asking("POST group/participants/remove " + both),
                line("gowa", "promoteAll", TWO, accepted(), changed).asking("POST group/participants/promote " + both),
                line("gowa", "demoteAll", TWO, accepted(), done("null"))
                        .asking("POST group/participants/demote " + both),
                line(
                        "gowa",
                        "addMembers",
                        TWO,
                        accepted("{'member':'6282','refusal':'invite_only','reason':'only an invite can bring this"
                                + " person in, as their privacy settings want it'}"),
                        asked),
                line("gowa", "addMembers", HIDDEN, unverified(noAddress(""), noAddress("81@lid")))
                        .asking(),
                line(
                        "gowa",
                        "addMembers",
                        ONE,
                        unverified("{'member':'6281@s.whatsapp.net','refusal':'not_on_whatsapp'}"),
                        absent,
                        nowhere),
                line(
                                "gowa",
                                "removeMembers",
                                TWO,
                                accepted("{'member':'6281@s.whatsapp.net','refusal':'no_member'}"),
                                absent,
                                nowhere,
                                here,
                                changed)
                        .asking(
                                "POST group/participants/remove " + both,
                                "GET user/check?phone=6281",
                                "GET user/check?phone=6282",
                                "POST group/participants/remove {'group_id':'" + GID + "','participants':['6282']}"),
                line("gowa", "addMembers", ONE, refusal("invalid_response"), done("[7]")),
                line("gowa", "addMembers", ONE, refusal("invalid_response"), absent, done("{}")),
                line("gowa", "addMembers", ONE, refusal("forbidden"), code(403)),
                line("gowa", "promoteAll", ONE, refusal("rate_limited"), code(429)));
    }

    // ---- wuzapi

    private static Stream<Line> wuzapiAccounts() {
        Reply none = wuzapi(500, "no session");
        Reply oldNone = wuzapi(500, "No session");
        Reply off = data("{'connected':false,'loggedIn':false,'jid':'6281:3@s.whatsapp.net'}");
        Reply neverPaired = data("{'connected':false,'loggedIn':false,'jid':''}");
        Reply pairing = data("{'Connected':true,'LoggedIn':false}");
        Reply cut = data("{'Details':'Disconnected'}");
        Reply notLoggedIn = wuzapi(500, "Cannot disconnect because it is not logged in");
        String phone = "'phone':'6281'";
        return Stream.of(
                line("wuzapi", "start", "", "{}", data("{'details':'Connected!'}"))
                        .asking("POST session/connect {'Subscribe':[],'Immediate':true}"),
                line("wuzapi", "start", "", "{}", wuzapi(500, "already connected")),
                line("wuzapi", "start", "", "{}", wuzapi(500, "Already Connected")),
                line("wuzapi", "start", "", refusal("invalid_response"), wuzapi(500, "failed to connect")),
                line("wuzapi", "start", "", refusal("bad_credentials"), wuzapi(401, "unauthorized")),
                line(
                        "wuzapi",
                        "start",
                        "",
                        refusal("invalid_response"),
                        new Reply(404, "text/plain", "404 page not found")),
                line("wuzapi", "stop", "", "{}", cut).asking("POST session/disconnect"),
                line("wuzapi", "stop", "", "{}", none, off).asking("POST session/disconnect", "GET session/status"),
                line("wuzapi", "stop", "", "{}", oldNone, oldNone),
                line("wuzapi", "stop", "", "{}", notLoggedIn, off),
                line("wuzapi", "stop", "", refusal("unsupported"), notLoggedIn, pairing),
                line("wuzapi", "logout", "", "{}", data("{'Details':'Logged out'}"))
                        .asking("POST session/logout"),
                line("wuzapi", "logout", "", "{}", wuzapi(500, "could not logout as it was not logged in")),
                line("wuzapi", "logout", "", "{}", none, neverPaired)
                        .asking("POST session/logout", "GET session/status"),
                line("wuzapi", "logout", "", refusal("not_connected"), none, off),
                line("wuzapi", "logout", "", refusal("not_connected"), oldNone, oldNone),
                line(
                        "wuzapi",
                        "logout",
                        "",
                        refusal("not_connected"),
                        wuzapi(500, "Could not disconnect as it was not connected"),
                        off),
                line("wuzapi", "logout", "", refusal("invalid_response"), wuzapi(500, "could not perform logout")),
                line("wuzapi", "remove", "", "{}", data("{'Details':'Logged out'}"), none, neverPaired)
                        .asking("POST session/logout", "POST session/disconnect", "GET session/status"),
                line("wuzapi", "remove", "", "{}", oldNone, oldNone, oldNone, oldNone),
                line("wuzapi", "remove", "", refusal("invalid_response"), wuzapi(500, "could not perform logout")),
                line(
                                "wuzapi",
                                "qr",
                                "",
                                "{'image':'" + IMAGE + "'}",
                                data("{'QRCode':'data:image/png;base64," + IMAGE + "'}"))
                        .asking("GET session/qr"),
                line("wuzapi", "qr", "", refusal("no_code"), data("{'QRCode':''}")),
                line(
                        "wuzapi",
                        "qr",
                        "",
                        refusal("invalid_response"),
                        data("{'QRCode':'data:image/png;base64,PHN2Zz4='}")),
                line("wuzapi", "qr", "", refusal("invalid_response"), data("{'Code':7}")),
                line("wuzapi", "qr", "", refusal("no_code"), none),
                line("wuzapi", "qr", "", refusal("no_code"), wuzapi(500, "Not connected")),
                line("wuzapi", "qr", "", refusal("paired"), wuzapi(500, "already logged in")),
                line("wuzapi", "qr", "", refusal("paired"), wuzapi(500, "Already Loggedin")),
                line("wuzapi", "pairingCode", phone, "{'code':'ABCD-1234'}", data("{'LinkingCode':'ABCD-1234'}"))
                        .asking("POST session/pairphone {'Phone':'6281'}"),
                line("wuzapi", "pairingCode", phone, refusal("no_code"), none),
                line("wuzapi", "pairingCode", phone, refusal("no_code"), wuzapi(400, "websocket not connected")),
                line("wuzapi", "pairingCode", phone, refusal("paired"), wuzapi(400, "already paired")),
                line("wuzapi", "pairingCode", phone, refusal("paired"), wuzapi(400, "Already paired")),
                line(
                        "wuzapi",
                        "pairingCode",
                        phone,
                        refusal("invalid"),
                        wuzapi(400, "international phone number required (must not start with 0)")),
                line(
                        "wuzapi",
                        "pairingCode",
                        phone,
                        refusal("invalid"),
                        wuzapi(400, "info query returned status 400: bad-request")),
                line(
                        "wuzapi",
                        "pairingCode",
                        phone,
                        refusal("rate_limited"),
                        wuzapi(400, "info query returned status 429: rate-overlimit")),
                line(
                        "wuzapi",
                        "pairingCode",
                        phone,
                        refusal("unsupported"),
                        new Reply(404, "text/plain", "not found")));
    }

    private static Stream<Line> wuzapiGroups() {
        Reply working = data("{'connected':true,'loggedIn':true,'jid':'6281:3@s.whatsapp.net'}");
        Reply off = data("{'connected':false,'loggedIn':false,'jid':'6281:3@s.whatsapp.net'}");
        Reply listed = data("{'Groups':[" + GROUP + "]}");
        Reply others = data("{'Groups':[{'JID':'1@g.us'}]}");
        Reply link = data("{'InviteLink':'" + LINK + "'}");
        Reply details = data("{'Details':'Group Name set successfully'}");
        String infoOfInvite = "POST group/inviteinfo {'Code':'AbC'}";
        return Stream.of(
                line("wuzapi", "listGroups", "", "{'groups':[" + DESCRIBED + "]}", listed)
                        .asking("GET group/list"),
                line("wuzapi", "listGroups", "", "{'groups':[]}", data("{'Groups':null}")),
                line("wuzapi", "listGroups", "", refusal("invalid_response"), data("{'Groups':[7]}")),
                line("wuzapi", "listGroups", "", refusal("invalid_response"), data("{}")),
                line("wuzapi", "listGroups", "", refusal("invalid_response"), hidden(), working),
                line("wuzapi", "listGroups", "", refusal("not_connected"), hidden(), off),
                line("wuzapi", "listGroups", "", refusal("not_connected"), wuzapi(500, "No session")),
                line("wuzapi", "describeGroup", IN_GROUP, "{'group':" + DESCRIBED + "}", data(GROUP))
                        .asking("GET group/info?groupJID=" + GID),
                line("wuzapi", "describeGroup", IN_GROUP, refusal("no_group"), hidden(), hidden(), working, others),
                line("wuzapi", "describeGroup", IN_GROUP, refusal("invalid_response"), hidden(), data(GROUP)),
                line(
                        "wuzapi",
                        "describeGroup",
                        IN_GROUP,
                        refusal("invalid_response"),
                        data("{'JID':'" + SESSION + "'}")),
                line("wuzapi", "updateGroup", SET + "'subject','value':'New'", done(), details)
                        .asking("POST group/name {'GroupJID':'" + GID + "','Name':'New'}"),
                line("wuzapi", "updateGroup", SET + "'description','value':'New'", done(), details)
                        .asking("POST group/topic {'GroupJID':'" + GID + "','Topic':'New'}"),
                line("wuzapi", "updateGroup", SET + "'announce','value':false", done(), details)
                        .asking("POST group/announce {'GroupJID':'" + GID + "','Announce':false}"),
                line("wuzapi", "updateGroup", SET + "'locked','value':true", done(), details)
                        .asking("POST group/locked {'GroupJID':'" + GID + "','Locked':true}"),
                line("wuzapi", "updateGroup", SET + "'description','value':''", refusal("unsupported"))
                        .asking(),
                line("wuzapi", "updateGroup", SET + "'locked','value':true", "{'outcome':'unverified'}", hidden()),
                line(
                        "wuzapi",
                        "updateGroup",
                        SET + "'locked','value':true",
                        refusal("unsupported"),
                        new Reply(404, "text/plain; charset=utf-8", "404 page not found\n")),
                line("wuzapi", "readInvite", IN_GROUP, "{'invite':'" + LINK + "'}", link)
                        .asking("GET group/invitelink?groupJID=" + GID + "&reset=false"),
                line("wuzapi", "readInvite", IN_GROUP, refusal("forbidden"), hidden(), data(GROUP)),
                line("wuzapi", "readInvite", IN_GROUP, refusal("no_group"), hidden(), hidden(), working, others),
                line("wuzapi", "revokeInvite", IN_GROUP, "{'invite':'" + LINK + "'}", link)
                        .asking("GET group/invitelink?groupJID=" + GID + "&reset=true"),
                line("wuzapi", "revokeInvite", IN_GROUP, refusal("not_connected"), hidden(), hidden(), off),
                line("wuzapi", "revokeInvite", IN_GROUP, refusal("invalid_response"), data("{}")),
                line("wuzapi", "leave", IN_GROUP, "{'outcome':'unverified'}", data("{'Details':'Group left'}"))
                        .asking("POST group/leave {'GroupJID':'" + GID + "'}"),
                line("wuzapi", "leave", IN_GROUP, "{'outcome':'unverified'}", hidden()),
                line("wuzapi", "leave", IN_GROUP, refusal("not_connected"), wuzapi(500, "no session")),
                line(
                                "wuzapi",
                                "join",
                                INVITE,
                                "{'group':'" + GID + "'}",
                                data(GROUP),
                                data("{'Details':'Group joined'}"))
                        .asking(infoOfInvite, "POST group/join {'Code':'AbC'}"),
                line("wuzapi", "join", INVITE, "{'group':'" + GID + "'}", data(GROUP), hidden(), data(GROUP)),
                line("wuzapi", "join", INVITE, refusal("forbidden"), data(GROUP), hidden(), hidden(), working, others),
                line("wuzapi", "join", INVITE, refusal("bad_invite"), hidden(), working)
                        .asking(infoOfInvite, "GET session/status"),
                line("wuzapi", "join", INVITE, refusal("not_connected"), hidden(), off),
                line("wuzapi", "join", INVITE, refusal("invalid_response"), data("{}")));
    }

    private static Stream<Line> wuzapiMembers() {
        Reply details = data("{'Details':'Group Participants updated successfully'}");
        Reply off = data("{'connected':false,'loggedIn':false}");
        String both = "{'GroupJID':'" + GID + "','Phone':['6281@s.whatsapp.net','6282'],'Action':'%s'}";
        String inviteOnly = "{'member':'6282@s.whatsapp.net','refusal':'invite_only','reason':'only an invite can bring"
                + " this person in, as their privacy settings want it'}";
        return Stream.of(
                line(
                                "wuzapi",
                                "createGroup",
                                NEW,
                                "{'group':" + DESCRIBED + ",'rows':[{'member':'6281@s.whatsapp.net'}," + inviteOnly
                                        + "]}",
                                data(GROUP))
                        .asking(
                                "POST group/create {'name':'Team','participants':['6281@s.whatsapp.net','6282@s.whatsapp.net']}"),
                line(
                        "wuzapi",
                        "createGroup",
                        NEW,
                        "{'group':{'jid':'" + GID + "'},'rows':[]}",
                        data("{'JID':'" + GID + "'}")),
                line("wuzapi", "createGroup", NEW, refusal("invalid_response"), data("{}")),
                line("wuzapi", "createGroup", NEW, refusal("not_connected"), hidden(), off),
                line("wuzapi", "createGroup", "'subject':'Team','members':[]", refusal("invalid"))
                        .asking(),
                line(
                        "wuzapi",
                        "createGroup",
                        NEW,
                        refusal("unsupported"),
                        new Reply(404, "text/plain", "404 page not found\n")),
                line("wuzapi", "addMembers", TWO, accepted(), details)
                        .asking("POST group/updateparticipants " + both.formatted("add")),
                line("wuzapi", "removeMembers", TWO, accepted(), details)
                        .asking("POST group/updateparticipants " + both.formatted("remove")),
                line("wuzapi", "promoteAll", TWO, accepted(), details)
                        .asking("POST group/updateparticipants " + both.formatted("promote")),
                line("wuzapi", "demoteAll", TWO, unverified(), hidden())
                        .asking("POST group/updateparticipants " + both.formatted("demote")),
                line("wuzapi", "addMembers", HIDDEN, accepted(noAddress("")), details)
                        .asking("POST group/updateparticipants {'GroupJID':'" + GID
                                + "','Phone':['81@lid'],'Action':'add'}"),
                line("wuzapi", "promoteAll", IN_GROUP + ",'members':['']", unverified(noAddress("")))
                        .asking(),
                line("wuzapi", "removeMembers", ONE, refusal("no_group"), wuzapi(400, "Could not parse Group JID")),
                line("wuzapi", "removeMembers", ONE, refusal("not_connected"), wuzapi(500, "No session")));
    }

    // ---- What goes wrong with every operation.

    static Stream<Line> operations() {
        List<String> accounts = List.of("start", "logout", "remove", "qr", "pairingCode");
        List<String> groups = List.of(
                "listGroups",
                "describeGroup",
                "createGroup",
                "updateGroup",
                "readInvite",
                "revokeInvite",
                "addMembers",
                "removeMembers",
                "promoteAll",
                "demoteAll",
                "leave",
                "join");
        String given = ONE + ",'subject':'Team','field':'subject','value':'New','phone':'6281'," + INVITE;
        return Stream.of("gowa", "wuzapi").flatMap(engine -> Stream.concat(accounts.stream(), groups.stream())
                .map(operation -> new Line(engine, operation, given, List.of(), "", null)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    void engineOutOfPatience_isARateLimit(Line line) throws Exception {
        assertThat(tree(ask(line, json(429, "{}"))))
                .isEqualTo(JSON.readTree("{\"refusal\":\"rate_limited\",\"retryAfter\":null}"));
        assertThat(SERVER.requests()).hasSize(1);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    void engineThatDoesNotKnowUs_isAboutCredentials(Line line) throws Exception {
        Reply refused = line.engine().equals("gowa")
                ? new Reply(401, "text/plain; charset=utf-8", "Unauthorized")
                : wuzapi(401, "unauthorized");
        assertThat(tree(ask(line, refused))).isEqualTo(JSON.readTree(quoted(refusal("bad_credentials"))));
        assertThat(SERVER.requests()).hasSize(1);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    void answerThatIsNone_isNoSuccess(Line line) throws Exception {
        for (Fault fault : List.of(
                Fault.HTML_200,
                Fault.HTML_502,
                Fault.EMPTY_200,
                Fault.JSON_NULL,
                Fault.JSON_NUMBER,
                Fault.JSON_OTHER_SHAPE,
                Fault.CLOSED_WITHOUT_ANSWER,
                Fault.CLOSED_IN_THE_BODY)) {
            SERVER.forget();
            SERVER.fail(fault);
            Exchange answer = ask(line);
            if (answer.getException() == null) {
                String refusal = fault == Fault.HTML_502 ? "unavailable" : "invalid_response";
                assertThat(tree(answer).path("refusal").asText())
                        .as(fault.name())
                        .isEqualTo(refusal);
            }
            assertThat(SERVER.requests()).as(fault.name()).hasSize(1);
        }
    }

    @Test
    void picture_isFetchedWithTheSameCredentials() {
        ask(
                "gowa",
                "qr",
                "",
                List.of(done("{'qr_link':'http://elsewhere.example/statics/qrcode/a.png'}"), Reply.png(PNG)));

        String basic = "Basic " + Base64.getEncoder().encodeToString("S3CR3T:gowa".getBytes(StandardCharsets.UTF_8));
        assertThat(SERVER.requests()).hasSize(2).allSatisfy(request -> {
            assertThat(request.header("authorization")).isEqualTo(basic);
            assertThat(request.header("x-device-id")).isEqualTo(SESSION);
        });
    }

    @Test
    void namelessAccount_isNeverMade() throws Exception {
        assertThat(tree(ask("gowa", "start", "'session':' '", List.of())))
                .isEqualTo(JSON.readTree(quoted(refusal("not_connected"))));
        assertThat(SERVER.requests()).isEmpty();
    }

    // ---- How a line is written.

    private static Line line(String engine, String operation, String given, String expected, Reply... replies) {
        return new Line(engine, operation, given, List.of(replies), expected, null);
    }

    private static String refusal(String word) {
        return "{'refusal':'" + word + "'}";
    }

    private static String done() {
        return "{'outcome':'done'}";
    }

    private static String unverified(String... rows) {
        return rows("unverified", rows);
    }

    /** WhatsApp has let the account ask; the answer does not say what became of the members. */
    private static String accepted(String... rows) {
        return rows("accepted", rows);
    }

    private static String rows(String outcome, String... rows) {
        return "{'outcome':'" + outcome + "','rows':[" + String.join(",", rows) + "]}";
    }

    private static String noAddress(String member) {
        return "{'member':'" + member + "','refusal':'no_address'}";
    }

    private static String quoted(String text) {
        return text.replace('\'', '"');
    }

    private static Reply json(int status, String body) {
        return new Reply(status, "application/json", quoted(body));
    }

    private static Reply done(String results) {
        return json(200, "{'code':'SUCCESS','message':'Success','results':" + results + "}");
    }

    private static Reply gowa(int status, String code, String message) {
        return json(status, "{'code':'" + code + "','message':'" + message + "'}");
    }

    private static Reply whatsmeow(String text) {
        return Reply.json(500, Json.object("code", "INTERNAL_SERVER_ERROR", "message", text));
    }

    private static Reply whatsmeowCode(int code, String text) {
        return whatsmeow("info query returned status " + code + ": " + text);
    }

    private static Reply code(int code) {
        return whatsmeowCode(code, FakeWhatsApp.text(code));
    }

    private static Reply data(String data) {
        return json(200, "{'code':200,'success':true,'data':" + data + "}");
    }

    private static Reply wuzapi(int status, String error) {
        return json(status, "{'code':" + status + ",'error':'" + error + "','success':false}");
    }

    /** What wuzapi makes of some refusals of WhatsApp: an error without a reason. */
    private static Reply hidden() {
        return json(500, "{'code':500,'success':true}");
    }

    private Exchange ask(Line line, Reply... replies) {
        return ask(line.engine(), line.operation(), line.given(), Arrays.asList(replies));
    }

    private Exchange ask(String engine, String operation, String given, List<Reply> replies) {
        SERVER.replies(replies.toArray(Reply[]::new));
        Map<String, Object> question = new LinkedHashMap<>();
        question.put("session", SESSION);
        question.putAll(
                JSON.convertValue(Json.parse(quoted("{" + given + "}")), new TypeReference<Map<String, Object>>() {}));
        return template.request("direct:ask-engine", exchange -> {
            exchange.setProperty("engine", engine);
            exchange.setProperty("engineOperation", operation);
            exchange.setProperty("request", question);
            exchange.setProperty(
                    EngineClient.DEADLINE,
                    System.nanoTime() + Duration.ofSeconds(10).toNanos());
            exchange.getMessage().setBody(question);
        });
    }

    private static JsonNode tree(Exchange answer) throws Exception {
        return JSON.readTree(JSON.writeValueAsBytes(answer.getMessage().getBody(Map.class)));
    }

    private static String written(Request request) {
        String query = request.query().entrySet().stream()
                .map(parameter -> parameter.getKey() + "=" + parameter.getValue())
                .reduce((all, next) -> all + "&" + next)
                .map(all -> "?" + all)
                .orElse("");
        String body = request.body().isEmpty() ? "" : " " + request.body().replace('"', '\'');
        return request.method() + " " + request.path().substring("/base/".length()) + query + body;
    }
}
