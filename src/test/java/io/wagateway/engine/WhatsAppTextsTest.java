package io.wagateway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WhatsAppTextsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            info query returned status 403: forbidden                    | no_group      | forbidden
            info query returned status 404: item-not-found               | no_group      | no_group
            info query returned status 429: rate-overlimit               | rate_limited  | rate_limited
            info query returned status 400: bad-request                  | rejected      | rejected
            failed: info query returned status 401: not-authorized       | no_group      | forbidden
            Error: forbidden                                             | no_group      | forbidden
            not-authorized                                               | no_group      | forbidden
            Error: item-not-found                                        | no_group      | no_group
            rate-overlimit                                               | rate_limited  | rate_limited
            Error: rate-overlimit                                        | rate_limited  | rate_limited
            not-acceptable                                               | rejected      | rejected
            you're not participating in that group                       | no_group      | no_group
            that group does not exist                                    | no_group      | no_group
            Group with id '120363@g.us' not found                        | no_group      | no_group
            Error: Connection Closed                                     | not_connected | not_connected
            websocket not connected                                      | not_connected | not_connected
            you are not logged in                                        | not_connected | not_connected
            you are not connect to services server, please reconnect     | not_connected | not_connected
            device x not found                                           | not_connected | not_connected
            Timed Out                                                    | timed_out     | timed_out
            info query timed out                                         | timed_out     | timed_out
            Cannot read properties of undefined (reading 'attrs')        | timed_out     | timed_out
            info query returned status 417: a-new-word                   | rejected      | rejected
            Error: conflict                                              | rejected      | rejected
            Error: locked                                                | rejected      | rejected
            not-allowed                                                  | rejected      | forbidden
            b                                                            | -             | -
            Cannot read properties of undefined (reading 'participants') | -             | -
            it is forbidden to guess                                     | -             | -
            the session is gone                                          | -             | -
            your licence says that this is forbidden                     | -             | -
            403 forbidden                                                | no_group      | forbidden
            status 410: gone                                             | no_group      | no_group
            the store doesn't contain a device JID                       | not_connected | not_connected
            -                                                            | -             | -
            """)
    void text_ofAnEngine_isTheRefusal(String text, String read, String change) {
        assertThat(refusal("readGroup", text)).isEqualTo(read);
        assertThat(refusal("promote", text)).isEqualTo(change);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            that group invite link is not valid            | bad_invite
            that group invite link has been revoked        | bad_invite
            info query returned status 404: item-not-found | bad_invite
            info query returned status 409: conflict       | already_in
            Error: gone                                    | bad_invite
            not-acceptable                                 | bad_invite
            bad-request                                    | bad_invite
            conflict                                       | already_in
            not-authorized                                 | forbidden
            resource-limit                                 | full
            rate-overlimit                                 | rate_limited
            Connection Closed                              | not_connected
            b                                              | -
            """)
    void text_ofARefusedJoin_isTheRefusal(String text, String join) {
        assertThat(refusal("join", text)).isEqualTo(join);
    }

    @Test
    void text_thatDeniesAnInvite_isForbidden() {
        String text = "you don't have the permission to get the group's invite link";

        assertThat(WhatsAppTexts.of("readInvite", text)).isEqualTo(Map.of("refusal", "forbidden"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            info query returned status 403: forbidden           | 403 | forbidden
            info query returned status 417: a-new-word          | 417 | a-new-word
            info query returned status 417: <b>6281</b>         | 417 | -
            info query returned status 406                      | 406 | not-acceptable
            Error: conflict                                     | 409 | conflict
            you're not participating in that group              | -   | -
            """)
    void text_ofAnEngine_hasWhatsAppsCodeAndWord(String text, Integer code, String reason) {
        assertThat(WhatsAppTexts.of("promote", text).get("code")).isEqualTo(code);
        assertThat(WhatsAppTexts.of("promote", text).get("reason")).isEqualTo(reason);
    }

    private static Object refusal(String operation, String text) {
        Map<String, Object> refusal = WhatsAppTexts.of(operation, text);
        return refusal == null ? null : refusal.get("refusal");
    }
}
