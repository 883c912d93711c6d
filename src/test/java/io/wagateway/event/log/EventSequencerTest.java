package io.wagateway.event.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.wagateway.TestDatabase;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

class EventSequencerTest {
    private static final Origin KEY = new Origin("org", "session", "key:1", "request", "promoteGroupMember");

    static List<TestDatabase> databases() {
        return TestDatabase.both();
    }

    @ParameterizedTest
    @MethodSource("databases")
    void stop_whileItAssignsPositions_leavesTheDatabaseUsable(TestDatabase database) throws Exception {
        JdbcTemplate batches = new JdbcTemplate(database.source());
        EventLog log = new EventLog(batches, database.transaction(), database.clock());
        // The connection of a call in flight.
        SingleConnectionDataSource another =
                new SingleConnectionDataSource(database.source().getConnection(), true);
        for (int round = 1; round <= 20; round++) {
            CountDownLatch atWork = new CountDownLatch(1);
            EventDestinations destinations = (events, selection) -> {
                events.forEach(event -> selection.add("broker", event));
                atWork.countDown();
            };
            EventSequencer sequencer = new EventSequencer(
                    log,
                    new PositionAssigner(
                            database.jdbc(),
                            batches,
                            database.transaction(),
                            List.of(destinations),
                            System::currentTimeMillis));
            sequencer.start();
            log.append(IntStream.range(0, 100).mapToObj(i -> event()).toList());
            assertThat(atWork.await(10, TimeUnit.SECONDS)).isTrue();
            sequencer.stop();
            assertThat(sequencer.isRunning()).isFalse();
            assertThat(JdbcClient.create(another)
                            .sql("select count(*) from events")
                            .query(Integer.class)
                            .single())
                    .isEqualTo(100 * round);
        }
        another.destroy();
    }

    private static Event event() {
        return Event.of(EventName.PROMOTED, KEY, "1@g.us", Map.of("memberJid", "62@s.whatsapp.net"));
    }
}
