package io.wagateway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ParticipantResultsTest {
    private static final String ONE = "6281@s.whatsapp.net";
    private static final String TWO = "6282@s.whatsapp.net";

    private static void oneIsInTwoIsNot(List<? extends Map<String, Object>> rows) {
        assertThat(rows).hasSize(2);
        assertThat(rows.get(0)).containsEntry("member", ONE).doesNotContainKey("refusal");
        assertThat(rows.get(1))
                .containsEntry("member", TWO)
                .containsEntry("refusal", "invite_only")
                .containsEntry("code", 403)
                .containsEntry("reason", "forbidden");
    }

    private static Map<String, Object> baileys(String jid, String status) {
        return Map.of("jid", jid, "status", status, "content", Map.of("tag", "participant", "attrs", Map.of()));
    }

    @Test
    void rowsOfBaileys_areUnderstood_inAnyOrder() {
        assertThat(ParticipantResults.of(
                        "addMembers", List.of(ONE, TWO), List.of(baileys(TWO, "403"), baileys(ONE, "200"))))
                .satisfies(ParticipantResultsTest::oneIsInTwoIsNot);
    }

    @Test
    void rowsOfWhatsmeow_areUnderstood_byEitherName() {
        List<Map<String, Object>> rows = List.of(
                Map.of("JID", "111@lid", "PhoneNumber", ONE, "Error", 409),
                Map.of("JID", "222@lid", "PhoneNumber", TWO, "Error", 403));

        assertThat(ParticipantResults.of("addMembers", List.of(ONE, TWO), rows))
                .satisfies(ParticipantResultsTest::oneIsInTwoIsNot);
    }

    @Test
    void rowsOfWhatsappWebJs_areUnderstood() {
        Map<String, Object> rows = Map.of("6281@c.us", Map.of("code", 200), "6282@c.us", Map.of("code", 403));

        assertThat(ParticipantResults.of("addMembers", List.of(ONE, TWO), rows))
                .satisfies(ParticipantResultsTest::oneIsInTwoIsNot);
    }

    @Test
    void oneRowByAnotherName_isTheRemainingMembers() {
        assertThat(ParticipantResults.of(
                        "addMembers", List.of(ONE, TWO), List.of(baileys("222@lid", "403"), baileys(ONE, "200"))))
                .satisfies(ParticipantResultsTest::oneIsInTwoIsNot);
    }

    @Test
    void rowsOfUnclearMembers_areNoResult() {
        assertThat(ParticipantResults.of(
                        "addMembers", List.of(ONE, TWO), List.of(baileys("222@lid", "403"), baileys("111@lid", "200"))))
                .isNull();
    }

    @Test
    void responseWithoutARowForEach_isNoResult() {
        List<String> members = List.of(ONE);

        assertThat(ParticipantResults.of("addMembers", members, List.of())).isNull();
        assertThat(ParticipantResults.of("addMembers", members, null)).isNull();
        assertThat(ParticipantResults.of("addMembers", members, true)).isNull();
        assertThat(ParticipantResults.of("addMembers", members, Map.of("status", 200)))
                .isNull();
        assertThat(ParticipantResults.of("addMembers", members, List.of("x"))).isNull();
        assertThat(ParticipantResults.of("addMembers", members, List.of(baileys(ONE, "ok"))))
                .isNull();
        assertThat(ParticipantResults.of("addMembers", members, List.of(baileys(ONE, "200"), baileys(TWO, "200"))))
                .isNull();
        assertThat(ParticipantResults.of("addMembers", members, List.of(Map.of("JID", ONE, "Error", "what"))))
                .isNull();
    }

    @Test
    void newGroup_hasRowsForItsNamedMembers() {
        List<Map<String, Object>> participants = List.of(
                Map.of("JID", "6280@s.whatsapp.net", "IsSuperAdmin", true, "Error", 0),
                Map.of("JID", "6281@s.whatsapp.net", "Error", 0),
                Map.of("JID", "82@lid", "PhoneNumber", "6282@s.whatsapp.net", "Error", 403));
        List<String> members = List.of("6281@s.whatsapp.net", "6282@s.whatsapp.net", "6283@s.whatsapp.net");

        List<Map<String, Object>> rows = ParticipantResults.ofNamed("createGroup", members, participants);

        assertThat(rows).hasSize(2);
        assertThat(rows.get(0)).containsEntry("member", "6281@s.whatsapp.net").doesNotContainKey("refusal");
        assertThat(rows.get(1)).containsEntry("member", "6282@s.whatsapp.net").containsEntry("refusal", "invite_only");
        assertThat(ParticipantResults.ofNamed("createGroup", members, null)).isEmpty();
    }

    @Test
    void rows_areFoundByWhatsAppsOwnSpelling_whichTheyBring() {
        Map<String, Object> row = Map.of(
                "jid",
                "81@lid",
                "status",
                "200",
                "content",
                Map.of("attrs", Map.of("jid", "81@lid", "phone_number", "556199991234@s.whatsapp.net")));
        List<String> members = List.of("5561999991234@s.whatsapp.net", ONE);

        List<Map<String, Object>> rows =
                ParticipantResults.of("addMembers", members, List.of(baileys(ONE, "403"), row));

        assertThat(rows.get(0))
                .containsEntry("member", "5561999991234@s.whatsapp.net")
                .containsEntry("jid", "556199991234@s.whatsapp.net")
                .containsEntry("lid", "81@lid")
                .doesNotContainKey("refusal");
        assertThat(rows.get(1)).containsEntry("refusal", "invite_only");
    }

    @Test
    void rowsThatNameNobodyOfTheRequest_areTheResult_ifAllOfThemSayTheSame() {
        for (String code : List.of("200", "409")) {
            List<Map<String, Object>> rows = ParticipantResults.of(
                    "addMembers", List.of(ONE, TWO), List.of(baileys("222@lid", code), baileys("111@lid", code)));

            assertThat(rows).extracting(row -> row.get("member")).containsExactly(ONE, TWO);
            assertThat(rows).allSatisfy(row -> assertThat(row)
                    .doesNotContainKeys("refusal", "lid")
                    .satisfies(it -> assertThat(it.containsKey("unchanged")).isEqualTo(code.equals("409"))));
        }
    }

    /** One of them is new to the group, and the other was in it: nothing says which. */
    @Test
    void rowsThatNameNobodyOfTheRequest_areNoResult_ifOneIsUnchanged() {
        assertThat(ParticipantResults.of(
                        "addMembers", List.of(ONE, TWO), List.of(baileys("222@lid", "200"), baileys("111@lid", "409"))))
                .isNull();
    }

    @Test
    void refusedAddition_bringsTheInviteOfEitherLibrary() {
        Map<String, Object> node =
                Map.of("tag", "add_request", "attrs", Map.of("code", "AbC", "expiration", "1700000000"));
        Map<String, Object> ofBaileys =
                Map.of("jid", ONE, "status", "403", "content", Map.of("tag", "participant", "content", List.of(node)));
        Map<String, Object> ofWhatsmeow = Map.of(
                "JID", ONE, "Error", 403, "AddRequest", Map.of("Code", "AbC", "Expiration", "2023-11-14T22:13:20Z"));

        for (Map<String, Object> row : List.of(ofBaileys, ofWhatsmeow)) {
            assertThat(ParticipantResults.of("addMembers", List.of(ONE), List.of(row))
                            .get(0))
                    .containsEntry("invite", Map.of("code", "AbC", "expiresAt", 1_700_000_000_000L));
        }
    }
}
