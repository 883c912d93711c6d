package io.wagateway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ParticipantResultsTest {
    private static final String ONE = "6281@s.whatsapp.net";
    private static final String TWO = "6282@s.whatsapp.net";

    private static final List<Map<String, Object>> ONE_IS_IN_TWO_IS_NOT = List.of(
            Map.of("member", ONE),
            Map.of("member", TWO, "refusal", "invite_only", "reason", WhatsAppCodes.reason("invite_only")));

    private static Map<String, Object> baileys(String jid, String status) {
        return Map.of("jid", jid, "status", status, "content", Map.of("tag", "participant", "attrs", Map.of()));
    }

    @Test
    void rowsOfBaileys_areUnderstood_inAnyOrder() {
        assertThat(ParticipantResults.of(
                        "addMembers", List.of(ONE, TWO), List.of(baileys(TWO, "403"), baileys(ONE, "200"))))
                .isEqualTo(ONE_IS_IN_TWO_IS_NOT);
    }

    @Test
    void rowsOfWhatsmeow_areUnderstood_byEitherName() {
        List<Map<String, Object>> rows = List.of(
                Map.of("JID", "111@lid", "PhoneNumber", ONE, "Error", 409),
                Map.of("JID", "222@lid", "PhoneNumber", TWO, "Error", 403));

        assertThat(ParticipantResults.of("addMembers", List.of(ONE, TWO), rows)).isEqualTo(ONE_IS_IN_TWO_IS_NOT);
    }

    @Test
    void rowsOfWhatsappWebJs_areUnderstood() {
        Map<String, Object> rows = Map.of("6281@c.us", Map.of("code", 200), "6282@c.us", Map.of("code", 403));

        assertThat(ParticipantResults.of("addMembers", List.of(ONE, TWO), rows)).isEqualTo(ONE_IS_IN_TWO_IS_NOT);
    }

    @Test
    void oneRowByAnotherName_isTheRemainingMembers() {
        assertThat(ParticipantResults.of(
                        "addMembers", List.of(ONE, TWO), List.of(baileys("222@lid", "403"), baileys(ONE, "200"))))
                .isEqualTo(ONE_IS_IN_TWO_IS_NOT);
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
        assertThat(rows.get(0)).isEqualTo(Map.of("member", "6281@s.whatsapp.net"));
        assertThat(rows.get(1)).containsEntry("member", "6282@s.whatsapp.net").containsEntry("refusal", "invite_only");
        assertThat(ParticipantResults.ofNamed("createGroup", members, null)).isEmpty();
    }
}
