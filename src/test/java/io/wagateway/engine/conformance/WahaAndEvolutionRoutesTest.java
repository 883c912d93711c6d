package io.wagateway.engine.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wagateway.engine.EngineClient;
import io.wagateway.engine.conformance.FakeServer.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The requests to WAHA and Evolution API about accounts and groups, and the translation of their responses. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = "spring.datasource.url=jdbc:h2:mem:waha-and-evolution")
class WahaAndEvolutionRoutesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ScriptedEngine SERVER = new ScriptedEngine();
    private static final String GROUP = "120363000000000001@g.us";

    /** The short names that the tables use for long texts. */
    private static final Map<String, String> SHORT = Map.ofEntries(
            Map.entry("NO_SESSION", "404 {'message':'Session not found','statusCode':404}"),
            Map.entry("NOT_STARTED", "404 {'message':'We did not find a session with name','statusCode':404}"),
            Map.entry("CORE", "422 {'message':'WAHA Core support only default session.','statusCode':422}"),
            Map.entry("NO_METHOD", "422 {'message':'The method is not implemented by the engine.','statusCode':422}"),
            Map.entry("NO_PATH", "404 {'message':'Cannot POST /x','statusCode':404}"),
            Map.entry("WORKING", "200 {'name':'a','status':'WORKING'}"),
            Map.entry("SCAN", "201 {'name':'a','status':'SCAN_QR_CODE'}"),
            Map.entry("STOPPED", "201 {'name':'a','status':'STOPPED'}"),
            Map.entry("WEBJS", "200 {'name':'a','status':'WORKING','engine':{'engine':'WEBJS'}}"),
            Map.entry("BOOM_403", "500 {'exception':{'message':'forbidden','data':403,'isBoom':true}}"),
            Map.entry("BOOM_429", "500 {'exception':{'message':'rate-overlimit','data':429,'isBoom':true}}"),
            Map.entry("GO_403", "500 {'exception':{'details':'info query returned status 403: forbidden','code':2}}"),
            Map.entry("CLOSED", "500 {'exception':{'message':'Connection Closed','isBoom':true}}"),
            Map.entry("UNCLEAR", "500 {'exception':{'message':'b','name':'b'}}"),
            Map.entry("HTML", "200 <!doctype html>"),
            Map.entry("EMPTY", "200 "),
            Map.entry("WRONG_KEY", "401 {'message':'Unauthorized','statusCode':401}"),
            Map.entry("UNKNOWN", "404 {'response':{'message':['The `a` instance does not exist']}}"),
            Map.entry("UNLOADED", "500 {'response':{'message':'Cannot read properties of undefined'}}"),
            Map.entry("OPEN", "200 {'instance':{'instanceName':'a','state':'open'}}"),
            Map.entry("CONNECTING", "200 {'instance':{'instanceName':'a','state':'connecting'}}"),
            Map.entry("WAITS", "200 [{'name':'a','connectionStatus':'connecting'}]"),
            Map.entry("CLOSE", "200 {'instance':{'instanceName':'a','state':'close'}}"),
            Map.entry("ERROR_200", "200 {'error':true,'message':'[object Object]'}"),
            Map.entry("EVO_403", "400 {'response':{'message':['Error','Error: forbidden']}}"),
            Map.entry("EVO_404", "404 {'response':{'message':['Error','Error: item-not-found']}}"),
            Map.entry("EVO_409", "404 {'response':{'message':['Accept invite error','Error: conflict']}}"),
            Map.entry("EVO_429", "404 {'response':{'message':['Error','Error: rate-overlimit']}}"),
            Map.entry("EVO_CLOSED", "404 {'response':{'message':['Error','Error: Connection Closed']}}"),
            Map.entry("EVO_KEY", "401 {'status':401,'response':{'message':'Unauthorized'}}"),
            Map.entry("GID", GROUP));

    @Autowired
    private ProducerTemplate template;

    @DynamicPropertySource
    static void configure(DynamicPropertyRegistry registry) {
        for (String kind : List.of("waha", "evolution")) {
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

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            start   | WORKING                                                        | {}                        | POST sessions/a/start
            start   | 422 {'message':'Session default is already started.'}          | {}                        | POST sessions/a/start
            start   | NO_SESSION ; SCAN                                              | {}                        | POST sessions/a/start, POST sessions {'name':'a','start':true}
            start   | NO_SESSION ; 422 {'message':'Session a already exists.'} ; SCAN | {}                       | POST sessions/a/start, POST sessions {'name':'a','start':true}, POST sessions/a/start
            start   | CORE ; CORE                                                    | {'refusal':'unsupported'} | POST sessions/a/start, POST sessions {'name':'a','start':true}
            start   | STOPPED                                                        | {'refusal':'invalid_response'}    | POST sessions/a/start
            start   | WRONG_KEY                                                      | {'refusal':'bad_credentials'} | POST sessions/a/start
            start   | HTML                                                           | {'refusal':'invalid_response'}    | POST sessions/a/start
            stop    | STOPPED                                                        | {}                        | POST sessions/a/stop
            stop    | EMPTY                                                          | {}                        | POST sessions/a/stop
            stop    | NO_SESSION                                                     | {}                        | POST sessions/a/stop
            stop    | CORE                                                           | {}                        | POST sessions/a/stop
            stop    | WORKING                                                        | {'refusal':'invalid_response'}    | POST sessions/a/stop
            stop    | WRONG_KEY                                                      | {'refusal':'bad_credentials'} | POST sessions/a/stop
            stop    | HTML                                                           | {'refusal':'invalid_response'}    | POST sessions/a/stop
            logout  | SCAN                                                           | {}                        | POST sessions/a/logout
            logout  | NO_SESSION                                                     | {}                        | POST sessions/a/logout
            logout  | WORKING                                                        | {'refusal':'invalid_response'}    | POST sessions/a/logout
            logout  | EMPTY                                                          | {'refusal':'invalid_response'}    | POST sessions/a/logout
            restart | WORKING                                                        | {}                        | POST sessions/a/restart
            restart | NO_SESSION ; NO_SESSION ; SCAN                                 | {}                        | POST sessions/a/restart, POST sessions/a/start, POST sessions {'name':'a','start':true}
            restart | UNCLEAR                                                        | {'refusal':'unclear'}     | POST sessions/a/restart
            remove  | EMPTY                                                          | {}                        | DELETE sessions/a
            remove  | NO_SESSION                                                     | {}                        | DELETE sessions/a
            remove  | 403 {'message':'Forbidden','statusCode':403}                   | {'refusal':'bad_credentials'} | DELETE sessions/a
            remove  | HTML                                                           | {'refusal':'invalid_response'}    | DELETE sessions/a
            qr      | 200 {'value':'2@abc'}                                          | {'code':'2@abc'}          | GET a/auth/qr format=raw
            qr      | 200 {'mimetype':'image/png','data':'iVBO'}                     | {'image':'iVBO'}          | GET a/auth/qr format=raw
            qr      | 200 {}                                                         | {'refusal':'no_code'}     | GET a/auth/qr format=raw
            qr      | 422 {'error':'x','status':'WORKING','expected':['SCAN_QR_CODE']} ; WORKING | {'refusal':'paired'} | GET a/auth/qr format=raw, GET sessions/a
            qr      | 422 {'message':'Can get QR code only in SCAN_QR_CODE'} ; STOPPED | {'refusal':'no_code'}   | GET a/auth/qr format=raw, GET sessions/a
            qr      | NOT_STARTED ; NO_SESSION                                       | {'refusal':'no_code'}     | GET a/auth/qr format=raw, GET sessions/a
            qr      | WRONG_KEY                                                      | {'refusal':'bad_credentials'} | GET a/auth/qr format=raw
            qr      | HTML ; HTML                                                    | {'refusal':'invalid_response'}    | GET a/auth/qr format=raw, GET sessions/a
            status  | 200 {'status':'PASSKEY_REQUIRED'} ; 200 {'challenge':'c'}      | {'status':'passkey_required','jid':null,'lid':null,'details':{'step':'answer','publicKey':{'challenge':'c'}}} | GET sessions/a, GET a/auth/passkey/challenge
            status  | 200 {'status':'PASSKEY_REQUIRED'} ; EMPTY                      | {'status':'passkey_required','jid':null,'lid':null,'details':{'step':'answer','publicKey':null}} | GET sessions/a, GET a/auth/passkey/challenge
            status  | 200 {'status':'PASSKEY_REQUIRED'} ; 501 {'message':'The method is not implemented by the engine.','statusCode':501} | {'status':'passkey_required','jid':null,'lid':null} | GET sessions/a, GET a/auth/passkey/challenge
            status  | 200 {'status':'PASSKEY_REQUIRED'} ; 422 {'message':'No passkey challenge is pending for the session'} | {'status':'starting','jid':null,'lid':null} | GET sessions/a, GET a/auth/passkey/challenge
            status  | 200 {'status':'PASSKEY_CONFIRMATION_REQUIRED'} ; 200 {'code':'AB-CD'} | {'status':'passkey_required','jid':null,'lid':null,'details':{'step':'confirm','code':'AB-CD'}} | GET sessions/a, GET a/auth/passkey/confirmation
            answerPasskey  | 201                                                     | {}                        | POST a/auth/passkey {'id':'x'}
            answerPasskey  | NO_METHOD                                               | {'refusal':'unsupported'} | POST a/auth/passkey {'id':'x'}
            answerPasskey  | NO_PATH                                                 | {'refusal':'unsupported'} | POST a/auth/passkey {'id':'x'}
            answerPasskey  | NOT_STARTED                                             | {'refusal':'no_passkey'}  | POST a/auth/passkey {'id':'x'}
            answerPasskey  | 500 {'exception':{'details':'failed to get companion ref'}} | {'refusal':'no_passkey'} | POST a/auth/passkey {'id':'x'}
            answerPasskey  | UNCLEAR                                                 | {'refusal':'invalid_response'} | POST a/auth/passkey {'id':'x'}
            answerPasskey  | HTML                                                    | {'refusal':'invalid_response'} | POST a/auth/passkey {'id':'x'}
            confirmPasskey | EMPTY                                                   | {}                        | POST a/auth/passkey/confirm
            confirmPasskey | 500 {'exception':{'details':'no passkey linking cache available'}} | {'refusal':'no_passkey'} | POST a/auth/passkey/confirm
            pairingCode | 201 {'code':'ABCD-1234'}                                   | {'code':'ABCD-1234'}      | POST a/auth/request-code {'phoneNumber':'6281'}
            pairingCode | 201 {'code':'ABCD1234'}                                    | {'code':'ABCD-1234'}      | POST a/auth/request-code {'phoneNumber':'6281'}
            pairingCode | 422 {'message':'Can request code only in SCAN_QR_CODE status'} ; WORKING | {'refusal':'paired'} | POST a/auth/request-code {'phoneNumber':'6281'}, GET sessions/a
            pairingCode | NOT_STARTED ; STOPPED                                      | {'refusal':'no_code'}     | POST a/auth/request-code {'phoneNumber':'6281'}, GET sessions/a
            pairingCode | 500 {'exception':{'details':'phone number too short'}}     | {'refusal':'invalid'}     | POST a/auth/request-code {'phoneNumber':'6281'}
            pairingCode | NO_METHOD                                                  | {'refusal':'unsupported'} | POST a/auth/request-code {'phoneNumber':'6281'}
            pairingCode | 201 {'code':null} ; SCAN                                   | {'refusal':'no_code'}     | POST a/auth/request-code {'phoneNumber':'6281'}, GET sessions/a""")
    void accountOfWaha_isAsked_andAnswers(String operation, String replies, String expected, String asked) {
        script(replies);
        assertThat(ask("waha", operation, Map.of("phone", "6281", "credential", Map.of("id", "x"))))
                .isEqualTo(map(expected));
        assertThat(asked("api/")).isEqualTo(asked);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            listGroups    | {} | 200 [{'JID':'GID','Name':'Fake','OwnerJID':''}]                        | {'groups':[{'jid':'GID','subject':'Fake'}]}
            listGroups    | {} | 200 {'GID':{'id':'GID','subject':'Fake','restrict':true}}              | {'groups':[{'jid':'GID','subject':'Fake','locked':true}]}
            listGroups    | {} | 200 [{'id':{'_serialized':'GID'},'name':'Fake','groupMetadata':{'size':3}}] | {'groups':[{'jid':'GID','subject':'Fake','size':3}]}
            listGroups    | {} | 200 [{'JID':'1@newsletter'}]                                           | {'groups':[]}
            listGroups    | {} | 200 []                                                                 | {'groups':[]}
            listGroups    | {} | 200 {'error':{'message':'x'}}                                          | {'refusal':'invalid_response'}
            listGroups    | {} | EMPTY                                                                  | {'refusal':'invalid_response'}
            listGroups    | {} | HTML                                                                   | {'refusal':'invalid_response'}
            listGroups    | {} | BOOM_429                                                               | {'refusal':'rate_limited'}
            listGroups    | {} | BOOM_403                                                               | {'refusal':'invalid_response'}
            listGroups    | {} | CLOSED                                                                 | {'refusal':'not_connected'}
            listGroups    | {} | NOT_STARTED                                                            | {'refusal':'not_connected'}
            describeGroup | {} | 200 {'id':'GID','subject':'Fake','desc':'About','announce':false,'creation':1700000000} | {'group':{'jid':'GID','subject':'Fake','description':'About','announce':false,'createdAt':1700000000000}}
            describeGroup | {} | EMPTY                                                                  | {'refusal':'invalid_response'}
            describeGroup | {} | 500 {'exception':{'details':'that group does not exist'}}              | {'refusal':'no_group'}
            describeGroup | {} | 200 {'id':'120363000000000009@g.us'}                                   | {'refusal':'invalid_response'}
            createGroup   | {} | WORKING ; 201 {'JID':'GID','Name':'Fake','Participants':[{'JID':'1@s.whatsapp.net','IsSuperAdmin':true},{'JID':'6281@s.whatsapp.net','Error':403},{'JID':'82@lid','PhoneNumber':'6282@s.whatsapp.net'}]} | {'rows':[{'member':'6281@s.whatsapp.net','refusal':'invite_only'},{'member':'6282@s.whatsapp.net'}]}
            createGroup   | {} | WORKING ; 201 {'id':'GID','subject':'Fake'}                            | {'group':{'jid':'GID','subject':'Fake'}}
            createGroup   | {} | WEBJS ; 201 {'title':'Fake','gid':{'_serialized':'GID'},'participants':{'1@c.us':{'statusCode':200,'isGroupCreator':true},'6281@c.us':{'statusCode':200},'6282@c.us':{'statusCode':404}}} | {'group':{'jid':'GID','subject':'Fake'},'rows':[{'member':'6281@s.whatsapp.net'},{'member':'6282@s.whatsapp.net','refusal':'not_on_whatsapp'}]}
            createGroup   | {} | WEBJS ; 201 CreateGroupError: An unknown error occurred                | {'refusal':'invalid_response'}
            createGroup   | {} | WORKING ; 500 {'exception':{'message':'item-not-found','data':404}}    | {'refusal':'invalid_response'}
            createGroup   | {} | WORKING ; BOOM_429                                                     | {'refusal':'rate_limited'}
            createGroup   | {} | NO_SESSION ; NOT_STARTED                                               | {'refusal':'not_connected'}
            updateGroup   | {'field':'subject','value':'New'}  | EMPTY                                  | {'outcome':'unverified'}
            updateGroup   | {'field':'subject','value':'New'}  | 200 true                               | {'outcome':'done'}
            updateGroup   | {'field':'subject','value':'New'}  | 200 false                              | {'refusal':'forbidden'}
            updateGroup   | {'field':'description','value':null} | EMPTY                                | {'outcome':'unverified'}
            updateGroup   | {'field':'announce','value':true}  | NO_METHOD                              | {'refusal':'unsupported'}
            updateGroup   | {'field':'locked','value':true}    | BOOM_403                               | {'refusal':'forbidden'}
            updateGroup   | {'field':'locked','value':true}    | UNCLEAR                                | {'outcome':'unverified'}
            updateGroup   | {'field':'locked','value':true}    | HTML                                   | {'refusal':'invalid_response'}
            readInvite    | {} | 200 https://chat.whatsapp.com/AbCdEfGhIjKlMnOpQrStUv                    | {'invite':'https://chat.whatsapp.com/AbCdEfGhIjKlMnOpQrStUv'}
            readInvite    | {} | 200 AbCdEfGhIjKlMnOpQrStUv                                              | {'invite':'AbCdEfGhIjKlMnOpQrStUv'}
            readInvite    | {} | 200 'AbCdEfGhIjKlMnOpQrStUv'                                            | {'invite':'AbCdEfGhIjKlMnOpQrStUv'}
            readInvite    | {} | EMPTY                                                                  | {'refusal':'invalid_response'}
            readInvite    | {} | HTML                                                                   | {'refusal':'invalid_response'}
            readInvite    | {} | 500 {'exception':{'details':'you do not'}}                             | {'refusal':'unclear'}
            readInvite    | {} | GO_403                                                                 | {'refusal':'forbidden'}
            revokeInvite  | {} | 201 AbCdEfGhIjKlMnOpQrStUv                                              | {'invite':'AbCdEfGhIjKlMnOpQrStUv'}
            revokeInvite  | {} | WRONG_KEY                                                              | {'refusal':'bad_credentials'}
            addMembers    | {} | WORKING ; 200 [{'JID':'6281@s.whatsapp.net','Error':408},{'JID':'6282@s.whatsapp.net','Error':409}] | {'outcome':'done','rows':[{'member':'6281@s.whatsapp.net','refusal':'left_recently'},{'member':'6282@s.whatsapp.net','unchanged':true}]}
            addMembers    | {} | WORKING ; 201 [{'jid':'6282@s.whatsapp.net','status':'401'},{'jid':'6281@s.whatsapp.net','status':'200'}] | {'outcome':'done','rows':[{'member':'6281@s.whatsapp.net'},{'member':'6282@s.whatsapp.net','refusal':'blocked'}]}
            addMembers    | {} | WEBJS ; 200 {'6281@c.us':{'code':200},'6282@c.us':{'code':419}}        | {'outcome':'done','rows':[{'member':'6281@s.whatsapp.net'},{'member':'6282@s.whatsapp.net','refusal':'full'}]}
            addMembers    | {} | WEBJS ; 200 AddParticipantsError: You have no admin rights to add      | {'refusal':'forbidden'}
            addMembers    | {} | WORKING ; 200 true                                                     | {'outcome':'unverified'}
            addMembers    | {} | WORKING ; UNCLEAR                                                      | {'outcome':'unverified'}
            addMembers    | {} | WORKING ; HTML                                                         | {'refusal':'invalid_response'}
            addMembers    | {} | WORKING ; GO_403                                                       | {'refusal':'forbidden'}
            removeMembers | {} | 200 [{'JID':'6281@s.whatsapp.net','Error':406},{'JID':'6282@s.whatsapp.net','Error':404}] | {'outcome':'done','rows':[{'member':'6281@s.whatsapp.net','refusal':'forbidden'},{'member':'6282@s.whatsapp.net','unchanged':true}]}
            removeMembers | {} | 200 {'status':200}                                                     | {'outcome':'unverified'}
            removeMembers | {} | 200 [{'JID':'6281@s.whatsapp.net'}]                                    | {'outcome':'unverified'}
            promoteAll    | {} | 200 [{'jid':'6281@s.whatsapp.net','status':'404'},{'jid':'6282@s.whatsapp.net','status':'200'}] | {'outcome':'done','rows':[{'member':'6281@s.whatsapp.net','refusal':'no_member'},{'member':'6282@s.whatsapp.net'}]}
            demoteAll     | {} | 200 [{'jid':'6281@s.whatsapp.net','status':'406'},{'jid':'6282@s.whatsapp.net','status':'200'}] | {'outcome':'done','rows':[{'member':'6281@s.whatsapp.net','refusal':'forbidden'},{'member':'6282@s.whatsapp.net'}]}
            leave         | {} | EMPTY                                                                  | {'outcome':'unverified'}
            leave         | {} | BOOM_403                                                               | {'refusal':'no_group'}
            leave         | {} | UNCLEAR                                                                | {'outcome':'unverified'}
            leave         | {} | HTML                                                                   | {'refusal':'invalid_response'}
            leave         | {} | CLOSED                                                                 | {'refusal':'not_connected'}
            join          | {} | 200 {'id':'GID'}                                                       | {'group':'GID'}
            join          | {} | 500 {'exception':{'message':'conflict','data':409}} ; 200 {'id':'GID'} | {'group':'GID'}
            join          | {} | 500 {'exception':{'details':'that group invite link has been revoked'}} | {'refusal':'bad_invite'}
            join          | {} | 500 {'exception':{'message':'gone','data':410}}                        | {'refusal':'bad_invite'}
            join          | {} | 500 {'exception':{'message':'resource-limit','data':419}}              | {'refusal':'full'}
            join          | {} | NO_PATH                                                                | {'refusal':'unsupported'}
            join          | {} | 200 {'id':null}                                                        | {'refusal':'invalid_response'}
            join          | {} | UNCLEAR                                                                | {'refusal':'unclear'}""")
    void groupOfWaha_isAsked_andAnswers(String operation, String given, String replies, String expected) {
        assertAnswer("waha", operation, given, replies, expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            start   | OPEN                                                  | {}                            | GET connect/a
            start   | 200 {'pairingCode':null,'code':'2@abc','count':1}     | {}                            | GET connect/a
            start   | UNKNOWN ; 201 {'instance':{},'hash':'x'} ; 200 {'count':0} | {}                       | GET connect/a, POST create {'instanceName':'a','integration':'WHATSAPP-BAILEYS','qrcode':false}, GET connect/a
            start   | UNKNOWN ; 403 {'response':{'message':['This name a is already in use.']}} ; OPEN | {} | GET connect/a, POST create {'instanceName':'a','integration':'WHATSAPP-BAILEYS','qrcode':false}, GET connect/a
            start   | UNKNOWN ; EVO_KEY                                     | {'refusal':'bad_credentials'} | GET connect/a, POST create {'instanceName':'a','integration':'WHATSAPP-BAILEYS','qrcode':false}
            start   | ERROR_200                                             | {'refusal':'invalid_response'}        | GET connect/a
            stop    | CLOSE                                                 | {}                            | GET connectionState/a
            stop    | UNKNOWN                                               | {}                            | GET connectionState/a
            stop    | OPEN                                                  | {'refusal':'unsupported'}     | GET connectionState/a
            logout  | 200 {'status':'SUCCESS','error':false}                | {}                            | DELETE logout/a
            logout  | UNKNOWN                                               | {}                            | DELETE logout/a
            logout  | 400 {'response':{'message':['The a instance is not connected']}} | {}               | DELETE logout/a
            logout  | 500 {'response':{'message':'x'}}                      | {'refusal':'invalid_response'}        | DELETE logout/a
            logout  | EVO_KEY                                               | {'refusal':'bad_credentials'} | DELETE logout/a
            restart | OPEN                                                  | {}                            | POST restart/a
            restart | 200 {'count':1,'code':'2@abc'}                        | {}                            | POST restart/a
            restart | ERROR_200 ; 200 {'count':0}                           | {}                            | POST restart/a, GET connect/a
            restart | 404 {'response':{'message':['Cannot POST /instance/restart/a']}} | {'refusal':'unsupported'} | POST restart/a
            remove  | 200 {'status':'SUCCESS','error':false}                | {}                            | DELETE delete/a
            remove  | UNKNOWN                                               | {}                            | DELETE delete/a
            remove  | 400 {'response':{'message':['Error: x']}}             | {'refusal':'invalid_response'}        | DELETE delete/a
            qr      | CONNECTING ; WAITS ; 200 {'code':'2@abc','base64':'data:image/png;base64,iVBO'} | {'code':'2@abc'} | GET connectionState/a, GET fetchInstances instanceName=a, GET connect/a
            qr      | CONNECTING ; WAITS ; 200 {'base64':'data:image/png;base64,iVBO'} | {'image':'iVBO'}           | GET connectionState/a, GET fetchInstances instanceName=a, GET connect/a
            qr      | CONNECTING ; WAITS ; 200 {'count':0}                          | {'refusal':'no_code'}         | GET connectionState/a, GET fetchInstances instanceName=a, GET connect/a
            qr      | CONNECTING ; WAITS ; OPEN                                     | {'refusal':'paired'}          | GET connectionState/a, GET fetchInstances instanceName=a, GET connect/a
            qr      | CONNECTING ; 200 [{'name':'a','connectionStatus':'open'}] | {'refusal':'paired'}      | GET connectionState/a, GET fetchInstances instanceName=a
            qr      | CONNECTING ; 200 {}                                   | {'refusal':'invalid_response'}        | GET connectionState/a, GET fetchInstances instanceName=a
            qr      | CONNECTING ; EVO_KEY                                  | {'refusal':'bad_credentials'} | GET connectionState/a, GET fetchInstances instanceName=a
            pairingCode | CONNECTING ; 200 [{'name':'a','connectionStatus':'open'}] | {'refusal':'paired'} | GET connectionState/a, GET fetchInstances instanceName=a
            qr      | OPEN                                                  | {'refusal':'paired'}          | GET connectionState/a
            qr      | CLOSE                                                 | {'refusal':'no_code'}         | GET connectionState/a
            qr      | UNKNOWN                                               | {'refusal':'no_code'}         | GET connectionState/a
            qr      | EVO_KEY                                               | {'refusal':'bad_credentials'} | GET connectionState/a
            pairingCode | OPEN                                              | {'refusal':'paired'}          | GET connectionState/a
            pairingCode | CLOSE                                             | {'refusal':'no_code'}         | GET connectionState/a
            pairingCode | CONNECTING ; WAITS ; 200 {'count':0}                      | {'refusal':'no_code'}         | GET connectionState/a, GET fetchInstances instanceName=a, GET connect/a
            pairingCode | CONNECTING ; WAITS ; 200 {'code':'2@abc'} ; 200 {'status':'SUCCESS'} ; CONNECTING ; CLOSE ; 200 {'count':0} ; 200 {'pairingCode':'ABCD1234','code':'2@x'} | {'code':'ABCD-1234'} | GET connectionState/a, GET fetchInstances instanceName=a, GET connect/a, DELETE logout/a, GET connectionState/a, GET connectionState/a, GET connect/a number=6281, GET connect/a
            pairingCode | CONNECTING ; WAITS ; 200 {'code':'2@abc'} ; 400 {'response':{'message':['The a instance is not connected']}} ; 200 {'pairingCode':'ABCD1234'} | {'code':'ABCD-1234'} | GET connectionState/a, GET fetchInstances instanceName=a, GET connect/a, DELETE logout/a, GET connect/a number=6281
            pairingCode | CONNECTING ; WAITS ; 200 {'code':'2@abc'} ; 200 {'status':'SUCCESS'} ; CLOSE ; 200 {'pairingCode':null,'code':'2@x','count':1} | {'refusal':'no_code'} | GET connectionState/a, GET fetchInstances instanceName=a, GET connect/a, DELETE logout/a, GET connectionState/a, GET connect/a number=6281
            pairingCode | CONNECTING ; WAITS ; 200 {'code':'2@abc'} ; 200 {'status':'SUCCESS'} ; CLOSE ; ERROR_200 | {'refusal':'invalid_response'} | GET connectionState/a, GET fetchInstances instanceName=a, GET connect/a, DELETE logout/a, GET connectionState/a, GET connect/a number=6281
            pairingCode | CONNECTING ; WAITS ; 200 {'code':'2@abc'} ; 500 {'response':{'message':'x'}} | {'refusal':'invalid_response'} | GET connectionState/a, GET fetchInstances instanceName=a, GET connect/a, DELETE logout/a""")
    void accountOfEvolution_isAsked_andAnswers(String operation, String replies, String expected, String asked) {
        script(replies);
        assertThat(ask("evolution", operation, Map.of("phone", "6281"))).isEqualTo(map(expected));
        assertThat(asked("instance/")).isEqualTo(asked);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            listGroups    | {} | 200 [{'id':'GID','subject':'Fake','size':2,'creation':1700000000}]     | {'groups':[{'jid':'GID','subject':'Fake','createdAt':1700000000000,'size':2}]}
            listGroups    | {} | 200 []                                                                 | {'groups':[]}
            listGroups    | {} | 200 [{'id':'x'}]                                                       | {'refusal':'invalid_response'}
            listGroups    | {} | 200 {}                                                                 | {'refusal':'invalid_response'}
            listGroups    | {} | 500 {'response':{'message':'rate-overlimit'}}                          | {'refusal':'rate_limited'}
            listGroups    | {} | UNLOADED                                                               | {'refusal':'invalid_response'}
            describeGroup | {} | 200 {'id':'GID','subject':'Fake','desc':'About','restrict':true,'owner':'1@lid'} | {'group':{'jid':'GID','subject':'Fake','description':'About','owner':'1@lid','locked':true}}
            describeGroup | {} | EVO_404                                                                | {'refusal':'no_group'}
            createGroup   | {} | 201 {'id':'GID','subject':'Fake'}                                      | {'group':{'jid':'GID','subject':'Fake'}}
            createGroup   | {} | EVO_404                                                                | {'refusal':'invalid_response'}
            createGroup   | {} | EVO_429                                                                | {'refusal':'rate_limited'}
            createGroup   | {} | UNKNOWN                                                                | {'refusal':'not_connected'}
            updateGroup   | {'field':'subject','value':'New'}    | 201 {'update':'success'}             | {'outcome':'done'}
            updateGroup   | {'field':'description','value':'x'}  | 201 {'update':'success'}             | {'outcome':'done'}
            updateGroup   | {'field':'announce','value':true}    | 201 {}                               | {'outcome':'done'}
            updateGroup   | {'field':'locked','value':false}     | EVO_403                              | {'refusal':'forbidden'}
            updateGroup   | {'field':'locked','value':false}     | 201 {'what':1}                       | {'outcome':'unverified'}
            readInvite    | {} | 200 {'inviteUrl':'https://chat.whatsapp.com/AbCdEfGhIjKlMnOpQrStUv','inviteCode':'AbCdEfGhIjKlMnOpQrStUv'} | {'invite':'AbCdEfGhIjKlMnOpQrStUv'}
            readInvite    | {} | 200 {'inviteUrl':'https://chat.whatsapp.com/undefined'}                | {'refusal':'invalid_response'}
            readInvite    | {} | EVO_403                                                                | {'refusal':'forbidden'}
            revokeInvite  | {} | 201 {'revoked':true,'inviteCode':'AbCdEfGhIjKlMnOpQrStUv'}              | {'invite':'AbCdEfGhIjKlMnOpQrStUv'}
            addMembers    | {} | 201 {'updateParticipants':[{'jid':'6281@s.whatsapp.net','status':'403'},{'jid':'6282@s.whatsapp.net','status':'409'}]} | {'outcome':'done','rows':[{'member':'6281@s.whatsapp.net','refusal':'invite_only'},{'member':'6282@s.whatsapp.net','unchanged':true}]}
            addMembers    | {} | 201 {}                                                                 | {'outcome':'unverified'}
            addMembers    | {} | EVO_403                                                                | {'refusal':'forbidden'}
            addMembers    | {} | EVO_429                                                                | {'refusal':'rate_limited'}
            removeMembers | {} | 201 {'updateParticipants':[{'jid':'6281@s.whatsapp.net','status':'200'},{'jid':'6282@s.whatsapp.net','status':'404'}]} | {'outcome':'done','rows':[{'member':'6281@s.whatsapp.net'},{'member':'6282@s.whatsapp.net','unchanged':true}]}
            demoteAll     | {} | 201 {'updateParticipants':[{'jid':'6281@s.whatsapp.net','status':'406'},{'jid':'6282@s.whatsapp.net','status':'200'}]} | {'outcome':'done','rows':[{'member':'6281@s.whatsapp.net','refusal':'forbidden'},{'member':'6282@s.whatsapp.net'}]}
            promoteAll    | {} | EVO_CLOSED                                                             | {'refusal':'not_connected'}
            leave         | {} | 200 {'groupJid':'GID','leave':true}                                    | {'outcome':'done'}
            leave         | {} | EVO_403                                                                | {'refusal':'no_group'}
            join          | {} | 200 {'accepted':true,'groupJid':'GID'}                                 | {'group':'GID'}
            join          | {} | 200 {'accepted':true}                                                  | {'refusal':'invalid_response'}
            join          | {} | EVO_409 ; 200 {'id':'GID'}                                             | {'group':'GID'}
            join          | {} | EVO_404                                                                | {'refusal':'bad_invite'}
            join          | {} | 400 {'response':{'message':[{'property':'inviteCode','message':'inviteCode does not match'}]}} | {'refusal':'bad_invite'}
            join          | {} | EVO_KEY                                                                | {'refusal':'bad_credentials'}""")
    void groupOfEvolution_isAsked_andAnswers(String operation, String given, String replies, String expected) {
        assertAnswer("evolution", operation, given, replies, expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            waha      | listGroups    | {}                                  | GET api/a/groups
            waha      | listGroupsOnly | {}                                 | GET api/a/groups exclude=participants
            waha      | describeGroup | {}                                  | GET api/a/groups/GID
            waha      | createGroup   | {}                                  | GET api/sessions/a, POST api/a/groups {'name':'Fake','participants':[{'id':'6281@s.whatsapp.net'},{'id':'6282@s.whatsapp.net'}]}
            waha      | updateGroup   | {'field':'subject','value':'New'}   | PUT api/a/groups/GID/subject {'subject':'New'}
            waha      | updateGroup   | {'field':'description','value':''}  | PUT api/a/groups/GID/description {'description':''}
            waha      | updateGroup   | {'field':'announce','value':true}   | PUT api/a/groups/GID/settings/security/messages-admin-only {'adminsOnly':true}
            waha      | updateGroup   | {'field':'locked','value':false}    | PUT api/a/groups/GID/settings/security/info-admin-only {'adminsOnly':false}
            waha      | readInvite    | {}                                  | GET api/a/groups/GID/invite-code
            waha      | revokeInvite  | {}                                  | POST api/a/groups/GID/invite-code/revoke
            waha      | addMembers    | {}                                  | GET api/sessions/a, POST api/a/groups/GID/participants/add {'participants':[{'id':'6281@s.whatsapp.net'},{'id':'6282@s.whatsapp.net'}]}
            waha      | removeMembers | {}                                  | POST api/a/groups/GID/participants/remove {'participants':[{'id':'6281@s.whatsapp.net'},{'id':'6282@s.whatsapp.net'}]}
            waha      | promoteAll    | {}                                  | POST api/a/groups/GID/admin/promote {'participants':[{'id':'6281@s.whatsapp.net'},{'id':'6282@s.whatsapp.net'}]}
            waha      | demoteAll     | {}                                  | POST api/a/groups/GID/admin/demote {'participants':[{'id':'6281@s.whatsapp.net'},{'id':'6282@s.whatsapp.net'}]}
            waha      | leave         | {}                                  | POST api/a/groups/GID/leave
            waha      | join          | {}                                  | POST api/a/groups/join {'code':'AbC'}
            waha      | previewInvite | {}                                  | GET api/a/groups/join-info code=AbC
            waha      | setPicture    | {}                                  | PUT api/a/groups/GID/picture {'file':{'mimetype':'image/jpeg','filename':'picture.jpg','data':'AQID'}}
            waha      | deletePicture | {}                                  | DELETE api/a/groups/GID/picture
            evolution | listGroups    | {}                                  | GET group/fetchAllGroups/a getParticipants=true
            evolution | listGroupsOnly | {}                                 | GET group/fetchAllGroups/a getParticipants=false
            evolution | describeGroup | {}                                  | GET group/findGroupInfos/a groupJid=GID
            evolution | createGroup   | {}                                  | POST group/create/a {'subject':'Fake','participants':['6281@s.whatsapp.net','6282@s.whatsapp.net']}
            evolution | updateGroup   | {'field':'subject','value':'New'}   | POST group/updateGroupSubject/a groupJid=GID {'groupJid':'GID','subject':'New'}
            evolution | updateGroup   | {'field':'description','value':'x'} | POST group/updateGroupDescription/a groupJid=GID {'groupJid':'GID','description':'x'}
            evolution | updateGroup   | {'field':'announce','value':true}   | POST group/updateSetting/a groupJid=GID {'groupJid':'GID','action':'announcement'}
            evolution | updateGroup   | {'field':'announce','value':false}  | POST group/updateSetting/a groupJid=GID {'groupJid':'GID','action':'not_announcement'}
            evolution | updateGroup   | {'field':'locked','value':true}     | POST group/updateSetting/a groupJid=GID {'groupJid':'GID','action':'locked'}
            evolution | updateGroup   | {'field':'locked','value':false}    | POST group/updateSetting/a groupJid=GID {'groupJid':'GID','action':'unlocked'}
            evolution | readInvite    | {}                                  | GET group/inviteCode/a groupJid=GID
            evolution | revokeInvite  | {}                                  | POST group/revokeInviteCode/a groupJid=GID {'groupJid':'GID'}
            evolution | addMembers    | {}                                  | POST group/updateParticipant/a groupJid=GID {'groupJid':'GID','action':'add','participants':['6281@s.whatsapp.net','6282@s.whatsapp.net']}
            evolution | removeMembers | {}                                  | POST group/updateParticipant/a groupJid=GID {'groupJid':'GID','action':'remove','participants':['6281@s.whatsapp.net','6282@s.whatsapp.net']}
            evolution | promoteAll    | {}                                  | POST group/updateParticipant/a groupJid=GID {'groupJid':'GID','action':'promote','participants':['6281@s.whatsapp.net','6282@s.whatsapp.net']}
            evolution | leave         | {}                                  | DELETE group/leaveGroup/a groupJid=GID
            evolution | previewInvite | {}                                  | GET group/inviteInfo/a inviteCode=AbC
            evolution | setPicture    | {}                                  | POST group/updateGroupPicture/a groupJid=GID {'groupJid':'GID','image':'AQID'}
            evolution | join          | {}                                  | GET group/acceptInviteCode/a inviteCode=AbC""")
    void groupOperation_reachesTheEngine_asItsWireWants(String engine, String operation, String given, String asked) {
        script("200 {'name':'a'} ; 200 {}");
        askOfGroup(engine, operation, given);
        assertThat(asked("")).isEqualTo(whole(asked));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            waha      | previewInvite | 200 {'id':'GID','subject':'Fake','desc':'About','size':7,'joinApprovalMode':true,'memberAddMode':false,'isCommunity':false,'participants':[]} | {'group':{'jid':'GID','subject':'Fake','description':'About','joinApproval':true,'memberAdd':'admins','isCommunity':false,'linkedParent':'','size':7}}
            waha      | previewInvite | 200 {'JID':'GID','Name':'Fake','Topic':'','IsJoinApprovalRequired':false,'MemberAddMode':'all_member_add','IsParent':false,'LinkedParentJID':'1@g.us','Participants':[{'JID':'6281@s.whatsapp.net'}]} | {'group':{'jid':'GID','subject':'Fake','description':'','joinApproval':false,'memberAdd':'all','isCommunity':false,'linkedParent':'1@g.us'}}
            waha      | previewInvite | 200 {'id':'x'}                                           | {'refusal':'invalid_response'}
            waha      | previewInvite | 500 {'exception':{'message':'gone','data':410}}          | {'refusal':'bad_invite','code':410,'reason':'gone'}
            waha      | previewInvite | 404 {'message':'Cannot GET /api/a/groups/join-info'}     | {'refusal':'unsupported'}
            waha      | setPicture    | 200 {'success':true}                                     | {'outcome':'done'}
            waha      | setPicture    | 200 {'success':false}                                    | {'refusal':'forbidden'}
            waha      | setPicture    | 200 {}                                                   | {'outcome':'unverified'}
            waha      | setPicture    | 422 {'message':'Set picture is available only in Plus version. Check this out'} | {'refusal':'unsupported'}
            waha      | setPicture    | 500 {'exception':{'message':'not-authorized','data':401}} | {'refusal':'forbidden','code':401,'reason':'not-authorized'}
            waha      | deletePicture | 404 {'message':'Cannot DELETE /api/a/groups/x/picture'}  | {'refusal':'unsupported'}
            evolution | previewInvite | 200 {'id':'GID','subject':'Fake','size':3}               | {'group':{'jid':'GID','subject':'Fake','size':3}}
            evolution | previewInvite | 404 {'response':{'message':['No invite info','AbC']}}    | {'refusal':'invalid_response'}
            evolution | previewInvite | 400 {'response':{'message':[{'property':'inviteCode','message':'inviteCode does not match'}]}} | {'refusal':'bad_invite'}
            evolution | setPicture    | 201 {'update':'success'}                                 | {'outcome':'done'}
            evolution | setPicture    | 500 {'response':{'message':['Error update group picture','Error: not-authorized']}} | {'refusal':'forbidden','code':401,'reason':'not-authorized'}""")
    void inviteAndPicture_areAsked_andAnswer(String engine, String operation, String replies, String expected) {
        script(replies);
        assertThat(askOfGroup(engine, operation, "{}")).isEqualTo(map(expected));
    }

    @ParameterizedTest
    @CsvSource({"waha, joinApproval", "waha, memberAdd", "evolution, joinApproval", "evolution, memberAdd"})
    void setting_thatTheEngineLacks_isUnsupported(String engine, String field) {
        assertThat(askOfGroup(engine, "updateGroup", "{'field':'" + field + "','value':true}"))
                .isEqualTo(Map.of("refusal", "unsupported"));
        assertThat(SERVER.requests()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"createGroup", "addMembers"})
    void strangers_areNamedAsABrowserNamesThem_whereOneStandsBehindWaha(String operation) {
        script("WEBJS ; 200 {}");
        askOfGroup("waha", operation, "{}");
        assertThat(SERVER.requests().get(1).body()).contains("6281@c.us", "6282@c.us");
    }

    @ParameterizedTest
    @CsvSource(nullValues = "null", textBlock = """
            waha,      start,  ''
            waha,      remove, null
            waha,      remove, ..
            waha,      qr,     ' '
            waha,      addMembers, a/../b
            evolution, start,  ''
            evolution, remove, null
            evolution, logout, .""")
    void accountWithoutAName_isNoAccount_andNobodyIsAsked(String engine, String operation, String session) {
        Map<String, Object> question = new LinkedHashMap<>(Map.of("group", GROUP, "members", List.of()));
        question.put("session", session);
        assertThat(ask(engine, operation, question)).isEqualTo(Map.of("refusal", "not_connected"));
        assertThat(SERVER.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"''", "null"})
    void emptyDescription_isMoreThanEvolutionTakes(String value) {
        assertThat(askOfGroup("evolution", "updateGroup", "{'field':'description','value':" + value + "}"))
                .isEqualTo(Map.of("refusal", "unsupported"));
        assertThat(SERVER.requests()).isEmpty();
    }

    private void assertAnswer(String engine, String operation, String given, String replies, String expected) {
        script(replies);
        Map<String, Object> answer = Json.inShort(askOfGroup(engine, operation, given));
        Map<String, Object> wanted = map(expected);
        assertThat(answer).containsAllEntriesOf(wanted);
        assertThat(answer.keySet()).containsAll(wanted.keySet());
        assertThat(answer.containsKey("refusal")).isEqualTo(wanted.containsKey("refusal"));
        assertThat(answer.containsKey("rows")).isEqualTo(wanted.containsKey("rows"));
    }

    private Map<String, Object> askOfGroup(String engine, String operation, String given) {
        Map<String, Object> question = new LinkedHashMap<>(Map.of(
                "subject", "Fake",
                "members", List.of("6281@s.whatsapp.net", "6282@s.whatsapp.net"),
                "invite", "AbC",
                "picture", "AQID"));
        if (!List.of("listGroups", "listGroupsOnly", "createGroup", "join", "previewInvite")
                .contains(operation)) {
            question.put("group", GROUP);
        }
        question.putAll(map(given));
        return ask(engine, operation, question);
    }

    private Map<String, Object> ask(String engine, String operation, Map<String, Object> given) {
        Map<String, Object> question = new LinkedHashMap<>();
        question.put("session", "a");
        question.putAll(given);
        Exchange answer = template.request(EngineClient.ROUTE, exchange -> {
            exchange.setProperty("engine", engine);
            exchange.setProperty("engineOperation", operation);
            exchange.setProperty("request", question);
            exchange.setProperty(
                    EngineClient.DEADLINE,
                    System.nanoTime() + Duration.ofSeconds(10).toNanos());
            exchange.getMessage().setBody(question);
        });
        assertThat(answer.getException()).isNull();
        return map(Json.text(answer.getMessage().getBody(Map.class)));
    }

    private static void script(String replies) {
        for (String reply : replies.split(" ; ", -1)) {
            String whole = whole(SHORT.getOrDefault(reply.trim(), reply.trim()));
            String text = whole.length() > 3
                    ? whole.substring(3).trim().replace('\'', '"').replace("`", "\\\"")
                    : "";
            boolean isJson = !text.startsWith("<") && !text.startsWith("https:");
            SERVER.replies(new Reply(
                    Integer.parseInt(whole.substring(0, 3)), isJson ? "application/json" : "text/html", text));
        }
    }

    /** Every request, as the tables write them. */
    private static String asked(String prefix) {
        return SERVER.requests().stream()
                .map(request -> Stream.of(
                                request.method(),
                                String.join("/", request.segments()).replaceFirst("^" + prefix, ""),
                                request.query().entrySet().stream()
                                        .map(Object::toString)
                                        .collect(Collectors.joining("&")),
                                request.body() == null ? "" : request.body().replace('"', '\''))
                        .filter(part -> !part.isEmpty())
                        .collect(Collectors.joining(" ")))
                .collect(Collectors.joining(", "));
    }

    private static String whole(String text) {
        return text.replace("GID", GROUP);
    }

    private static Map<String, Object> map(String text) {
        try {
            return JSON.readValue(quoted(whole(text)), new TypeReference<>() {});
        } catch (IOException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    private static String quoted(String text) {
        return text.contains("\"") ? text : text.replace('\'', '"');
    }
}
