package io.wagateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import groovy.lang.GroovyClassLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The engines' scripts: each compiles and is named in a table, and the mappings translate bodies. */
class EngineScriptsTest {
    private static final Path ENGINES = Path.of("routes/engines");
    private static final Pattern NAMED =
            Pattern.compile("(?:value: |defaultValue: |engines/)([a-z-]+/\\w+\\.groovy)\\b");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DefaultCamelContext CONTEXT = new DefaultCamelContext();

    @AfterAll
    static void stop() {
        CONTEXT.stop();
    }

    private static List<Path> files(Path folder, String suffix) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(suffix)).toList();
        }
    }

    static List<Path> scripts() throws IOException {
        return files(ENGINES, ".groovy");
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void script_compiles(Path script) throws IOException {
        try (GroovyClassLoader loader = new GroovyClassLoader()) {
            assertThat(loader.parseClass(script.toFile())).isNotNull();
        }
    }

    @Test
    void script_isNamedByItsKindsTable_andEveryNameIsAScript() throws IOException {
        Set<String> named = new TreeSet<>();
        for (Path table : files(ENGINES, RouteFile.SUFFIX)) {
            String kind = ENGINES.relativize(table).getName(0).toString();
            Set<String> ofTable = NAMED.matcher(Files.readString(table))
                    .results()
                    .map(name -> name.group(1))
                    .collect(Collectors.toSet());
            assertThat(ofTable)
                    .as("%s names scripts of its own and shared ones", table)
                    .allMatch(name -> name.startsWith("shared/") || name.startsWith(kind + "/"));
            named.addAll(ofTable);
        }
        assertThat(scripts().stream().map(script -> ENGINES.relativize(script).toString()))
                .containsExactlyInAnyOrderElementsOf(named);
    }

    /** What a script gives for a body, as JSON in apostrophes. */
    private static String run(String script, String body, Map<String, Object> properties, int status)
            throws IOException {
        Exchange exchange = new DefaultExchange(CONTEXT);
        properties.forEach(exchange::setProperty);
        exchange.getMessage().setHeader("CamelHttpResponseCode", status);
        exchange.getMessage().setBody(body.isEmpty() ? "" : JSON.readValue(body.replace('\'', '"'), Object.class));
        Object given = CONTEXT.resolveLanguage("groovy")
                .createExpression("resource:file:" + ENGINES.resolve(script))
                .evaluate(exchange, Object.class);
        return JSON.writeValueAsString(given).replace('"', '\'');
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            common | [{'id':'6281@c.us','pn':'6281@c.us','role':'superadmin'}]                       | 6281@s.whatsapp.net | null   | superadmin
            NOWEB  | [{'id':'77@lid','phoneNumber':'6281@s.whatsapp.net','admin':'admin'}]           | 6281@s.whatsapp.net | 77@lid | admin
            GOWS   | [{'JID':'77@lid','PhoneNumber':'6281@s.whatsapp.net','IsAdmin':true}]           | 6281@s.whatsapp.net | 77@lid | admin
            WEBJS  | [{'id':{'_serialized':'6281@c.us'},'isAdmin':false,'isSuperAdmin':false}]       | 6281@s.whatsapp.net | null   | member
            left   | [{'id':'6282@c.us','role':'left'},{'id':'6281@c.us','role':'participant'}]      | 6281@s.whatsapp.net | null   | member
            """)
    void members_ofWaha_areAlikeForEveryEngineBehindIt(String engine, String body, String jid, String lid, String role)
            throws IOException {
        Map<?, ?> given =
                JSON.readValue(run("waha/members.groovy", body, Map.of(), 200).replace('\'', '"'), Map.class);
        assertThat(given.get("members"))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .singleElement()
                .satisfies(member -> {
                    Map<?, ?> row = (Map<?, ?>) member;
                    assertThat(row.get("jid")).isEqualTo(jid);
                    assertThat(String.valueOf(row.get("lid"))).isEqualTo(lid);
                    assertThat(row.get("role")).isEqualTo(role);
                });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            status    | 401 | {'message':'Unauthorized'}                     | {'refusal':'bad_credentials'}
            readGroup | 404 | {'message':'Cannot GET /api/x'}                | {'refusal':'no_path'}
            leave     | 404 | {'message':'Cannot POST /api/x'}               | {'refusal':'unsupported'}
            status    | 404 | {'message':'Session was not found'}        | {'refusal':'not_connected'}
            stop      | 404 | {'message':'Session not found'}                | {}
            qr        | 404 | {'message':'Session not found'}                | {'refusal':'no_code'}
            start     | 422 | {'message':'WAHA Core support only default'}   | {'refusal':'unsupported'}
            start     | 422 | {'message':'Session is already started'}       | {}
            promote   | 500 | {'exception':{'message':'b'}}                  | {'outcome':'unverified'}
            promote   | 500 | {'exception':{'message':'x','data':403}}       | {'refusal':'forbidden','code':403,'reason':'forbidden'}
            resolve   | 500 | {'exception':{'message':'b'}}                  | {'refusal':'no_member'}
            status    | 500 | {}                                             | {'refusal':'invalid_response'}
            """)
    void refusal_ofWaha_isAWordOrAnOutcome(String operation, int status, String body, String refusal)
            throws IOException {
        Map<String, Object> properties = Map.of(
                "engineOperation", operation,
                "engineRequest", Map.of("onRefusal", Map.of()),
                "request", Map.of("session", "a", "group", "1@g.us"));
        assertThat(run("waha/refusal.groovy", body, properties, status)).isEqualTo(refusal);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            status      | instance/connectionState/a | 401 | Unauthorized                     | {'refusal':'bad_credentials'}
            status      | instance/fetchInstances    | 403 | Forbidden                        | {'status':'working','jid':null,'lid':null}
            qr          | instance/fetchInstances    | 403 | Forbidden                        | {'refusal':'bad_credentials'}
            qr          | instance/connectionState/a | 404 | The `a` instance does not exist  | {'refusal':'no_code'}
            stop        | instance/connectionState/a | 404 | The `a` instance does not exist  | {}
            start       | instance/connect/a         | 404 | The `a` instance does not exist  | {'refusal':'invalid_response'}
            start       | instance/create            | 403 | This name a is already in use.   | {'refusal':'exists'}
            logout      | instance/logout/a          | 400 | The a instance is not connected  | {}
            pairingCode | instance/logout/a          | 400 | The a instance is not connected  | {'refusal':'closed'}
            leave       | group/leaveGroup/a         | 404 | Cannot DELETE /group/x           | {'refusal':'unsupported'}
            promote     | group/updateParticipant/a  | 404 | Cannot POST /group/x             | {'refusal':'invalid_response'}
            promote     | group/updateParticipant/a  | 400 | Error: forbidden                 | {'refusal':'forbidden','code':403,'reason':'forbidden'}
            join        | group/acceptInviteCode/a   | 400 | inviteCode does not match        | {'refusal':'bad_invite'}
            """)
    void refusal_ofEvolution_isAWordOrAResponse(
            String operation, String path, int status, String message, String refusal) throws IOException {
        Map<String, Object> properties = Map.of(
                "engineOperation", operation,
                "engineRequest", Map.of("path", path, "onRefusal", Map.of()),
                "request", Map.of("session", "a", "group", "1@g.us"));
        String body = "{'response':{'message':['%s']}}".formatted(message.replace("`", "\\\""));
        assertThat(run("evolution/refusal.groovy", body, properties, status)).isEqualTo(refusal);
    }
}
