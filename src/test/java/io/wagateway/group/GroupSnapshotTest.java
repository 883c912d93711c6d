package io.wagateway.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wagateway.error.EngineFailure;
import io.wagateway.session.Session;
import io.wagateway.session.SessionStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupSnapshotTest {
    private static final String NUMBER = "6281@s.whatsapp.net";
    private static final String LID = "81@lid";

    private static Session account(String jid, String lid) {
        return new Session("s", "o", null, "e", null, SessionStatus.WORKING, null, jid, lid, 0, 0, null);
    }

    private static Map<String, Object> row(String jid, String lid, String role) {
        Map<String, Object> row = new HashMap<>();
        row.put("jid", jid);
        row.put("lid", lid);
        row.put("role", role);
        return row;
    }

    private static GroupSnapshot group(Session account, Map<String, Object> row) {
        return GroupSnapshot.of(Map.of("members", List.of(row)), account);
    }

    /** What an engine knows of the account, how the one row names somebody, and what that means. */
    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            6281@s.whatsapp.net, -,      6281@s.whatsapp.net, -,      in
            6281@s.whatsapp.net, -,      6281@s.whatsapp.net, 81@lid, in
            6281@s.whatsapp.net, 81@lid, -,                   81@lid, in
            -,                   81@lid, 6281@s.whatsapp.net, 81@lid, in
            6281@s.whatsapp.net, 81@lid, -,                   99@lid, out
            6281@s.whatsapp.net, -,      6289@s.whatsapp.net, -,      out
            6281@s.whatsapp.net, -,      6289@s.whatsapp.net, 99@lid, out
            6281@s.whatsapp.net, -,      -,                   99@lid, hidden
            -,                   81@lid, 6289@s.whatsapp.net, -,      hidden
            -,                   -,      6289@s.whatsapp.net, -,      hidden
            """)
    void account_isFoundByNumberOrLid_orCannotBeTold(
            String ownJid, String ownLid, String jid, String lid, String where) {
        GroupSnapshot asMember = group(account(ownJid, ownLid), row(jid, lid, "member"));
        assertThat(asMember.isWithoutSelf()).isEqualTo(where.equals("out"));
        // Where it cannot be told, WhatsApp is left to refuse.
        assertThat(asMember.isNotAdministered()).isEqualTo(!where.equals("hidden"));
        GroupSnapshot asAdmin = group(account(ownJid, ownLid), row(jid, lid, "admin"));
        assertThat(asAdmin.isNotAdministered()).isEqualTo(where.equals("out"));
    }

    @Test
    void self_thatTheEngineNames_countsBeforeTheRows() {
        Map<String, Object> answer =
                Map.of("self", row(NUMBER, null, "admin"), "members", List.of(row(NUMBER, null, "member")));
        assertThat(GroupSnapshot.of(answer, account(NUMBER, LID)).isNotAdministered())
                .isFalse();
    }

    @Test
    void change_ofOneself_changesWhatTheAccountIs() {
        GroupSnapshot before = group(account(NUMBER, LID), row(NUMBER, LID, "admin"));
        GroupSnapshot after = before.with(before.member(LID), "member");
        assertThat(after.isNotAdministered()).isTrue();
        assertThat(after.member(NUMBER).role()).isEqualTo("member");
        assertThat(before.isNotAdministered()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            -,                   -,      member
            6281@c.us,           -,      member
            6281@s.whatsapp.net, 81,     member
            6281@s.whatsapp.net, -,      left
            6281@s.whatsapp.net, -,      -
            """)
    void row_thatIsNotOfTheVocabulary_isNonsense(String jid, String lid, String role) {
        assertThatThrownBy(() -> group(account(NUMBER, LID), row(jid, lid, role)))
                .isInstanceOf(EngineFailure.class);
    }

    @Test
    void otherName_isWorthAskingFor_whereSomebodyIsListedWithoutIt() {
        GroupSnapshot hidden = group(account(NUMBER, LID), row(null, LID, "member"));
        assertThat(hidden.mayList(NUMBER)).isTrue();
        assertThat(hidden.mayList("99@lid")).isFalse();
        assertThat(hidden.mayList("nonsense")).isFalse();
    }
}
