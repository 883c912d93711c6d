package io.wagateway.group.stored;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObservedGroupTest {
    /** The account's names, those of the group's only member, and whether the account is certainly not in the group. */
    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            6281@s.whatsapp.net,          -,      6281@s.whatsapp.net,         -,      false
            6281@s.whatsapp.net,          81@lid, -,                           81@lid, false
            5561999991234@s.whatsapp.net, -,      556199991234@s.whatsapp.net, -,      false
            6281@s.whatsapp.net,          -,      -,                           99@lid, false
            -,                            81@lid, 6289@s.whatsapp.net,         -,      false
            -,                            -,      6289@s.whatsapp.net,         99@lid, false
            6281@s.whatsapp.net,          -,      6289@s.whatsapp.net,         99@lid, true
            6281@s.whatsapp.net,          81@lid, -,                           99@lid, true
            6281@s.whatsapp.net,          81@lid, 6289@s.whatsapp.net,         -,      true
            """)
    void account_isCertainlyNoMember_onlyIfNoRowMayBeItsOwn(
            String ownJid, String ownLid, String jid, String lid, boolean without) {
        Map<String, Object> row = new HashMap<>(Map.of("role", "member"));
        row.put("jid", jid);
        row.put("lid", lid);
        assertThat(group(Map.of("members", List.of(row))).isWithout(ownJid, ownLid))
                .isEqualTo(without);
        assertThat(group(Map.of("members", List.of(row), "skipped", 1)).isWithout(ownJid, ownLid))
                .isFalse();
        assertThat(group(Map.of("members", List.of(row), "self", row)).isWithout(ownJid, ownLid))
                .isFalse();
    }

    private static ObservedGroup group(Map<String, Object> response) {
        return ObservedGroup.read("120363000000000001@g.us", response);
    }
}
