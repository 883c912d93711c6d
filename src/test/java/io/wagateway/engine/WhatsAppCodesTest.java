package io.wagateway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WhatsAppCodesTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            addMembers    | 200 | -
            addMembers    | 409 | unchanged
            createGroup   | 409 | unchanged
            addMembers    | 401 | blocked
            addMembers    | 403 | invite_only
            addMembers    | 404 | not_on_whatsapp
            addMembers    | 408 | left_recently
            addMembers    | 419 | full
            addMembers    | 429 | rate_limited
            addMembers    | 417 | rejected
            addMembers    | 500 | rejected
            createGroup   | 403 | invite_only
            removeMembers | 200 | -
            removeMembers | 404 | unchanged
            removeMembers | 409 | rejected
            removeMembers | 405 | forbidden
            removeMembers | 406 | forbidden
            promoteAll    | 200 | -
            promoteAll    | 404 | no_member
            promoteAll    | 409 | rejected
            demoteAll     | 406 | forbidden
            promoteAll    | 419 | rejected
            """)
    void row_ofAMember_isRefusedOrUnchangedOrDone(String operation, int code, String meaning) {
        String refusal = "unchanged".equals(meaning) ? null : meaning;
        assertThat(WhatsAppCodes.row(operation, "6281@s.whatsapp.net", code))
                .containsEntry("member", "6281@s.whatsapp.net")
                .satisfies(row -> assertThat(row.get("refusal")).isEqualTo(refusal))
                .satisfies(row -> assertThat(row.containsKey("unchanged")).isEqualTo("unchanged".equals(meaning)))
                .satisfies(row -> assertThat(row.get("code")).isEqualTo(refusal == null ? null : code));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            readGroup | 403 | no_group     | forbidden
            promote   | 403 | forbidden    | forbidden
            promote   | 417 | rejected     | -
            update    | 409 | rejected     | conflict
            join      | 409 | already_in   | conflict
            demote    | 429 | rate_limited | rate-overlimit
            """)
    void code_ofARequest_isTheRefusalWithWhatsAppsWord(String operation, int code, String refusal, String reason) {
        assertThat(WhatsAppCodes.of(operation, code))
                .containsEntry("refusal", refusal)
                .containsEntry("code", code);
        assertThat(WhatsAppCodes.of(operation, code).get("reason")).isEqualTo(reason);
    }
}
