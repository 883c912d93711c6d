package io.wagateway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WhatsAppCodesTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            addMembers    | 200 | -
            addMembers    | 409 | -
            addMembers    | 401 | blocked
            addMembers    | 403 | invite_only
            addMembers    | 404 | not_on_whatsapp
            addMembers    | 408 | left_recently
            addMembers    | 419 | full
            addMembers    | 429 | rate_limited
            addMembers    | 500 | invalid_response
            createGroup   | 403 | invite_only
            removeMembers | 200 | -
            removeMembers | 404 | -
            removeMembers | 405 | forbidden
            removeMembers | 406 | forbidden
            promoteAll    | 200 | -
            promoteAll    | 404 | no_member
            demoteAll     | 406 | forbidden
            """)
    void row_ofAMember_isRefusedOrDone(String operation, int code, String refusal) {
        assertThat(WhatsAppCodes.row(operation, "6281@s.whatsapp.net", code))
                .containsEntry("member", "6281@s.whatsapp.net")
                .satisfies(row -> assertThat(row.get("refusal")).isEqualTo(refusal))
                .satisfies(
                        row -> assertThat(row.get("reason")).isEqualTo(WhatsAppCodes.reason(String.valueOf(refusal))));
    }

    @ParameterizedTest
    @CsvSource({"invite_only, only an invite", "left_recently, only recently", "full, the group is full"})
    void reason_ofARow_isPlainWords(String refusal, String words) {
        assertThat(WhatsAppCodes.reason(refusal)).contains(words);
    }
}
