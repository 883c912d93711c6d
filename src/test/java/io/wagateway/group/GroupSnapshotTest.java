package io.wagateway.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wagateway.error.EngineException;
import io.wagateway.group.stored.MemberRole;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupSnapshotTest {
    private static final String NUMBER = "6281@s.whatsapp.net";
    private static final String LID = "81@lid";

    private static Map<String, Object> row(String jid, String lid, String role) {
        Map<String, Object> row = new HashMap<>();
        row.put("jid", jid);
        row.put("lid", lid);
        row.put("role", role);
        return row;
    }

    private static GroupSnapshot group(Map<String, Object> row) {
        return GroupSnapshot.of(Map.of("members", List.of(row)), 0);
    }

    /** The names that an engine knows of the account, the names in the only row, and whether they are the same person. */
    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            6281@s.whatsapp.net, -,      6281@s.whatsapp.net, -,      in
            6281@s.whatsapp.net, -,      6281@s.whatsapp.net, 81@lid, in
            6281@s.whatsapp.net, 81@lid, -,                   81@lid, in
            -,                   81@lid, 6281@s.whatsapp.net, 81@lid, in
            6281@s.whatsapp.net, 81@lid, -,                   99@lid, out
            6281@s.whatsapp.net, -,      6289@s.whatsapp.net, -,      out
            6281@s.whatsapp.net, -,      6289@s.whatsapp.net, 99@lid, out
            6281@s.whatsapp.net, -,      -,                   99@lid, unknown
            -,                   81@lid, 6289@s.whatsapp.net, -,      unknown
            -,                   -,      6289@s.whatsapp.net, -,      unknown
            """)
    void account_isFoundByNumberOrLid_orIsUnknown(String ownJid, String ownLid, String jid, String lid, String where) {
        AccountRole asMember = group(row(jid, lid, "member")).accountRole(ownJid, ownLid);
        AccountRole asAdmin = group(row(jid, lid, "admin")).accountRole(ownJid, ownLid);
        assertThat(asMember.wireName()).isEqualTo(where.equals("in") ? "member" : where);
        assertThat(asAdmin.wireName()).isEqualTo(where.equals("in") ? "admin" : where);
    }

    @Test
    void self_thatTheEngineNames_countsBeforeTheRows() {
        Map<String, Object> answer =
                Map.of("self", row(NUMBER, null, "admin"), "members", List.of(row(NUMBER, null, "member")));
        assertThat(GroupSnapshot.of(answer, 0).accountRole(NUMBER, LID)).isEqualTo(AccountRole.ADMIN);
    }

    @Test
    void change_ofOneself_changesWhatTheAccountIs() {
        GroupSnapshot before = group(row(NUMBER, LID, "admin"));
        GroupSnapshot after = before.with(before.member(LID), MemberRole.MEMBER);
        assertThat(after.accountRole(NUMBER, LID)).isEqualTo(AccountRole.MEMBER);
        assertThat(after.member(NUMBER).role()).isEqualTo(MemberRole.MEMBER);
        assertThat(before.accountRole(NUMBER, LID)).isEqualTo(AccountRole.ADMIN);
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            -,                   -,      member
            6281@c.us,           -,      member
            6281@s.whatsapp.net, 81,     member
            6281@s.whatsapp.net, -,      left
            6281@s.whatsapp.net, -,      owner
            """)
    void row_thatIsNotOfTheVocabulary_isInvalid(String jid, String lid, String role) {
        assertThatThrownBy(() -> group(row(jid, lid, role))).isInstanceOf(EngineException.class);
    }

    @Test
    void otherName_isWorthAskingFor_ifAMemberIsListedWithoutIt() {
        GroupSnapshot hidden = group(row(null, LID, "member"));
        assertThat(hidden.mayList(NUMBER)).isTrue();
        assertThat(hidden.mayList("99@lid")).isFalse();
        assertThat(hidden.mayList("nonsense")).isFalse();
    }
}
