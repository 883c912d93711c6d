package io.wagateway.event.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wagateway.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.JdbcTemplate;

class EventLogTest {
    private static final List<TestDatabase> DATABASES = TestDatabase.both();

    static List<TestDatabase> databases() {
        return DATABASES;
    }

    private static JsonNode logged(TestDatabase database, String message) throws Exception {
        EventLog log =
                new EventLog(new JdbcTemplate(database.emptied().source()), database.transaction(), database.clock());
        Origin origin = new Origin("org", "session", "key:1", "request", "promoteGroupMember");
        log.append(List.of(Event.of(EventName.FAILED, origin, "1@g.us", Map.of("message", message))));
        return new ObjectMapper()
                .readTree(database.jdbc()
                        .sql("select payload from events")
                        .query(String.class)
                        .single());
    }

    @ParameterizedTest
    @MethodSource("databases")
    void append_longText_isCutAndOtherFieldsAreKept(TestDatabase database) throws Exception {
        // Each is six characters as JSON.
        JsonNode payload = logged(database, "\u0001".repeat(5_000));
        assertThat(payload.get("message").asText()).hasSizeGreaterThan(500).matches("\u0001+");
        assertThat(payload.get("requestId").asText()).isEqualTo("request");
        assertThat(payload.get("groupJid").asText()).isEqualTo("1@g.us");
        assertThat(logged(database, "x" + "📱".repeat(9_000)).get("message").asText())
                .matches("x(📱)+");
    }

    @ParameterizedTest
    @MethodSource("databases")
    void append_characterThatNoDatabaseStores_isReplaced(TestDatabase database) throws Exception {
        assertThat(logged(database, "a\u0000b\ud800c📱").get("message").asText())
                .isEqualTo("a\u0000b\ufffdc📱");
    }

    /** The order in which the log got them. */
    @ParameterizedTest
    @MethodSource("databases")
    void readAfter_isTheGroupsEventsOfThatNameFromThere(TestDatabase database) {
        EventLog log =
                new EventLog(new JdbcTemplate(database.emptied().source()), database.transaction(), database.clock());
        assertThat(log.lastNumber()).isZero();
        Origin origin = new Origin("org", "session", "key:1", "request", null);
        log.append(List.of(Event.of(EventName.PROMOTED, origin, "1@g.us", Map.of("memberJid", "before"))));
        long number = log.lastNumber();
        log.append(List.of(
                Event.of(EventName.PROMOTED, origin, "1@g.us", Map.of("memberJid", "a")),
                Event.of(EventName.DEMOTED, origin, "1@g.us", Map.of("memberJid", "demoted")),
                Event.of(EventName.PROMOTED, origin, "2@g.us", Map.of("memberJid", "of another group"))));
        Origin other = new Origin("org", "other", null, "request", null);
        log.append(List.of(Event.of(EventName.PROMOTED, other, "1@g.us", Map.of("memberJid", "b"))));
        Origin theirs = new Origin("theirs", "session", null, "request", null);
        log.append(List.of(Event.of(EventName.PROMOTED, theirs, "1@g.us", Map.of("memberJid", "theirs"))));
        List<String> read = new ArrayList<>();
        database.transaction()
                .executeWithoutResult(status -> log.readAfter(
                        number,
                        "org",
                        "1@g.us",
                        EventName.PROMOTED,
                        (session, payload) -> read.add(session + " " + payload.get("memberJid"))));
        assertThat(read).containsExactly("session a", "other b");
    }
}
