package io.wagateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wagateway.error.InvalidRequestException;
import io.wagateway.openapi.DocumentSchemas;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands of the AsyncAPI document, beside the code. */
class CommandDocumentTest {
    private static final DocumentSchemas SCHEMAS = DocumentSchemas.ofAsyncApi();

    private static JsonNode at(String pointer) {
        return SCHEMAS.document().at(pointer);
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    @Test
    void fieldsAndOperations_areThoseOfTheCode() {
        assertThat(SCHEMAS.properties(at("/components/schemas/Command")))
                .containsExactlyInAnyOrderElementsOf(Command.FIELDS);
        assertThat(texts(at("/components/schemas/Command/properties/operationId/enum")))
                .containsExactlyElementsOf(
                        Stream.concat(Command.MEMBER_OPERATIONS.stream(), Command.GROUP_OPERATIONS.stream())
                                .toList());
        assertThat(texts(at("/components/schemas/Command/if/properties/operationId/enum")))
                .isEqualTo(Command.MEMBER_OPERATIONS);
        assertThat(SCHEMAS.properties(at("/components/schemas/CommandHeaders")))
                .contains(CommandHeaders.TOKEN, BrokerMessage.CORRELATION);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'operationId': 'promoteGroupMember', 'session': 's', 'group': 'g', 'member': 'm'}",
                "{'operationId': 'leaveGroup', 'session': 's', 'group': 'g'}",
                "{'operationId': 'leaveGroup', 'session': 's', 'group': 'g', 'member': null, 'requestId': 'r-1'}",
                "{'operationId': 'leaveGroup', 'session': 's', 'group': 'g', 'requestId': null}",
                "{'operationId': 'leaveGroup', 'session': 's', 'group': 'g', 'requestId': 'r 1'}",
                "{'operationId': 'leaveGroup', 'session': '', 'group': 'g'}",
                "{'operationId': 'leaveGroup', 'session': 's'}",
                "{'operationId': 'leaveGroup', 'session': 1, 'group': 'g'}",
                "{'operationId': 'leaveGroup', 'session': 's', 'group': 'g', 'why': 'x'}",
                "{'operationId': 'demoteGroupMember', 'session': 's', 'group': 'g'}",
                "{'operationId': 'demoteGroupMember', 'session': 's', 'group': 'g', 'member': null}",
                "{'operationId': 'demoteGroupMember', 'session': 's', 'group': 'g', 'member': ''}",
                "{'operationId': 'createGroup', 'session': 's', 'group': 'g'}",
                "{'session': 's', 'group': 'g'}",
                "[]",
                "'leaveGroup'"
            })
    void commandThatTheSchemaAllows_isOneThatTheCodeTakes(String json) throws Exception {
        JsonNode body = new ObjectMapper().readTree(json.replace('\'', '"'));
        assertThat(SCHEMAS.problems("Command", body).isEmpty()).isEqualTo(isTaken(body));
    }

    private static boolean isTaken(JsonNode body) {
        try {
            Command.of(body);
            return true;
        } catch (InvalidRequestException e) {
            return false;
        }
    }
}
