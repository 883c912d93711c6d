package io.wagateway.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import io.wagateway.engine.Jids;
import io.wagateway.error.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The document by itself, beside the routes and beside the code. */
class OpenApiDocumentTest {
    private final Document document = Document.read();

    @Test
    void document_readByAClientGenerator_hasNothingToComplainOf() {
        ParseOptions options = new ParseOptions();
        options.setResolve(true);
        SwaggerParseResult result = new OpenAPIV3Parser().readContents(Document.json("1.2.3"), null, options);
        assertThat(result.getMessages()).isEmpty();
        assertThat(result.getOpenAPI().getOpenapi()).isEqualTo("3.1.0");
        assertThat(result.getOpenAPI().getInfo().getVersion()).isEqualTo("1.2.3");
        assertThat(result.getOpenAPI().getPaths())
                .hasSameSizeAs(document.at("/paths").properties());
    }

    @Test
    void references_eachNamesSomethingThatIsThere() {
        Matcher references = Pattern.compile("\"\\$ref\":\"#([^\"]+)\"").matcher(Document.json("1.2.3"));
        List<String> found = new ArrayList<>();
        while (references.find()) {
            found.add(references.group(1));
        }
        assertThat(found).hasSizeGreaterThan(50);
        assertThat(found).allSatisfy(pointer -> assertThat(document.at(pointer).isMissingNode())
                .isFalse());
    }

    @Test
    void operations_andTheVerbsOfTheRoutes_areTheSame() {
        assertThat(document.operations().stream()
                        .map(operation -> operation.method() + " " + operation.path() + " " + operation.id()))
                .isNotEmpty()
                .containsExactlyInAnyOrderElementsOf(RestRoutes.verbs().stream()
                        .map(verb -> verb.method() + " " + verb.path() + " " + verb.id())
                        .toList());
    }

    static List<RestRoutes.Verb> verbs() {
        return RestRoutes.verbs();
    }

    @ParameterizedTest
    @MethodSource("verbs")
    void pathParameters_ofAnOperation_areThoseOfItsPath(RestRoutes.Verb verb) {
        List<String> named = new ArrayList<>();
        Matcher names = Pattern.compile("\\{([^}]+)}").matcher(verb.path());
        while (names.find()) {
            named.add(names.group(1));
        }
        assertThat(document.operation(verb.id()).parameters().stream()
                        .filter(parameter -> parameter.get("in").asText().equals("path"))
                        .filter(parameter -> parameter.get("required").asBoolean())
                        .map(parameter -> parameter.get("name").asText()))
                .containsExactlyInAnyOrderElementsOf(named);
    }

    @ParameterizedTest
    @MethodSource("verbs")
    void capability_ofAnOperation_isTheOneThatItsRouteRequires(RestRoutes.Verb verb) {
        if (verb.id().equals("receiveHints")) {
            // An engine signs its webhooks, and has no token.
            assertThat(document.operation(verb.id()).node().has("x-capability")).isFalse();
            return;
        }
        String capability =
                document.operation(verb.id()).node().path("x-capability").asText();
        assertThat(RestRoutes.steps(verb.to()).stream().filter(step -> step.matches("require(Read|Send|Manage)")))
                .hasSize(1)
                .allSatisfy(step -> assertThat(step).isEqualToIgnoringCase("require" + capability));
    }

    /** A caller may send too many requests to any operation but the one that is always 501, and those of engines. */
    @ParameterizedTest
    @MethodSource("verbs")
    void everyOperation_canBe429_butTheReservedOne(RestRoutes.Verb verb) {
        JsonNode response =
                document.resolve(document.operation(verb.id()).node().at("/responses/429"));
        if (verb.id().equals("approveGroupMembers") || verb.id().equals("receiveHints")) {
            assertThat(response.isMissingNode()).isTrue();
        } else {
            assertThat(response.path("headers").has("Retry-After")).isTrue();
            assertThat(response.path("headers").has("RateLimit")).isTrue();
            assertThat(response.path("headers").has("RateLimit-Policy")).isTrue();
            assertThat(response.at("/content/application~1json/examples").has("tooManyRequests"))
                    .isTrue();
        }
    }

    @Test
    void errorCodes_ofTheSchema_areThoseOfTheCode() {
        List<String> codes = new ArrayList<>();
        document.at("/components/schemas/Error/properties/error/properties/code/enum")
                .forEach(code -> codes.add(code.asText()));
        assertThat(codes)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(ErrorCode.values()).map(ErrorCode::code).toList());
    }

    @ParameterizedTest
    @MethodSource("verbs")
    void examples_ofAResponse_haveACodeOfItsStatus(RestRoutes.Verb verb) {
        for (var response :
                document.operation(verb.id()).node().get("responses").properties()) {
            JsonNode content = document.resolve(response.getValue()).path("content");
            for (JsonNode example : content.path("application/json").path("examples")) {
                String code = document.resolve(example).at("/value/error/code").asText();
                assertThat(Arrays.stream(ErrorCode.values())
                                .filter(known -> known.code().equals(code))
                                .map(known -> String.valueOf(known.status())))
                        .as(code)
                        .containsExactly(response.getKey());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "120363041234567890@g.us",
        "6281111111111-1500000000@g.us",
        "1@g.us",
        "123456789012345678901@g.us",
        "-1@g.us",
        "1-@g.us",
        "1@g-us",
        "@g.us",
        "6281234567890@s.whatsapp.net",
    })
    void groupJid_ofTheSchema_isThatOfTheCode(String jid) {
        assertThat(matches("GroupJid", jid)).isEqualTo(Jids.isGroup(jid));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "6281234567890@s.whatsapp.net",
                "222222222222222@lid",
                "123456789012345678901@lid",
                "1@sxwhatsapp.net",
                "+1@s.whatsapp.net",
                "1@c.us",
                "120363041234567890@g.us",
                ""
            })
    void memberJid_ofTheSchema_isThatOfTheCode(String jid) {
        assertThat(matches("MemberJid", jid)).isEqualTo(Jids.isMember(jid));
    }

    private boolean matches(String schema, String jid) {
        String pattern =
                document.at("/components/schemas/" + schema + "/pattern").asText();
        return Pattern.compile(pattern).matcher(jid).find();
    }

    @Test
    void firstExamples_ofThePathParameters_areOfTheDemo() throws Exception {
        String demo = Files.readString(Path.of("src/main/resources/application-demo.yaml"));
        assertThat(demo)
                .contains(document.at("/components/parameters/session/example").asText())
                .contains(document.at("/components/parameters/gid/examples/group/value")
                        .asText())
                .contains(document.at("/components/parameters/jid/examples/user/value")
                        .asText())
                .contains(document.at("/components/parameters/jid/examples/lid/value")
                        .asText());
    }
}
