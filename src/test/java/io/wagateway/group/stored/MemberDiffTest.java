package io.wagateway.group.stored;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemberDiffTest {
    private static ObservedMember member(String jid, String lid, String role) {
        return new ObservedMember(jid, lid, MemberRole.ofColumn(role), false, null);
    }

    private static MemberDiff.Row row(long id, String jid, String lid) {
        return new MemberDiff.Row(id, member(jid, lid, "member"));
    }

    private static MemberDiff diff(List<MemberDiff.Row> stored, ObservedMember... seen) {
        return MemberDiff.of(stored, Arrays.asList(seen));
    }

    @Test
    void membersAsBefore_writeNothing() {
        MemberDiff diff = diff(
                List.of(row(1, "1@s.whatsapp.net", null), row(2, null, "2@lid")),
                member("1@s.whatsapp.net", null, "member"),
                member(null, "2@lid", "member"));
        assertThat(diff).isEqualTo(new MemberDiff(List.of(), List.of(), List.of()));
    }

    @Test
    void newMember_isAdded_andMemberWhoLeft_isGone() {
        MemberDiff diff = diff(List.of(row(1, "1@s.whatsapp.net", null)), member("2@s.whatsapp.net", null, "admin"));
        assertThat(diff)
                .isEqualTo(new MemberDiff(List.of(member("2@s.whatsapp.net", null, "admin")), List.of(), List.of(1L)));
    }

    @Test
    void roleThatChanged_isWrittenToTheSameRow() {
        MemberDiff diff =
                diff(List.of(row(7, "1@s.whatsapp.net", "1@lid")), member("1@s.whatsapp.net", "1@lid", "admin"));
        assertThat(diff.changed()).containsExactly(new MemberDiff.Row(7, member("1@s.whatsapp.net", "1@lid", "admin")));
        assertThat(diff.added()).isEmpty();
        assertThat(diff.gone()).isEmpty();
    }

    @Test
    void numberThatBecomesKnown_keepsTheRowOfTheLid() {
        MemberDiff diff = diff(List.of(row(7, null, "1@lid")), member("1@s.whatsapp.net", "1@lid", "member"));
        assertThat(diff)
                .isEqualTo(new MemberDiff(
                        List.of(),
                        List.of(new MemberDiff.Row(7, member("1@s.whatsapp.net", "1@lid", "member"))),
                        List.of()));
    }

    @Test
    void nameAndTag_thatAnEngineDoesNotSayThisTime_stay() {
        MemberDiff.Row known =
                new MemberDiff.Row(7, new ObservedMember("1@s.whatsapp.net", "1@lid", MemberRole.MEMBER, false, "Uno"));
        MemberDiff diff = diff(List.of(known), member(null, "1@lid", "member"));
        assertThat(diff).isEqualTo(new MemberDiff(List.of(), List.of(), List.of()));
    }

    @Test
    void twoRows_thatTurnOutToBeOnePerson_becomeTheOlderOne() {
        MemberDiff diff = diff(
                List.of(row(3, "1@s.whatsapp.net", null), row(5, null, "1@lid")),
                member("1@s.whatsapp.net", "1@lid", "member"));
        assertThat(diff.changed())
                .containsExactly(new MemberDiff.Row(3, member("1@s.whatsapp.net", "1@lid", "member")));
        assertThat(diff.gone()).containsExactly(5L);
        assertThat(diff.added()).isEmpty();
    }

    @Test
    void memberNamedTwice_isOne() {
        MemberDiff diff = diff(
                List.of(),
                member("1@s.whatsapp.net", "1@lid", "admin"),
                member("1@s.whatsapp.net", null, "member"),
                member(null, "1@lid", "member"));
        assertThat(diff.added()).containsExactly(member("1@s.whatsapp.net", "1@lid", "admin"));
    }
}
