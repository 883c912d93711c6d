package io.wagateway.group.stored;

import static org.assertj.core.api.Assertions.assertThat;

import io.wagateway.TestDatabase;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RowIdsTest {
    private static final List<TestDatabase> DATABASES = TestDatabase.both();

    static List<TestDatabase> databases() {
        return DATABASES;
    }

    private static void session(TestDatabase database, String id, String organization) {
        database.jdbc()
                .sql("insert into sessions (id, organization_id, engine, status, wa_jid, created_at, updated_at)"
                        + " values (?, ?, 'simulator', 'working', '1@s.whatsapp.net', 1, 1)")
                .params(id, organization)
                .update();
    }

    @ParameterizedTest
    @MethodSource("databases")
    void ids_areThoseOfTheOrganisation_whateverOthersDraw(TestDatabase database) {
        RowIds ids = new RowIds(database.emptied().jdbc());
        session(database, "one", "a");
        session(database, "two", "a");
        session(database, "theirs", "b");
        assertThat(ids.draw("one", 0, 1)).isEqualTo(1);
        assertThat(ids.draw("theirs", 0, 500)).isEqualTo(1);
        assertThat(ids.draw("two", 0, 3)).isEqualTo(2);
        assertThat(ids.draw("one", 0, 1)).isEqualTo(5);
        assertThat(ids.draw("theirs", 0, 1)).isEqualTo(501);
    }

    /** As it drew them from a sequence of all organisations. */
    @ParameterizedTest
    @MethodSource("databases")
    void idThatANodeOfAnOlderVersionHasDrawn_isSkipped(TestDatabase database) {
        RowIds ids = new RowIds(database.emptied().jdbc());
        session(database, "one", "a");
        assertThat(ids.draw("one", 70, 2)).isEqualTo(71);
        assertThat(ids.draw("one", 10, 1)).isEqualTo(73);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void idsThatAreDrawnAtOneMoment_areDifferent(TestDatabase database) {
        RowIds ids = new RowIds(database.emptied().jdbc());
        session(database, "one", "a");
        ids.draw("one", 0, 1);
        Set<Long> drawn = ConcurrentHashMap.newKeySet();
        IntStream.range(0, 40).parallel().forEach(i -> database.transaction()
                .executeWithoutResult(status -> drawn.add(ids.draw("one", 0, 2))));
        assertThat(drawn).hasSize(40).contains(2L, 80L);
    }
}
