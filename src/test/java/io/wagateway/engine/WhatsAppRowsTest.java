package io.wagateway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WhatsAppRowsTest {
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
        assertThat(WhatsAppRows.of("addMembers", List.of(ONE, TWO), List.of(baileys(TWO, "403"), baileys(ONE, "200"))))
                .isEqualTo(ONE_IS_IN_TWO_IS_NOT);
    }

    @Test
    void rowsOfWhatsmeow_areUnderstood_byEitherName() {
        List<Map<String, Object>> rows = List.of(
                Map.of("JID", "111@lid", "PhoneNumber", ONE, "Error", 409),
                Map.of("JID", "222@lid", "PhoneNumber", TWO, "Error", 403));

        assertThat(WhatsAppRows.of("addMembers", List.of(ONE, TWO), rows)).isEqualTo(ONE_IS_IN_TWO_IS_NOT);
    }

    @Test
    void rowsOfWhatsappWebJs_areUnderstood() {
        Map<String, Object> rows = Map.of("6281@c.us", Map.of("code", 200), "6282@c.us", Map.of("code", 403));

        assertThat(WhatsAppRows.of("addMembers", List.of(ONE, TWO), rows)).isEqualTo(ONE_IS_IN_TWO_IS_NOT);
    }

    @Test
    void oneRowByANameThatNobodyAskedFor_isTheOneLeftOver() {
        assertThat(WhatsAppRows.of(
                        "addMembers", List.of(ONE, TWO), List.of(baileys("222@lid", "403"), baileys(ONE, "200"))))
                .isEqualTo(ONE_IS_IN_TWO_IS_NOT);
    }

    @Test
    void rowsThatCannotBeToldApart_sayNothing() {
        assertThat(WhatsAppRows.of(
                        "addMembers", List.of(ONE, TWO), List.of(baileys("222@lid", "403"), baileys("111@lid", "200"))))
                .isNull();
    }

    @Test
    void whatIsNotARowForEach_saysNothing() {
        List<String> members = List.of(ONE);

        assertThat(WhatsAppRows.of("addMembers", members, List.of())).isNull();
        assertThat(WhatsAppRows.of("addMembers", members, null)).isNull();
        assertThat(WhatsAppRows.of("addMembers", members, true)).isNull();
        assertThat(WhatsAppRows.of("addMembers", members, Map.of("status", 200)))
                .isNull();
        assertThat(WhatsAppRows.of("addMembers", members, List.of("x"))).isNull();
        assertThat(WhatsAppRows.of("addMembers", members, List.of(baileys(ONE, "ok"))))
                .isNull();
        assertThat(WhatsAppRows.of("addMembers", members, List.of(baileys(ONE, "200"), baileys(TWO, "200"))))
                .isNull();
        assertThat(WhatsAppRows.of("addMembers", members, List.of(Map.of("JID", ONE, "Error", "what"))))
                .isNull();
    }
}
