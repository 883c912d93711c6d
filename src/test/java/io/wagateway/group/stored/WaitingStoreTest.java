package io.wagateway.group.stored;

import static org.assertj.core.api.Assertions.assertThat;

import io.wagateway.TestDatabase;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WaitingStoreTest {
    private static final List<TestDatabase> DATABASES = TestDatabase.both();
    private static final String GROUP = "120363000000000001@g.us";
    private static final Set<String> ONE = Set.of("1@s.whatsapp.net", "1@lid");
    private static final Set<String> TWO = Set.of("2@s.whatsapp.net");

    static List<TestDatabase> databases() {
        return DATABASES;
    }

    private static WaitingStore given(TestDatabase database) {
        StoredWorld world = new StoredWorld(database);
        world.groups.storeList("phone", List.of(ObservedGroup.ofJid(GROUP)), 1, 1);
        return new WaitingStore(database.jdbc());
    }

    private static List<Set<String>> read(
            TestDatabase database, WaitingStore store, long requestedAt, long endedAt, List<Set<String>> people) {
        return database.transaction().execute(status -> store.replace("phone", GROUP, people, requestedAt, endedAt));
    }

    @ParameterizedTest
    @MethodSource("databases")
    void replace_firstRead_isKnowledge_andLaterOnesTellWhoIsNew(TestDatabase database) {
        WaitingStore store = given(database);
        assertThat(read(database, store, 10, 11, List.of(ONE))).isEmpty();
        assertThat(read(database, store, 20, 21, List.of(ONE, TWO))).containsExactly(TWO);
        assertThat(read(database, store, 30, 31, List.of(ONE, TWO))).isEmpty();
        // By one of the names.
        assertThat(read(database, store, 40, 41, List.of(Set.of("1@lid")))).isEmpty();
        assertThat(read(database, store, 50, 51, List.of(TWO))).containsExactly(TWO);
        assertThat(read(database, store, 60, 61, List.of())).isEmpty();
        assertThat(read(database, store, 70, 71, List.of(ONE))).containsExactly(ONE);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void replace_byAReadThatBeganBeforeTheLastOneEnded_changesNothing(TestDatabase database) {
        WaitingStore store = given(database);
        read(database, store, 10, 20, List.of());
        assertThat(read(database, store, 19, 30, List.of(ONE))).isEmpty();
        assertThat(read(database, store, 20, 40, List.of(ONE))).containsExactly(ONE);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void replace_byManyNodesAtOnce_isToldOnce(TestDatabase database) throws Exception {
        WaitingStore store = given(database);
        read(database, store, 10, 11, List.of());
        ExecutorService nodes = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Integer>> reads = IntStream.range(0, 8)
                    .mapToObj(node -> (Callable<Integer>) () -> read(database, store, 20, 21, Arrays.asList(ONE, TWO))
                            .size())
                    .toList();
            int told = 0;
            for (var read : nodes.invokeAll(reads)) {
                told += read.get();
            }
            assertThat(told).isEqualTo(2);
        } finally {
            nodes.shutdown();
        }
    }

    @ParameterizedTest
    @MethodSource("databases")
    void replace_ofAGroupThatIsNotStored_isNothing(TestDatabase database) {
        WaitingStore store = given(database);
        assertThat(database.transaction()
                        .<List<Set<String>>>execute(status -> store.replace("phone", "1@g.us", List.of(ONE), 10, 11)))
                .isEmpty();
    }
}
