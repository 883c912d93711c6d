package io.wagateway.engine.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.wagateway.engine.EngineClient;
import io.wagateway.engine.conformance.FakeServer.Reply;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The engines' routes by themselves. The server answers what a test says: shapes that no fake has. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = "spring.datasource.url=jdbc:h2:mem:engine-routes")
class EngineRoutesTest {
    private static final String GROUP = "120363000000000001@g.us";
    private static final String PLAIN = "6289000000002@s.whatsapp.net";
    private static final List<String> KINDS = List.of("waha", "evolution", "gowa", "wuzapi");
    private static final ScriptedEngine SERVER = new ScriptedEngine();

    @Autowired
    private ProducerTemplate template;

    @DynamicPropertySource
    static void configure(DynamicPropertyRegistry registry) {
        for (String kind : KINDS) {
            registry.add("gateway.engines." + kind + ".kind", () -> kind);
            registry.add("gateway.engines." + kind + ".url", SERVER::url);
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

    private Map<?, ?> ask(String engine, String operation, String session, Reply... replies) {
        SERVER.replies(replies);
        Map<String, Object> question = new HashMap<>();
        question.put("session", session);
        question.put("group", GROUP);
        question.put("member", PLAIN);
        Exchange answer = template.request("direct:ask-engine", exchange -> {
            exchange.setProperty("engine", engine);
            exchange.setProperty("engineOperation", operation);
            exchange.setProperty("request", question);
            exchange.setProperty(
                    EngineClient.DEADLINE,
                    System.nanoTime() + Duration.ofSeconds(10).toNanos());
            exchange.getMessage().setBody(question);
        });
        assertThat(answer.getException()).isNull();
        return answer.getMessage().getBody(Map.class);
    }

    private static List<String> asked() {
        return SERVER.requests().stream()
                .map(request -> request.method() + " " + String.join("/", request.segments()))
                .toList();
    }

    private static Reply json(int status, String body) {
        return new Reply(status, "application/json", body.replace('\'', '"'));
    }

    private static Reply open() {
        return json(200, "{'instance':{'instanceName':'a','state':'open'}}");
    }

    @ParameterizedTest
    @CsvSource(nullValues = "null", textBlock = """
            waha,      status,    null
            waha,      status,    ''
            waha,      status,    '  '
            waha,      readGroup, ''
            waha,      promote,   null
            waha,      resolve,   null
            evolution, status,    null
            evolution, status,    ''
            evolution, readGroup, ' '
            evolution, demote,    null
            gowa,      status,    null
            gowa,      status,    ''
            gowa,      readGroup, null
            gowa,      promote,   ' '
            gowa,      demote,    null
            waha,      status,    .
            waha,      readGroup, a/../b
            evolution, status,    ..
            evolution, promote,   a\\..""")
    void accountWithoutAName_isNotConnected_andNobodyIsAsked(String engine, String operation, String session) {
        assertThat(ask(engine, operation, session)).isEqualTo(Map.of("refusal", "not_connected"));
        assertThat(SERVER.requests()).isEmpty();
    }

    @Test
    void accountOfWuzapi_isItsToken() {
        Map<?, ?> status = ask(
                "wuzapi",
                "status",
                null,
                json(200, "{'data':{'connected':true,'loggedIn':true,'jid':'6281:1@s.whatsapp.net'}}"));
        assertThat(status.get("status")).isEqualTo("working");
        assertThat(status.get("jid")).isEqualTo("6281@s.whatsapp.net");
    }

    @Test
    void secondRequest_hasNoHeaderOfTheFirstAnswer() {
        ask("evolution", "status", "a", open(), json(200, "[]"));
        ask("waha", "readGroup", "a", json(404, "{'message':'Cannot GET /x'}"), json(200, "[]"));
        ask("wuzapi", "readGroup", "a", json(500, "{'code':500,'success':true}"), json(500, "{'error':'no session'}"));
        assertThat(SERVER.requests()).hasSize(6).allSatisfy(request -> {
            assertThat(request.method()).isEqualTo("GET");
            assertThat(request.headers()).doesNotContainKeys("content-type", "retry-after");
            assertThat(request.headers().get("accept")).containsExactly("application/json");
        });
    }

    @Test
    void words_areReadWhereverTheGatewayStands() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("tr-TR"));
        try {
            assertThat(ask("waha", "status", "a", json(200, "{'status':'WORKING'}"))
                            .get("status"))
                    .isEqualTo("working");
            assertThat(ask("wuzapi", "status", null, json(200, "{'data':{'Connected':true,'LOGGEDIN':true}}"))
                            .get("status"))
                    .isEqualTo("working");
            assertThat(ask("wuzapi", "promote", null, json(400, "{'error':'COULD NOT PARSE GROUP JID'}")))
                    .isEqualTo(Map.of("refusal", "no_group"));
        } finally {
            Locale.setDefault(before);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            waha      | [%s]                              | id
            waha      | [%s]                              | JID
            evolution | {'participants':[%s]}             | id
            gowa      | {'results':{'participants':[%s]}} | jid
            wuzapi    | {'data':{'Participants':[%s]}}    | JID""")
    void memberOfAnotherServer_isNobody_andOneWithoutANameIsSkipped(String engine, String list, String name) {
        String rows = IntStream.of(0, 1, 2, 3, 4, 5)
                .mapToObj(i -> List.of(
                                PLAIN, "13135550002@bot", "6281:99@hosted", "222@hosted.lid", "1@newsletter", "222@lid")
                        .get(i))
                .map(jid -> "{'" + name + "':'" + jid + "'}")
                .collect(Collectors.joining(","));
        assertThat(names(ask(engine, "readGroup", "a", json(200, list.formatted(rows)))))
                .containsExactly(PLAIN + " null", "null 222@lid");
        Map<?, ?> one = ask(
                engine,
                "readGroup",
                "a",
                json(200, list.formatted("{'name':'nobody'},{'" + name + "':'" + PLAIN + "'}")));
        assertThat(names(one)).containsExactly(PLAIN + " null");
        assertThat(one.get("skipped")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            waha      | [%s]                       | id
            waha      | [%s]                       | JID
            evolution | [%s]                       | id
            gowa      | {'code':'SUCCESS','results':{'data':[%s]}} | JID
            wuzapi    | {'data':{'Groups':[%s]}}   | JID""")
    void groupThatCannotBeRead_isSkipped_andTheOthersAreListed(String engine, String list, String name) {
        String readable = "{'" + name + "':'" + GROUP + "','Participants':[{'id':null},{'id':'" + PLAIN + "'}]}";
        for (String row : List.of("{'" + name + "':null}", "{}", "null", "7", "{'" + name + "':'" + PLAIN + "'}")) {
            Map<?, ?> some = ask(engine, "listGroups", "a", json(200, list.formatted(row + "," + readable)));
            assertThat((List<?>) some.get("groups")).as(row).hasSize(1);
            assertThat(some.get("skipped")).isEqualTo(1);
            assertThat(ask(engine, "listGroups", "a", json(200, list.formatted(row))))
                    .as(row)
                    .isEqualTo(Map.of("refusal", "invalid_response"));
        }
        assertThat(ask(engine, "listGroups", "a", json(200, list.formatted("{'" + name + "':'1@newsletter'}"))))
                .isEqualTo(Map.of("groups", List.of(), "skipped", 0));
    }

    @Test
    void wahasList_withAChannel_tellsThatAGroupIsMissing_andOneWithAnUnreadableRowDoesNot() {
        for (String row : List.of("{'id':'1@newsletter'}", "{'id':null}")) {
            Reply list = json(200, "[{'id':'120363000000000002@g.us'}," + row + "]");
            Reply unclear =
                    json(500, "{'statusCode':500,'exception':{'message':'Cannot read properties of undefined'}}");
            assertThat(ask("waha", "readGroup", "a", unclear, list))
                    .isEqualTo(Map.of("refusal", row.contains("null") ? "invalid_response" : "no_group"));
        }
    }

    private static List<String> names(Map<?, ?> group) {
        return ((List<?>) group.get("members"))
                .stream()
                        .map(member -> (Map<?, ?>) member)
                        .map(member -> member.get("jid") + " " + member.get("lid"))
                        .toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            waha | status | 200 | {`status`:`WORKING`,`me`:{`id`:`1@c.us`}} | working
            waha | status | 200 | {`status`:`SCAN_QR_CODE`} | scan_qr_code
            waha | status | 200 | {`status`:`STOPPED`,`me`:null} | stopped
            waha | status | 200 | {`status`:`FAILED`} | failed
            waha | status | 200 | {`status`:`STARTING`} | starting
            waha | status | 404 | {`message`:`Session not found`,`error`:`Not Found`,`statusCode`:404} | not_connected
            waha | status | 401 | {`message`:`Unauthorized`,`statusCode`:401} | bad_credentials
            waha | readGroup | 403 | {`message`:`Forbidden`,`statusCode`:403} | bad_credentials
            waha | promote | 404 | {`message`:`We didn't find a session with name 'a'.\\nPlease start it first`,`statusCode`:404} | not_connected
            waha | promote | 422 | {`error`:`Session status is not as expected.`,`session`:`a`,`status`:`FAILED`,`expected`:[`WORKING`]} | not_connected
            waha | readGroup | 422 | {`message`:`WAHA Core support only 'default' session.`,`statusCode`:422} | not_connected
            waha | promote | 422 | {`message`:`wrong`,`statusCode`:422} | invalid_response
            waha | readGroup | 500 | {`statusCode`:500,`exception`:{`data`:401,`message`:`not-authorized`,`isBoom`:true}} | no_group
            waha | readGroup | 500 | {`statusCode`:500,`exception`:{`code`:2,`details`:`info query returned status 401: not-authorized`}} | no_group
            gowa | readGroup | 500 | {`code`:`INTERNAL_SERVER_ERROR`,`message`:`info query returned status 401: not-authorized`} | no_group
            evolution | readGroup | 404 | {`status`:404,`response`:{`message`:[`No participants`,`Error: not-authorized`]}} | no_group
            waha | readGroup | 500 | {`statusCode`:500,`exception`:{`data`:403,`message`:`forbidden`,`isBoom`:true}} | no_group
            waha | readGroup | 500 | {`statusCode`:500,`exception`:{`code`:2,`details`:`info query returned status 403: forbidden`}} | no_group
            gowa | readGroup | 500 | {`code`:`INTERNAL_SERVER_ERROR`,`message`:`info query returned status 403: forbidden`} | no_group
            evolution | readGroup | 404 | {`status`:404,`response`:{`message`:[`No participants`,`Error: forbidden`]}} | no_group
            waha | readGroup | 500 | {`statusCode`:500,`exception`:{`data`:404,`message`:`item-not-found`,`isBoom`:true}} | no_group
            waha | readGroup | 500 | {`statusCode`:500,`exception`:{`code`:2,`details`:`info query returned status 404: item-not-found`}} | no_group
            gowa | readGroup | 500 | {`code`:`INTERNAL_SERVER_ERROR`,`message`:`info query returned status 404: item-not-found`} | no_group
            evolution | readGroup | 404 | {`status`:404,`response`:{`message`:[`No participants`,`Error: item-not-found`]}} | no_group
            waha | readGroup | 500 | {`statusCode`:500,`exception`:{`data`:429,`message`:`rate-overlimit`,`isBoom`:true}} | rate_limited
            waha | readGroup | 500 | {`statusCode`:500,`exception`:{`code`:2,`details`:`info query returned status 429: rate-overlimit`}} | rate_limited
            gowa | readGroup | 500 | {`code`:`INTERNAL_SERVER_ERROR`,`message`:`info query returned status 429: rate-overlimit`} | rate_limited
            evolution | readGroup | 404 | {`status`:404,`response`:{`message`:[`No participants`,`Error: rate-overlimit`]}} | rate_limited
            waha | readGroup | 500 | {`statusCode`:500,`exception`:{`data`:500,`message`:`internal-server-error`,`isBoom`:true}} | rejected
            waha | readGroup | 500 | {`statusCode`:500,`exception`:{`code`:2,`details`:`info query returned status 500: internal-server-error`}} | rejected
            gowa | readGroup | 500 | {`code`:`INTERNAL_SERVER_ERROR`,`message`:`info query returned status 500: internal-server-error`} | rejected
            waha | promote | 500 | {`statusCode`:500,`exception`:{`data`:401,`message`:`not-authorized`,`isBoom`:true}} | forbidden
            waha | promote | 500 | {`statusCode`:500,`exception`:{`code`:2,`details`:`info query returned status 401: not-authorized`}} | forbidden
            gowa | promote | 500 | {`code`:`INTERNAL_SERVER_ERROR`,`message`:`info query returned status 401: not-authorized`} | forbidden
            evolution | promote | 400 | {`status`:404,`response`:{`message`:[`No participants`,`Error: not-authorized`]}} | forbidden
            waha | promote | 500 | {`statusCode`:500,`exception`:{`data`:403,`message`:`forbidden`,`isBoom`:true}} | forbidden
            waha | promote | 500 | {`statusCode`:500,`exception`:{`code`:2,`details`:`info query returned status 403: forbidden`}} | forbidden
            gowa | promote | 500 | {`code`:`INTERNAL_SERVER_ERROR`,`message`:`info query returned status 403: forbidden`} | forbidden
            evolution | promote | 400 | {`status`:404,`response`:{`message`:[`No participants`,`Error: forbidden`]}} | forbidden
            waha | promote | 500 | {`statusCode`:500,`exception`:{`data`:404,`message`:`item-not-found`,`isBoom`:true}} | no_group
            waha | promote | 500 | {`statusCode`:500,`exception`:{`code`:2,`details`:`info query returned status 404: item-not-found`}} | no_group
            gowa | promote | 500 | {`code`:`INTERNAL_SERVER_ERROR`,`message`:`info query returned status 404: item-not-found`} | no_group
            evolution | promote | 400 | {`status`:404,`response`:{`message`:[`No participants`,`Error: item-not-found`]}} | no_group
            waha | demote | 500 | {`statusCode`:500,`exception`:{`data`:429,`message`:`rate-overlimit`,`isBoom`:true}} | rate_limited
            waha | demote | 500 | {`statusCode`:500,`exception`:{`code`:2,`details`:`info query returned status 429: rate-overlimit`}} | rate_limited
            gowa | demote | 500 | {`code`:`INTERNAL_SERVER_ERROR`,`message`:`info query returned status 429: rate-overlimit`} | rate_limited
            evolution | demote | 400 | {`status`:404,`response`:{`message`:[`No participants`,`Error: rate-overlimit`]}} | rate_limited
            waha | promote | 500 | {`statusCode`:500,`exception`:{`data`:400,`message`:`bad-request`,`isBoom`:true}} | rejected
            waha | promote | 500 | {`statusCode`:500,`exception`:{`code`:2,`details`:`info query returned status 400: bad-request`}} | rejected
            gowa | promote | 500 | {`code`:`INTERNAL_SERVER_ERROR`,`message`:`info query returned status 400: bad-request`} | rejected
            evolution | promote | 400 | {`status`:404,`response`:{`message`:[`No participants`,`Error: bad-request`]}} | rejected
            waha | promote | 500 | {`statusCode`:500,`exception`:{`data`:419,`message`:`resource-limit`,`isBoom`:true}} | rejected
            waha | promote | 500 | {`statusCode`:500,`exception`:{`code`:2,`details`:`info query returned status 419: resource-limit`}} | rejected
            gowa | promote | 500 | {`code`:`INTERNAL_SERVER_ERROR`,`message`:`info query returned status 419: resource-limit`} | rejected
            evolution | promote | 400 | {`status`:404,`response`:{`message`:[`No participants`,`Error: resource-limit`]}} | rejected
            waha | promote | 500 | {`statusCode`:500,`exception`:{`data`:403,`message`:`b`}} | forbidden
            waha | readGroup | 500 | {`statusCode`:500,`exception`:{`message`:`Group with id '1@g.us' not found`}} | no_group
            waha | readGroup | 500 | {`statusCode`:500,`exception`:{`details`:`you're not participating in that group`}} | no_group
            waha | readGroup | 500 | {`statusCode`:500,`exception`:{`details`:`that group does not exist`}} | no_group
            waha | promote | 500 | {`statusCode`:500,`exception`:{`message`:`Connection Closed`,`data`:null}} | not_connected
            waha | promote | 500 | {`statusCode`:500,`exception`:{`message`:`Timed Out`,`data`:null}} | timed_out
            waha | promote | 500 | {`statusCode`:500,`exception`:{`message`:`b`,`name`:`b`}} | unverified
            waha | promote | 500 | {`message`:`Internal server error`,`statusCode`:500} | invalid_response
            waha | promote | 501 | {`message`:`The method is not implemented by 'WPP' engine.`} | no_path
            waha | promote | 200 | [{`JID`:`1@lid`,`IsAdmin`:true}] | done
            waha | promote | 200 | [{`JID`:`1@lid`,`Error`:0}] | done
            waha | promote | 200 | [{`JID`:`1@lid`,`Error`:404}] | no_member
            waha | demote | 200 | [{`JID`:`1@lid`,`Error`:406}] | forbidden
            waha | promote | 201 | [{`status`:`200`,`jid`:`1@lid`}] | done
            waha | promote | 201 | [{`status`:`404`,`jid`:`1@lid`}] | no_member
            waha | demote | 200 | [{`status`:`406`,`jid`:`1@lid`}] | forbidden
            waha | promote | 200 | [{`status`:`419`,`jid`:`1@lid`}] | rejected
            waha | promote | 200 | {`status`:200} | unverified
            waha | promote | 200 | true | unverified
            waha | promote | 200 | false | unverified
            waha | promote | 200 | [] | unverified
            waha | promote | 200 | null | unverified
            waha | resolve | 500 | {`statusCode`:500,`exception`:{`data`:404,`message`:`item-not-found`}} | no_member
            waha | resolve | 500 | {`statusCode`:500,`exception`:{`message`:`b`}} | no_member
            waha | resolve | 500 | {`statusCode`:500,`exception`:{`data`:429,`message`:`rate-overlimit`}} | rate_limited
            waha | resolve | 500 | {`statusCode`:500,`exception`:{`message`:`Connection Closed`}} | not_connected
            evolution | status | 200 | {`instance`:{`instanceName`:`a`,`state`:`connecting`}} | starting
            evolution | status | 200 | {`instance`:{`instanceName`:`a`,`state`:`close`}} | stopped
            evolution | status | 200 | {`instance`:{`instanceName`:`a`}} | stopped
            evolution | status | 401 | {`status`:401,`error`:`Unauthorized`,`response`:{`message`:`Unauthorized`}} | bad_credentials
            evolution | status | 404 | {`status`:404,`response`:{`message`:[`The \\`a\\` instance does not exist`]}} | not_connected
            evolution | promote | 404 | {`status`:404,`response`:{`message`:[`The \\`a\\` instance does not exist`]}} | not_connected
            evolution | readGroup | 404 | {`response`:{`message`:[`No participants`,`Error: Connection Closed`]}} | not_connected
            evolution | readGroup | 404 | {`response`:{`message`:[`No participants`,`Error: Timed Out`]}} | timed_out
            evolution | promote | 400 | {`response`:{`message`:[`Error updating participants`,`Error: Connection Closed`]}} | not_connected
            evolution | promote | 400 | {`response`:{`message`:[`Error updating participants`,`TypeError: Cannot read properties of undefined`]}} | invalid_response
            evolution | promote | 500 | {`response`:{`message`:`Cannot read properties of undefined (reading 'updateGParticipant')`}} | invalid_response
            evolution | promote | 500 | {`response`:{`message`:`TypeError: Cannot read properties of undefined (reading 'attrs')`}} | timed_out
            evolution | promote | 400 | {`response`:{`message`:[{`property`:`instance.participants`,`message`:`wrong`}]}} | invalid_response
            evolution | promote | 400 | {`response`:{`message`:[`The group id needs to be informed in the query`]}} | invalid_response
            evolution | promote | 404 | {`response`:{`message`:[`Cannot POST /group/x`]}} | invalid_response
            evolution | demote | 201 | {`updateParticipants`:[{`status`:`200`,`jid`:`1@lid`}]} | done
            evolution | demote | 201 | {`updateParticipants`:[{`status`:`403`,`jid`:`1@lid`}]} | forbidden
            evolution | demote | 201 | {`updateParticipants`:[{`status`:`404`,`jid`:`1@lid`}]} | no_member
            evolution | demote | 201 | {`updateParticipants`:[{`status`:`406`,`jid`:`1@lid`}]} | forbidden
            evolution | demote | 201 | {`updateParticipants`:[{`status`:`419`,`jid`:`1@lid`}]} | rejected
            evolution | promote | 201 | {`updateParticipants`:[]} | unverified
            evolution | promote | 201 | {} | unverified
            gowa | readGroup | 400 | {`code`:`VALIDATION_ERROR`,`message`:`group_id: cannot be blank.`} | invalid_response
            gowa | readGroup | 400 | {`code`:`INVALID_GROUP_ID`,`message`:`x`} | no_group
            gowa | promote | 400 | {`code`:`INVALID_JID`,`message`:`user is not registered`} | no_member
            gowa | status | 400 | {`code`:`DEVICE_ID_REQUIRED`,`message`:`x`} | not_connected
            gowa | status | 404 | {`code`:`DEVICE_NOT_FOUND`,`message`:`x`,`results`:{`device_id`:`a`}} | not_connected
            gowa | status | 500 | {`code`:`INTERNAL_SERVER_ERROR`,`message`:`device a not found`} | not_connected
            gowa | promote | 401 | {`code`:`AUTHENTICATION_ERROR`,`message`:`you are not connect to services server, please reconnect`} | not_connected
            gowa | readGroup | 401 | {`code`:`AUTHENTICATION_ERROR`,`message`:`you are not logged in`} | not_connected
            gowa | status | 500 | {`code`:`INVALID_WA_CLI`,`message`:`your WhatsApp CLI is invalid or empty`} | not_connected
            gowa | promote | 503 | {`code`:`DEVICE_MANAGER_UNAVAILABLE`,`message`:`x`} | invalid_response
            gowa | promote | 504 | {`code`:`GATEWAY_TIMEOUT`,`message`:`x`} | timed_out
            gowa | readGroup | 500 | {`code`:`INTERNAL_SERVER_ERROR`,`message`:`you're not participating in that group`} | no_group
            gowa | readGroup | 500 | {`code`:`INTERNAL_SERVER_ERROR`,`message`:`that group does not exist`} | no_group
            gowa | promote | 500 | {`code`:`INTERNAL_SERVER_ERROR`,`message`:`websocket not connected`} | not_connected
            gowa | promote | 500 | {`code`:`INTERNAL_SERVER_ERROR`,`message`:`info query timed out`} | timed_out
            gowa | promote | 200 | {`code`:`SUCCESS`,`results`:[{`participant`:`1`,`status`:`success`}]} | unverified
            gowa | promote | 200 | {`code`:`SUCCESS`,`results`:[{`participant`:`1`,`status`:`error`}]} | unverified
            wuzapi | status | 401 | {`code`:401,`error`:`unauthorized`,`success`:false} | bad_credentials
            wuzapi | status | 500 | {`code`:500,`error`:`No session`,`success`:false} | not_connected
            wuzapi | promote | 500 | {`code`:500,`error`:`no session`,`success`:false} | not_connected
            wuzapi | readGroup | 400 | {`code`:400,`error`:`could not parse Group JID`,`success`:false} | no_group
            wuzapi | promote | 400 | {`code`:400,`error`:`missing Phone in Payload`,`success`:false} | invalid_response
            wuzapi | promote | 400 | {`code`:400,`error`:`could not parse Phone`,`success`:false} | invalid_response
            wuzapi | promote | 500 | {`code`:500,`success`:true} | unverified
            wuzapi | promote | 200 | {`code`:200,`success`:true,`data`:{`Details`:`Group Participants updated successfully`}} | accepted
            wuzapi | promote | 500 | {`code`:500,`error`:`info query returned status 429: rate-overlimit`,`success`:false} | rate_limited
            wuzapi | promote | 500 | {`code`:500,`error`:`info query returned status 403: forbidden`,`success`:false} | forbidden
            wuzapi | readGroup | 500 | {`code`:500,`error`:`info query returned status 403: forbidden`,`success`:false} | no_group""")
    void documentedAnswer_isWhatItMeans(String engine, String operation, int status, String body, String meaning) {
        Map<?, ?> answer = ask(engine, operation, "a", new Reply(status, "application/json", body.replace('`', '"')));
        Object said = answer.get(
                answer.containsKey("refusal") ? "refusal" : operation.equals("status") ? "status" : "outcome");
        assertThat(said).isEqualTo(meaning);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            waha      | <html>       | 401 | bad_credentials
            evolution | <html>       | 401 | bad_credentials
            gowa      | Unauthorized | 401 | bad_credentials
            wuzapi    | <html>       | 401 | bad_credentials
            waha      | <html>       | 503 | unavailable
            evolution | <html>       | 503 | unavailable
            gowa      | <html>       | 503 | unavailable
            wuzapi    | <html>       | 503 | unavailable""")
    void whatIsNoJson_isJudgedByItsStatus(String engine, String body, int status, String refusal) {
        Map<?, ?> answer = ask(engine, "readGroup", "a", new Reply(status, "text/plain", body));
        assertThat(answer.get("refusal")).isEqualTo(refusal);
        assertThat(answer.get("members")).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            404 | {'response':{'message':['x','Error: rate-overlimit']}}               | rate_limited
            429 | {}                                                                   | rate_limited
            404 | {'response':{'message':['The "a" instance does not exist']}}         | not_connected
            500 | {'response':{'message':'Connection Closed'}}                         | not_connected
            500 | {}                                                                   | invalid_response
            200 | {'error':true}                                                       | invalid_response
            200 | null                                                                 | invalid_response""")
    void evolutionStatus_isWhateverItsSecondQuestionRefuses(int status, String body, String refusal) {
        Map<?, ?> answer = ask("evolution", "status", "a", open(), json(status, body.replace("\"a\"", "\\\"a\\\"")));
        assertThat(answer.get("refusal")).isEqualTo(refusal);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void evolutionStatus_withATokenThatMayNotAsk_isThatOfSomebodyUnknown(int status) {
        Map<?, ?> answer =
                ask("evolution", "status", "a", open(), json(status, "{'response':{'message':'Unauthorized'}}"));
        assertThat(answer.get("status")).isEqualTo("working");
        assertThat(answer.get("jid")).isNull();
    }

    @Test
    void evolutionStatus_namesTheInstancesOwner() {
        String instances = "[{'name':'b','ownerJid':'1@s.whatsapp.net'},{'name':'a','ownerJid':'2@s.whatsapp.net'}]";
        assertThat(ask("evolution", "status", "a", open(), json(200, instances)).get("jid"))
                .isEqualTo("2@s.whatsapp.net");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            404 | Cannot GET /api/a/groups/x/participants
            501 | The method is not implemented by 'WPP' engine.
            422 | The method is not implemented by the engine.""")
    void wahaWithoutAListOfItsEngine_isAskedForTheUniformList(int status, String message) {
        Reply lacking = Reply.json(status, Json.object("message", message, "statusCode", status));
        Reply uniform =
                json(200, "[{'id':'222@lid','pn':'" + PLAIN + "','role':'admin'},{'id':'1@lid','role':'left'}]");

        assertThat(names(ask("waha", "readGroup", "a", lacking, uniform))).containsExactly(PLAIN + " 222@lid");

        String path = "GET api/a/groups/" + GROUP + "/participants";
        assertThat(asked()).containsExactly(path, path + "/v2");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            404 | {'message':'Cannot GET /api/a/lids/pn/x'}                       | no_member
            400 | {'message':'Enable NOWEB store "config.noweb.store.enabled=True"'} | no_member
            501 | {'message':'The method is not implemented by the engine'}       | no_member
            422 | {'message':'The method is not implemented by the engine.'}      | no_member
            422 | {'status':'STARTING','expected':['WORKING']}                    | not_connected
            401 | {'message':'Unauthorized'}                                      | bad_credentials
            404 | {'message':'Session not found'}                                 | not_connected""")
    void wahaThatCannotResolve_knowsNoOtherName(int status, String body, String refusal) {
        assertThat(ask("waha", "resolve", "a", json(status, body))).isEqualTo(Map.of("refusal", refusal));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                                              | invalid_response
            []                                                              | invalid_response
            [{'JID':'1-2@g.us'}]                                            | no_group
            [{'id':{'_serialized':'1@g.us'}}]                               | no_group
            {'1@g.us':{}}                                                   | no_group
            [{'JID':'1@g.us'},{'JID':'120363000000000001@g.us'}]            | invalid_response
            {'120363000000000001@g.us':{}}                                  | invalid_response
            {'message':'please sign in'}                                    | invalid_response
            [1]                                                             | invalid_response
            [{}]                                                            | invalid_response
            null                                                            | invalid_response
            7                                                               | invalid_response""")
    void wahaWithoutAReason_hasNoGroupThatASoundListLacks(String list, String refusal) {
        Reply hidden = json(500, "{'exception':{'message':'b'}}");
        assertThat(ask("waha", "readGroup", "a", hidden, json(200, list))).isEqualTo(Map.of("refusal", refusal));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {'is_connected':true,'is_logged_in':true}   | working
            {'is_connected':false,'is_logged_in':true}  | stopped
            {'is_connected':true,'is_logged_in':false}  | scan_qr_code
            {'is_connected':false,'is_logged_in':false} | scan_qr_code
            {'is_connected':false,'is_logged_in':false,'jid':'6281@s.whatsapp.net'} | stopped
            {'is_connected':true,'is_logged_in':false,'jid':'6281@s.whatsapp.net'}  | starting
            {'is_connected':true}                       | null
            {'is_logged_in':true}                       | null
            {}                                          | null
            []                                          | null""")
    void gowaStatus_needsBothOfItsWords(String results, String status) {
        Map<?, ?> answer = ask(
                "gowa",
                "status",
                "a",
                json(200, "{'code':'SUCCESS','results':" + results + "}"),
                json(200, "{'code':'SUCCESS','results':{'status':'none'}}"));
        assertThat(answer.get("status")).isEqualTo(status.equals("null") ? null : status);
        assertThat(answer.get("refusal")).isEqualTo(status.equals("null") ? "invalid_response" : null);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {'success':false,'data':{'Participants':[{'JID':'1@lid'}]}}                   | null 1@lid member 1@lid
            {'data':{'participants':[{'jid':'1@lid','isadmin':true}]}}                    | null 1@lid admin 1@lid
            {'data':{'Participants':[{'JID':'1@lid','PhoneNumber':'2@s.whatsapp.net','IsSuperAdmin':true}]}} | 2@s.whatsapp.net 1@lid superadmin 1@lid
            {'data':{'Participants':[{'JID':'','LID':'1@lid'}]}}                          | null 1@lid member 1@lid
            {'data':{'Participants':null}}                                                | invalid_response
            {'data':{'Participants':[]}}                                                  |
            {'data':{}}                                                                   | invalid_response
            {'data':{'Participants':{}}}                                                  | invalid_response
            {'data':{'Participants':['x']}}                                               |
            {'data':null}                                                                 | invalid_response
            {}                                                                            | invalid_response
            []                                                                            | invalid_response
            'text'                                                                        | invalid_response""")
    void wuzapisMembers_areThoseOfItsListInWhateverCase(String body, String expected) {
        Map<?, ?> answer = ask("wuzapi", "readGroup", null, json(200, body.equals("text") ? "'text'" : body));
        String seen = answer.containsKey("refusal")
                ? (String) answer.get("refusal")
                : ((List<?>) answer.get("members"))
                        .stream()
                                .map(member -> (Map<?, ?>) member)
                                .map(member -> member.get("jid") + " " + member.get("lid") + " " + member.get("role")
                                        + " " + member.get("address"))
                                .collect(Collectors.joining(","));
        assertThat(seen).isEqualTo(expected == null ? "" : expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {'Groups':null}                                                        | invalid_response
            {'Groups':[]}                                                          | invalid_response
            {'groups':[{'jid':'1@g.us'}]}                                          | no_group
            {'Groups':[{'JID':'1@g.us'},{'JID':'120363000000000001@g.us'}]}        | invalid_response
            {'groups':[{'jid':'120363000000000001@g.us'}]}                         | invalid_response
            {}                                                                     | invalid_response
            {'Groups':{}}                                                          | invalid_response
            {'Groups':'x'}                                                         | invalid_response
            {'Groups':[1]}                                                         | invalid_response
            {'Groups':[{}]}                                                        | invalid_response""")
    void wuzapiWithoutAReason_hasNoGroupThatASoundListLacks(String data, String refusal) {
        assertThat(ask("wuzapi", "readGroup", null, hidden(), connected(), json(200, "{'data':" + data + "}")))
                .isEqualTo(Map.of("refusal", refusal));
    }

    /** WhatsApp lists no more than 500. */
    @Test
    void wuzapisList_thatIsFull_saysNothingOfAGroupThatItLacks() {
        String full = IntStream.range(0, 500)
                .mapToObj(i -> "{'JID':'" + i + "@g.us'}")
                .collect(Collectors.joining(",", "[", "]"));
        assertThat(ask(
                        "wuzapi",
                        "readGroup",
                        null,
                        hidden(),
                        connected(),
                        json(200, "{'data':{'Groups':" + full + "}}")))
                .isEqualTo(Map.of("refusal", "invalid_response"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {'connected':true,'loggedIn':true}   | working
            {'Connected':true,'LoggedIn':true}   | working
            {'Connected':false,'LoggedIn':true}  | stopped
            {'connected':true,'loggedIn':false}  | scan_qr_code
            {'connected':true,'loggedIn':false,'jid':''} | scan_qr_code
            {'connected':true,'loggedIn':false,'jid':'6281:1@s.whatsapp.net'} | starting
            {'connected':true,'loggedIn':false,'jid':'6281:1@s.whatsapp.net','qrcode':''} | starting
            {'connected':true,'loggedIn':false,'jid':'6281:1@s.whatsapp.net','qrcode':'data:image/png;base64,iV'} | scan_qr_code
            {'connected':false,'loggedIn':false,'jid':'6281:1@s.whatsapp.net'} | stopped
            {'connected':false,'loggedIn':false} | stopped
            {'loggedIn':true}                    | null
            {'connected':true}                   | null
            {}                                   | null""")
    void wuzapisStatus_needsBothOfItsWords(String data, String status) {
        Map<?, ?> answer = ask("wuzapi", "status", null, json(200, "{'success':true,'data':" + data + "}"));
        assertThat(answer.get("status")).isEqualTo(status.equals("null") ? null : status);
        assertThat(answer.get("refusal")).isEqualTo(status.equals("null") ? "invalid_response" : null);
        boolean isLinked = data.contains("6281") && !status.equals("scan_qr_code");
        assertThat(answer.get("jid")).isEqualTo(isLinked ? "6281@s.whatsapp.net" : null);
    }

    /** A linked account that connects is not one that waits to be scanned, whose names the gateway forgets. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            waha      | {'status':'STARTING','me':{'id':'6281@c.us'}}
            evolution | {'instance':{'instanceName':'a','state':'connecting'}}
            gowa      | {'results':{'is_connected':true,'is_logged_in':false,'jid':'6281:1@s.whatsapp.net'}}
            wuzapi    | {'data':{'connected':true,'loggedIn':false,'jid':'6281:1@s.whatsapp.net'}}""")
    void linkedAccount_thatLogsIn_isStarting(String engine, String body) {
        assertThat(ask(engine, "status", "a", json(200, body)).get("status")).isEqualTo("starting");
    }

    @Test
    void wuzapisChange_withoutAReason_isToBeReadBack() {
        assertThat(ask("wuzapi", "promote", null, hidden())).isEqualTo(Map.of("outcome", "unverified"));
    }

    private static Reply hidden() {
        return json(500, "{'code':500,'success':true}");
    }

    private static Reply connected() {
        return json(200, "{'data':{'connected':true,'loggedIn':true}}");
    }
}
