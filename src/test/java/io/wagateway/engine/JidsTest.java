package io.wagateway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class JidsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"1@g.us", "120363041234567890@g.us", "6281111111111-1500000000@g.us", "12345678901234567890@g.us"
            })
    void group_ofOldAndNewForm_isWellFormed(String jid) {
        assertThat(Jids.isGroup(jid)).isTrue();
        assertThat(Jids.isMember(jid)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1@s.whatsapp.net", "12345678901234567890@s.whatsapp.net", "222222222222222@lid"})
    void member_byNumberOrLid_isWellFormed(String jid) {
        assertThat(Jids.isMember(jid)).isTrue();
        assertThat(Jids.isGroup(jid)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "@g.us",
                "@lid",
                "1@G.US",
                "1@c.us",
                "+1@s.whatsapp.net",
                "123456789012345678901@s.whatsapp.net",
                "123456789012345678901@g.us",
                "1-@g.us",
                "-1@g.us",
                "1-2-3@g.us",
                "1:12@s.whatsapp.net",
                "1@s.whatsapp.net\n",
                " 1@lid",
                "1@lid@lid",
                "1@sXwhatsapp.net",
                "\u0661@s.whatsapp.net",
                "*"
            })
    void anythingElse_isNot(String jid) {
        assertThat(Jids.isGroup(jid)).isFalse();
        assertThat(Jids.isMember(jid)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            6281@s.whatsapp.net,     6281@s.whatsapp.net, -
            6281:12@s.whatsapp.net,  6281@s.whatsapp.net, -
            6281@c.us,               6281@s.whatsapp.net, -
            6281,                    6281@s.whatsapp.net, -
            222@lid,                 -,                   222@lid
            222:3@lid,               -,                   222@lid
            120363@g.us,             -,                   -
            status@broadcast,        -,                   -
            '',                      -,                   -
            -,                       -,                   -
            6281@s.whatsapp.net.evil, -,                  -
            """)
    void jidOfAnEngine_isAUserOrALidOrNone(String written, String user, String lid) {
        assertThat(Jids.userOf(written)).isEqualTo(user);
        assertThat(Jids.lidOf(written)).isEqualTo(lid);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "13135550002@bot",
                "6281:99@hosted",
                "222@hosted.lid",
                "120363@newsletter",
                "status@broadcast",
                "6281@msgr"
            })
    void memberOfAnotherServer_isElsewhere(String written) {
        assertThat(Jids.isElsewhere(written)).isTrue();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "6281",
                "6281@s.whatsapp.net",
                "6281:12@c.us",
                "222@lid",
                "x@lid",
                "120363@g.us",
                "@bot",
                "6281@",
                "a b@bot"
            })
    void memberOrMistake_isNotElsewhere(String written) {
        assertThat(Jids.isElsewhere(written)).isFalse();
    }
}
