package io.wagateway.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IntendedChangeTest {
    private static final IntendedChange PROMOTION = IntendedChange.of(
            MembershipChange.PROMOTE,
            List.of(
                    new IntendedChange.Member("1@lid", "1@s.whatsapp.net", "1@lid", false),
                    new IntendedChange.Member("2@lid", null, null, true)));

    /** As versions before the rename of its Java components wrote it. */
    private static final String STORED = "{\"kind\":\"PROMOTE\",\"members\":["
            + "{\"named\":\"1@lid\",\"jid\":\"1@s.whatsapp.net\",\"lid\":\"1@lid\"},"
            + "{\"named\":\"2@lid\",\"already\":true}],\"told\":true}";

    @Test
    void rowOfAPreviousVersion_isReadable() {
        assertThat(IntendedChange.of(STORED)).isEqualTo(PROMOTION.asReportedAsUnknown());
    }

    /** During a rolling update a node of the previous version may recover the row. */
    @Test
    void row_isReadableByThePreviousVersion() {
        assertThat(PROMOTION.asReportedAsUnknown().toJson()).isEqualTo(STORED);
    }

    @Test
    void update_keepsItsFields() {
        IntendedChange update = IntendedChange.of(IntendedChange.Kind.UPDATE, Map.of("subject", "x", "locked", true));
        assertThat(IntendedChange.of(update.toJson())).isEqualTo(update);
    }

    @Test
    void kindOfALaterVersion_isRefused() {
        assertThatThrownBy(() -> IntendedChange.of("{\"kind\":\"OF_A_LATER_VERSION\"}"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
