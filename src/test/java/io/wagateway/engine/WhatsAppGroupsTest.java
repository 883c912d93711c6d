package io.wagateway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WhatsAppGroupsTest {
    private static final String JID = "120363041234567890@g.us";

    private static final Map<String, Object> WHOLE = Map.of(
            "jid",
            JID,
            "subject",
            "Team",
            "description",
            "Ours",
            "owner",
            "6281@s.whatsapp.net",
            "announce",
            true,
            "locked",
            false,
            "createdAt",
            1_700_000_000_000L,
            "size",
            2);

    @Test
    void groupOfWhatsmeow_isUnderstood() {
        Map<String, Object> written = Map.of(
                "JID", JID,
                "Name", "Team",
                "Topic", "Ours",
                "OwnerJID", "111@lid",
                "OwnerPN", "6281@s.whatsapp.net",
                "IsAnnounce", true,
                "IsLocked", false,
                "GroupCreated", "2023-11-14T19:13:20-03:00",
                "Participants", List.of(Map.of(), Map.of()));

        assertThat(WhatsAppGroups.of(written)).isEqualTo(WHOLE);
    }

    @Test
    void groupWithNamesInLowerCase_isUnderstood() {
        Map<String, Object> written = Map.of(
                "jid",
                JID,
                "name",
                "Team",
                "topic",
                "Ours",
                "ownerjid",
                "6281@s.whatsapp.net",
                "isannounce",
                true,
                "islocked",
                false,
                "groupcreated",
                "2023-11-14T22:13:20Z",
                "participantcount",
                2);

        assertThat(WhatsAppGroups.of(written)).isEqualTo(WHOLE);
    }

    @Test
    void personRefusedInANewGroup_isNotCounted() {
        Map<String, Object> written =
                Map.of("JID", JID, "Participants", List.of(Map.of("Error", 0), Map.of("Error", 403), Map.of()));

        assertThat(WhatsAppGroups.of(written)).containsEntry("size", 2);
    }

    @Test
    void groupOfBaileys_isUnderstood() {
        Map<String, Object> written = Map.of(
                "id",
                JID,
                "subject",
                "Team",
                "desc",
                "Ours",
                "owner",
                "6281@s.whatsapp.net",
                "announce",
                true,
                "restrict",
                false,
                "creation",
                1_700_000_000,
                "size",
                2);

        assertThat(WhatsAppGroups.of(written)).isEqualTo(WHOLE);
    }

    @Test
    void groupOfWhatsappWebJs_isUnderstood() {
        Map<String, Object> metadata = Map.of(
                "subject",
                "Team",
                "desc",
                "Ours",
                "owner",
                Map.of("_serialized", "6281@c.us"),
                "announce",
                true,
                "restrict",
                false,
                "creation",
                1_700_000_000,
                "participants",
                List.of(Map.of(), Map.of()));

        assertThat(WhatsAppGroups.of(
                        Map.of("id", Map.of("_serialized", JID), "name", "Team", "groupMetadata", metadata)))
                .isEqualTo(WHOLE);
    }

    @Test
    void unknownFields_areMissing() {
        Map<String, Object> written =
                Map.of("JID", JID, "OwnerJID", "", "GroupCreated", "0001-01-01T00:00:00Z", "ParticipantCount", 0);

        assertThat(WhatsAppGroups.of(written)).isEqualTo(Map.of("jid", JID));
    }

    @Test
    void ownerWithoutANumber_isALid() {
        assertThat(WhatsAppGroups.of(Map.of("id", JID, "owner", "111@lid"))).containsEntry("owner", "111@lid");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "6281@s.whatsapp.net", "120363041234567890@newsletter", "<html>"})
    void objectWithoutAGroupJid_isNoGroup(String name) {
        assertThat(WhatsAppGroups.of(Map.of("id", name))).isNull();
        assertThat(WhatsAppGroups.of(name)).isNull();
    }
}
