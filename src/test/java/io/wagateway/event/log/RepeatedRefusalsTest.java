package io.wagateway.event.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wagateway.TestDatabase;
import io.wagateway.database.DatabaseClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.JdbcTemplate;

class RepeatedRefusalsTest {
    private static final List<TestDatabase> DATABASES = TestDatabase.both();

    private final AtomicLong nanos = new AtomicLong();

    static List<TestDatabase> databases() {
        return DATABASES;
    }

    /** The log of one node. */
    private EventLog node(TestDatabase database) {
        JdbcTemplate jdbc = new JdbcTemplate(database.source());
        return new EventLog(
                jdbc, database.transaction(), new DatabaseClock(jdbc, nanos::get, System::currentTimeMillis));
    }

    private void later(int seconds) {
        nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    private static Event refusal(String requestId, Map<String, Object> payload) {
        Origin origin = new Origin("org", "phone", "key:1", requestId, "promoteGroupMember");
        return Event.of(EventName.DENIED, origin, "1@g.us", payload);
    }

    private static Event refusal(String requestId) {
        return refusal(requestId, Map.of("memberJid", "2@s.whatsapp.net", "code", "member_not_found"));
    }

    /** What the log has, without what no test is about: {@code requestId repeats}. */
    private static List<String> told(TestDatabase database) {
        return database.jdbc().sql("select payload from events order by number").query(String.class).list().stream()
                .map(RepeatedRefusalsTest::json)
                .map(payload -> payload.get("requestId").asText()
                        + (payload.has("repeats") ? " " + payload.get("repeats") : ""))
                .toList();
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("databases")
    void repetition_withinAMinute_isCounted_andToldAtItsEnd(TestDatabase database) {
        EventLog log = node(database.emptied());
        log.append(List.of(refusal("first")));
        later(59);
        log.append(List.of(refusal("second"), refusal("third")));
        log.appendRepeats();
        assertThat(told(database)).containsExactly("first");
        later(1);
        log.appendRepeats();
        assertThat(told(database)).containsExactly("first", "third 2");
        assertThat(database.jdbc()
                        .sql("select count(distinct id) from events")
                        .query(Integer.class)
                        .single())
                .isEqualTo(2);
        log.append(List.of(refusal("fourth")));
        assertThat(told(database)).as("the event at the end began a new minute").hasSize(2);
        later(60);
        log.appendRepeats();
        assertThat(told(database)).containsExactly("first", "third 2", "fourth 1");
        later(60);
        log.appendRepeats();
        assertThat(told(database)).hasSize(3);
        assertThat(database.jdbc()
                        .sql("select count(*) from recent_refusals")
                        .query(Integer.class)
                        .single())
                .isZero();
        log.append(List.of(refusal("fifth")));
        assertThat(told(database)).containsExactly("first", "third 2", "fourth 1", "fifth");
    }

    @ParameterizedTest
    @MethodSource("databases")
    void refusal_afterTheMinute_tellsOfTheRepetitions(TestDatabase database) {
        EventLog log = node(database.emptied());
        log.append(List.of(refusal("first"), refusal("second"), refusal("third")));
        later(60);
        log.append(List.of(refusal("fourth")));
        assertThat(told(database)).containsExactly("first", "fourth 2");
        later(60);
        log.appendRepeats();
        assertThat(told(database)).hasSize(2);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void refusal_thatDiffers_andAnyOtherEvent_isTold(TestDatabase database) {
        EventLog log = node(database.emptied());
        Map<String, Object> named = Map.of("memberJid", "2@s.whatsapp.net", "code", "member_not_found");
        Origin origin = new Origin("org", "phone", "key:1", "r", "promoteGroupMember");
        List<Event> all = List.of(
                Event.of(EventName.DENIED, origin, "1@g.us", named),
                Event.of(EventName.DENIED, origin, "2@g.us", named),
                Event.of(EventName.DENIED, origin, "1@g.us", Map.of("memberJid", "2@lid", "code", "member_not_found")),
                Event.of(EventName.DENIED, origin, "1@g.us", Map.of("memberJid", "2@s.whatsapp.net", "code", "x")),
                Event.of(
                        EventName.DENIED,
                        origin,
                        "1@g.us",
                        Map.of("memberJid", "2@s.whatsapp.net", "code", "member_not_found", "dryRun", true)),
                Event.of(
                        EventName.DENIED,
                        new Origin("org", "phone", "key:2", "r", "promoteGroupMember"),
                        "1@g.us",
                        named),
                Event.of(
                        EventName.DENIED,
                        new Origin("org", "phone", "key:1", "r", "demoteGroupMember"),
                        "1@g.us",
                        named),
                Event.of(
                        EventName.DENIED,
                        new Origin("org", "tel", "key:1", "r", "promoteGroupMember"),
                        "1@g.us",
                        named),
                Event.of(
                        EventName.DENIED,
                        new Origin("b", "phone", "key:1", "r", "promoteGroupMember"),
                        "1@g.us",
                        named));
        log.append(all);
        assertThat(told(database)).hasSameSizeAs(all);
        log.append(all);
        assertThat(told(database)).hasSameSizeAs(all);
        for (EventName name : List.of(EventName.FAILED, EventName.UNKNOWN, EventName.PROMOTED)) {
            Event event = Event.of(name, origin, "1@g.us", named);
            log.append(List.of(event, Event.of(name, origin, "1@g.us", named)));
        }
        assertThat(told(database)).hasSize(all.size() + 6);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void refusal_thatAnotherNodeHasTold_isCounted(TestDatabase database) {
        EventLog log = node(database.emptied());
        EventLog other = node(database);
        log.append(List.of(refusal("first")));
        later(30);
        other.append(List.of(refusal("second"), refusal("third")));
        assertThat(told(database)).containsExactly("first");
        later(30);
        log.appendRepeats();
        other.appendRepeats();
        assertThat(told(database)).containsExactly("first", "third 2");
    }

    @ParameterizedTest
    @MethodSource("databases")
    void refusal_whoseTransactionRollsBack_isToldByTheNext(TestDatabase database) {
        EventLog log = node(database.emptied());
        log.append(List.of(refusal("first"), refusal("second")));
        later(60);
        database.transaction().executeWithoutResult(status -> {
            log.append(List.of(refusal("third"), refusal("fourth")));
            status.setRollbackOnly();
        });
        assertThat(told(database)).containsExactly("first");
        database.transaction().executeWithoutResult(status -> log.append(List.of(refusal("fifth"), refusal("sixth"))));
        assertThat(told(database)).containsExactly("first", "fifth 1");
        log.destroy();
        assertThat(told(database)).containsExactly("first", "fifth 1", "sixth 1");
    }

    @ParameterizedTest
    @MethodSource("databases")
    void repetitions_thatCannotBeWritten_areToldLater(TestDatabase database) {
        EventLog log = node(database.emptied());
        log.append(List.of(refusal("first"), refusal("second")));
        later(60);
        database.jdbc().sql("alter table events rename to gone").update();
        try {
            assertThatException().isThrownBy(log::appendRepeats);
        } finally {
            database.jdbc().sql("alter table gone rename to events").update();
        }
        assertThat(told(database)).containsExactly("first");
        log.appendRepeats();
        assertThat(told(database)).containsExactly("first", "second 1");
    }

    @ParameterizedTest
    @MethodSource("databases")
    void refusals_atOneMoment_areAllCounted(TestDatabase database) {
        EventLog log = node(database.emptied());
        Set<String> made = ConcurrentHashMap.newKeySet();
        ExecutorService callers = Executors.newFixedThreadPool(8);
        try {
            CompletableFuture.allOf(IntStream.range(0, 400)
                            .mapToObj(i -> CompletableFuture.runAsync(
                                    () -> {
                                        later(i % 100 == 99 ? 61 : 0);
                                        Event event = refusal("r");
                                        made.add(event.id());
                                        log.append(List.of(event));
                                        if (i % 10 == 0) {
                                            log.appendRepeats();
                                        }
                                    },
                                    callers))
                            .toArray(CompletableFuture[]::new))
                    .join();
        } finally {
            callers.shutdownNow();
        }
        log.destroy();
        List<String> told =
                database.jdbc().sql("select id from events").query(String.class).list();
        assertThat(told).hasSizeBetween(2, 20);
        int leftOut = database.jdbc().sql("select payload from events").query(String.class).list().stream()
                .mapToInt(payload -> json(payload).path("repeats").asInt())
                .sum();
        // One at the end of a minute stands for no refusal of its own.
        assertThat(told.stream().filter(made::contains).count() + leftOut).isEqualTo(400);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void moreKindsThanFit_areAllTold_andTheirRepetitionsCounted(TestDatabase database) {
        EventLog log = node(database.emptied());
        log.append(List.of(refusal("first"), refusal("second")));
        database.transaction()
                .executeWithoutResult(status -> log.append(IntStream.range(0, 10_000)
                        .mapToObj(i -> refusal("many", Map.of("memberJid", i + "@s.whatsapp.net", "code", "x")))
                        .toList()));
        log.append(List.of(refusal("third")));
        assertThat(told(database)).hasSize(10_001);
        log.appendRepeats();
        assertThat(told(database)).hasSize(10_002).endsWith("second 1");
        later(60);
        log.appendRepeats();
        assertThat(told(database)).hasSize(10_003).endsWith("third 1");
    }
}
