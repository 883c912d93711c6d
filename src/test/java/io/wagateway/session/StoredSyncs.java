package io.wagateway.session;

import io.wagateway.TestDatabase;
import io.wagateway.database.DatabaseClock;
import io.wagateway.event.log.EventLog;
import org.springframework.jdbc.core.JdbcTemplate;

/** Tables {@code sessions} and {@code session_syncs} as tests look at it. */
public final class StoredSyncs {
    private StoredSyncs() {}

    public static SyncStore of(TestDatabase database) {
        return new SyncStore(database.jdbc(), StoredSyncs.sessions(database));
    }

    static SessionStore sessions(TestDatabase database) {
        return sessions(database, database.clock());
    }

    static SessionStore sessions(TestDatabase database, DatabaseClock clock) {
        return new SessionStore(
                database.jdbc(),
                database.transaction(),
                new EventLog(new JdbcTemplate(database.source()), database.transaction(), clock),
                clock);
    }

    /** For example {@code running 4/10}; never where there is none. */
    public static String describe(TestDatabase database, String session) {
        SessionSync sync = of(database).find(java.util.List.of(session)).getOrDefault(session, SessionSync.NEVER);
        return sync.state().wireName() + " " + sync.groupsDone() + "/" + sync.groupsTotal();
    }

    /** Whether no node holds it. */
    public static boolean isFree(TestDatabase database, String session) {
        return database.jdbc()
                        .sql("select count(*) from session_syncs where session_id = ? and lease_owner is null")
                        .param(session)
                        .query(Integer.class)
                        .single()
                == 1;
    }

    public static void status(TestDatabase database, String session, String status) {
        database.jdbc()
                .sql("update sessions set status = ? where id = ?")
                .params(status, session)
                .update();
    }
}
