package io.wagateway.engine.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.wagateway.engine.Engines;
import io.wagateway.engine.conformance.FakeServer.Reply;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
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

/** The engines' routes by themselves, against a server that answers what a test says: shapes that no fake has. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = "spring.datasource.url=jdbc:h2:mem:engine-routes")
class EngineRoutesTest {
    private static final class Scripted extends FakeServer {
        private final Queue<Reply> replies = new ArrayDeque<>();

        Scripted() {
            start();
        }

        @Override
        Reply answer(Request request) {
            Reply next = replies.poll();
            return next != null ? next : new Reply(500, "text/plain", "nobody asked for that");
        }

        @Override
        Fault fault(Request request) {
            return null;
        }
    }

    private static final String GROUP = "120363000000000001@g.us";
    private static final String PLAIN = "6289000000002@s.whatsapp.net";
    private static final List<String> KINDS = List.of("waha", "evolution", "gowa", "wuzapi");
    private static final Scripted SERVER = new Scripted();

    @Autowired
    private ProducerTemplate template;

    @Autowired
    private CamelContext context;

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
        SERVER.requests().clear();
        SERVER.replies.clear();
        context.setVariable("global:waha-own-list-until", 0L);
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    private Map<?, ?> ask(String engine, String operation, String session, Reply... replies) {
        SERVER.replies.addAll(List.of(replies));
        Map<String, Object> question = new HashMap<>();
        question.put("session", session);
        question.put("group", GROUP);
        question.put("member", PLAIN);
        Exchange answer = template.request("direct:ask-engine", exchange -> {
            exchange.setProperty("engine", engine);
            exchange.setProperty("engineOperation", operation);
            exchange.setProperty("question", question);
            exchange.setProperty(
                    Engines.DEADLINE, System.nanoTime() + Duration.ofSeconds(10).toNanos());
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

    // ---- An account without a name.

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
            gowa,      demote,    null""")
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

    // ---- Several requests for one question.

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

    // ---- Letters of another country.

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

    // ---- Members of other servers.

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            waha      | [%s]                              | id
            waha      | [%s]                              | JID
            evolution | {'participants':[%s]}             | id
            gowa      | {'results':{'participants':[%s]}} | jid
            wuzapi    | {'data':{'Participants':[%s]}}    | JID""")
    void memberOfAnotherServer_isNobody_andOneWithoutANameIsNoMember(String engine, String list, String name) {
        String rows = IntStream.of(0, 1, 2, 3, 4, 5)
                .mapToObj(i -> List.of(
                                PLAIN, "13135550002@bot", "6281:99@hosted", "222@hosted.lid", "1@newsletter", "222@lid")
                        .get(i))
                .map(jid -> "{'" + name + "':'" + jid + "'}")
                .collect(Collectors.joining(","));
        assertThat(names(ask(engine, "readGroup", "a", json(200, list.formatted(rows)))))
                .containsExactly(PLAIN + " null", "null 222@lid");
        assertThat(names(ask(engine, "readGroup", "a", json(200, list.formatted("{'name':'nobody'}")))))
                .containsExactly("null null");
    }

    private static List<String> names(Map<?, ?> group) {
        return ((List<?>) group.get("members"))
                .stream()
                        .map(member -> (Map<?, ?>) member)
                        .map(member -> member.get("jid") + " " + member.get("lid"))
                        .toList();
    }

    // ---- Evolution API.

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            404 | {'response':{'message':['x','Error: rate-overlimit']}}               | rate_limited
            429 | {}                                                                   | rate_limited
            404 | {'response':{'message':['The "a" instance does not exist']}}         | not_connected
            500 | {'response':{'message':'Connection Closed'}}                         | not_connected
            500 | {}                                                                   | nonsense
            200 | {'error':true}                                                       | nonsense
            200 | null                                                                 | nonsense""")
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

    // ---- WAHA.

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            404 | Cannot GET /api/a/groups/x/participants/v2
            501 | The method is not implemented by 'WPP' engine.
            422 | The method is not implemented by the engine.""")
    void wahaWithoutTheUniformList_isAskedForItsOwn_andForAWhileForThatOnly(int status, String message) {
        Reply lacking = Reply.json(status, Json.object("message", message, "statusCode", status));
        Reply own = json(200, "[{'id':'" + PLAIN + "','admin':'admin'}]");
        assertThat(names(ask("waha", "readGroup", "a", lacking, own))).containsExactly(PLAIN + " null");
        ask("waha", "readGroup", "a", own);
        String path = "GET api/a/groups/" + GROUP + "/participants";
        assertThat(asked()).containsExactly(path + "/v2", path, path);
        long until = context.getVariable("global:waha-own-list-until") instanceof Number time ? time.longValue() : 0;
        assertThat(until - System.currentTimeMillis())
                .isBetween(
                        Duration.ofMinutes(9).toMillis(), Duration.ofMinutes(10).toMillis());
    }

    @Test
    void wahaThatWasUpgraded_isAskedForTheUniformListAgain() throws Exception {
        context.setVariable("global:waha-own-list-until", System.currentTimeMillis() - 1);
        ask("waha", "readGroup", "a", json(200, "[]"));
        assertThat(asked()).containsExactly("GET api/a/groups/" + GROUP + "/participants/v2");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            404 | {'message':'Cannot GET /api/a/lids/pn/x'}                       | no_member
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
            {}                                                              | no_group
            []                                                              | no_group
            [{'JID':'1-2@g.us'}]                                            | no_group
            [{'id':{'_serialized':'1@g.us'}}]                               | no_group
            {'1@g.us':{}}                                                   | no_group
            [{'JID':'1@g.us'},{'JID':'120363000000000001@g.us'}]            | nonsense
            {'120363000000000001@g.us':{}}                                  | nonsense
            {'message':'please sign in'}                                    | nonsense
            [1]                                                             | nonsense
            [{}]                                                            | nonsense
            null                                                            | nonsense
            7                                                               | nonsense""")
    void wahaWithoutAReason_hasNoGroupThatASoundListLacks(String list, String refusal) {
        Reply hidden = json(500, "{'exception':{'message':'b'}}");
        assertThat(ask("waha", "readGroup", "a", hidden, json(200, list))).isEqualTo(Map.of("refusal", refusal));
    }

    // ---- GOWA.

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {'is_connected':true,'is_logged_in':true}   | working
            {'is_connected':false,'is_logged_in':true}  | stopped
            {'is_connected':true,'is_logged_in':false}  | scan_qr_code
            {'is_connected':true}                       | null
            {'is_logged_in':true}                       | null
            {}                                          | null
            []                                          | null""")
    void gowaStatus_needsBothOfItsWords(String results, String status) {
        Map<?, ?> answer = ask("gowa", "status", "a", json(200, "{'code':'SUCCESS','results':" + results + "}"));
        assertThat(answer.get("status")).isEqualTo(status.equals("null") ? null : status);
        assertThat(answer.get("refusal")).isEqualTo(status.equals("null") ? "nonsense" : null);
    }

    // ---- wuzapi.

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {'success':false,'data':{'Participants':[{'JID':'1@lid'}]}}                   | null 1@lid member 1@lid
            {'data':{'participants':[{'jid':'1@lid','isadmin':true}]}}                    | null 1@lid admin 1@lid
            {'data':{'Participants':[{'JID':'1@lid','PhoneNumber':'2@s.whatsapp.net','IsSuperAdmin':true}]}} | 2@s.whatsapp.net 1@lid superadmin 1@lid
            {'data':{'Participants':[{'JID':'','LID':'1@lid'}]}}                          | null 1@lid member null
            {'data':{'Participants':null}}                                                |
            {'data':{'Participants':[]}}                                                  |
            {'data':{}}                                                                   | nonsense
            {'data':{'Participants':{}}}                                                  | nonsense
            {'data':{'Participants':['x']}}                                               | nonsense
            {'data':null}                                                                 | nonsense
            {}                                                                            | nonsense
            []                                                                            | nonsense
            'text'                                                                        | nonsense""")
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
            {'Groups':null}                                                        | no_group
            {'Groups':[]}                                                          | no_group
            {'groups':[{'jid':'1@g.us'}]}                                          | no_group
            {'Groups':[{'JID':'1@g.us'},{'JID':'120363000000000001@g.us'}]}        | nonsense
            {'groups':[{'jid':'120363000000000001@g.us'}]}                         | nonsense
            {}                                                                     | nonsense
            {'Groups':{}}                                                          | nonsense
            {'Groups':'x'}                                                         | nonsense
            {'Groups':[1]}                                                         | nonsense
            {'Groups':[{}]}                                                        | nonsense""")
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
                .isEqualTo(Map.of("refusal", "nonsense"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {'connected':true,'loggedIn':true}   | working
            {'Connected':true,'LoggedIn':true}   | working
            {'Connected':false,'LoggedIn':true}  | stopped
            {'connected':true,'loggedIn':false}  | scan_qr_code
            {'loggedIn':true}                    | null
            {'connected':true}                   | null
            {}                                   | null""")
    void wuzapisStatus_needsBothOfItsWords(String data, String status) {
        Map<?, ?> answer = ask("wuzapi", "status", null, json(200, "{'success':true,'data':" + data + "}"));
        assertThat(answer.get("status")).isEqualTo(status.equals("null") ? null : status);
        assertThat(answer.get("refusal")).isEqualTo(status.equals("null") ? "nonsense" : null);
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
