package io.wagateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.wagateway.TestDatabase;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SessionsTest {
    private static final List<TestDatabase> DATABASES = TestDatabase.both();

    static List<TestDatabase> databases() {
        return DATABASES;
    }

    private static Session session(String id) {
        return new Session(id, "org", null, "simulator", null, SessionStatus.WORKING, null, null, null, 1L, 1L, null);
    }

    /** A row that another node inserts shows whether the database was asked again. */
    @ParameterizedTest
    @MethodSource("databases")
    void sessionThatDoesNotExist_isLookedUpOnce_untilThisNodeHasCreatedIt(TestDatabase database) {
        SessionStore store = StoredSyncs.sessions(database.emptied());
        Sessions sessions = new Sessions(store);
        assertThat(sessions.find("late", "org")).isEmpty();
        store.insert(session("late"));
        assertThat(sessions.find("late", "org")).isEmpty();
        sessions.invalidate("late");
        assertThat(sessions.find("late", "org").map(Session::id)).contains("late");
        assertThat(sessions.find("late", "other")).isEmpty();
    }
}
