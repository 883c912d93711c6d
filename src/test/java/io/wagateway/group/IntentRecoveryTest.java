package io.wagateway.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.wagateway.TestDatabase;
import io.wagateway.database.DatabaseClock;
import io.wagateway.event.recovery.IntentStore;
import io.wagateway.event.recovery.NodeRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.JdbcTemplate;

class IntentRecoveryTest {
    private static final List<TestDatabase> DATABASES = TestDatabase.both();

    static List<TestDatabase> databases() {
        return DATABASES;
    }

    @ParameterizedTest
    @MethodSource("databases")
    void tick_ofANodeWhoseMonotonicClockRunsFast_correctsItByTheDatabases(TestDatabase database) {
        AtomicLong ahead = new AtomicLong();
        DatabaseClock clock = new DatabaseClock(
                new JdbcTemplate(database.emptied().source()),
                () -> System.nanoTime() + ahead.get(),
                System::currentTimeMillis);
        NodeRegistry nodes = new NodeRegistry(database.jdbc());
        IntentRecovery recovery = new IntentRecovery(
                nodes, new IntentStore(new JdbcTemplate(database.source()), nodes), null, null, clock);
        ahead.set(Duration.ofMinutes(1).toNanos());
        assertThat(clock.skew()).isCloseTo(60, within(1.0));
        recovery.tick();
        assertThat(clock.skew()).isCloseTo(0, within(1.0));
    }
}
