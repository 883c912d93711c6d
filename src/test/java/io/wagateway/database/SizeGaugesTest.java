package io.wagateway.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wagateway.TestDatabase;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.JdbcTemplate;

class SizeGaugesTest {
    static List<TestDatabase> databases() {
        return TestDatabase.both();
    }

    @ParameterizedTest
    @MethodSource("databases")
    void whatGrows_isCounted(TestDatabase given) {
        TestDatabase database = given.emptied();
        for (int i = 1; i <= 3; i++) {
            database.jdbc()
                    .sql("insert into events (id, event, organization_id, session_id, created_at, payload, position)"
                            + " values (?, 'session.status', 'org', 's', 1, '{}', ?)")
                    .params("evt_" + i, 40 + i)
                    .update();
            database.jdbc()
                    .sql("insert into sessions (id, organization_id, engine, status, created_at, updated_at)"
                            + " values (?, 'org', 'simulator', ?, 1, 1)")
                    .params("s" + i, i == 1 ? "failed" : "working")
                    .update();
        }
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (SizeGauges gauges = new SizeGauges(new JdbcTemplate(database.source()), registry)) {
            gauges.countAll();
            assertThat(registry.get("gateway.events.stored").gauge().value()).isEqualTo(3);
            assertThat(registry.get("gateway.intents").gauge().value()).isZero();
            assertThat(registry.get("gateway.database.bytes").gauge().value()).isGreaterThan(4_096);
            assertThat(registry.get("gateway.sessions")
                            .tag("status", "working")
                            .gauge()
                            .value())
                    .isEqualTo(2);
            assertThat(registry.get("gateway.sessions")
                            .tag("status", "failed")
                            .gauge()
                            .value())
                    .isEqualTo(1);
        }
    }
}
