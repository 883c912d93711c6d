package io.wagateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wagateway.TestDatabase;
import io.wagateway.database.DatabaseClock;
import io.wagateway.event.log.Origin;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.dao.DuplicateKeyException;

class SessionStoreTest {
    private static final Session FULL = new Session(
            "01HZ0SESSION0000000000000",
            "org_ä",
            "Ein Telefon 📱",
            "simulator",
            "6281@s.whatsapp.net",
            SessionStatus.WORKING,
            "6281",
            "6281@s.whatsapp.net",
            "81@lid",
            1L,
            2L,
            Long.MAX_VALUE);
    private static final Session BARE =
            new Session("b", "org", null, "simulator", null, SessionStatus.STOPPED, null, null, null, 1L, 1L, null);
    private static final List<TestDatabase> DATABASES = TestDatabase.both();

    static List<TestDatabase> databases() {
        return DATABASES;
    }

    static Stream<Arguments> wrongClocks() {
        return TestDatabase.withWrongClocks(DATABASES);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void find_storedSession_isAsItWasStored(TestDatabase database) {
        SessionStore store = StoredSyncs.sessions(database.emptied());
        assertThat(store.isEmpty()).isTrue();
        store.insert(FULL);
        store.insert(BARE);
        assertThat(store.isEmpty()).isFalse();
        assertThat(store.find(FULL.id())).contains(FULL);
        assertThat(store.find("b")).contains(BARE);
        assertThat(store.find("B")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("databases")
    void insert_idThatIsTaken_isRefused(TestDatabase database) {
        SessionStore store = StoredSyncs.sessions(database.emptied());
        store.insert(BARE);
        assertThatThrownBy(() -> store.insert(BARE)).isInstanceOf(DuplicateKeyException.class);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void updateStatus_withoutJids_keepsThem(TestDatabase database) {
        SessionStore store = StoredSyncs.sessions(database.emptied());
        store.insert(BARE);
        store.updateStatus("b", SessionStatus.WORKING, "62@s.whatsapp.net", "8@lid", "62", 10L);
        store.updateStatus("b", SessionStatus.FAILED, null, null, null, 20L);
        assertThat(store.find("b"))
                .contains(new Session(
                        "b",
                        "org",
                        null,
                        "simulator",
                        null,
                        SessionStatus.FAILED,
                        "62",
                        "62@s.whatsapp.net",
                        "8@lid",
                        1L,
                        20L,
                        10L));
    }

    @ParameterizedTest
    @MethodSource("databases")
    void updateStatus_ofAnotherAccount_leavesNoNameOfTheOldOne(TestDatabase database) {
        SessionStore store = StoredSyncs.sessions(database.emptied());
        store.insert(FULL);
        store.updateStatus(FULL.id(), SessionStatus.WORKING, "62@s.whatsapp.net", null, "62", 10L);
        assertThat(store.find(FULL.id())).get().satisfies(after -> {
            assertThat(after.waJid()).isEqualTo("62@s.whatsapp.net");
            assertThat(after.waLid()).isNull();
        });
        store.updateStatus(FULL.id(), SessionStatus.WORKING, null, "8@lid", null, 10L);
        assertThat(store.find(FULL.id())).get().satisfies(after -> {
            assertThat(after.waJid()).isNull();
            assertThat(after.phoneNumber()).isNull();
            assertThat(after.waLid()).isEqualTo("8@lid");
        });
    }

    /** What was stored, what the engine says, and what the session is then. */
    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            1@s.whatsapp.net, 1@lid, 1@s.whatsapp.net, -,     1@s.whatsapp.net, 1@lid
            1@s.whatsapp.net, 1@lid, -,                1@lid, 1@s.whatsapp.net, 1@lid
            1@s.whatsapp.net, 1@lid, -,                -,     1@s.whatsapp.net, 1@lid
            1@s.whatsapp.net, 1@lid, 2@s.whatsapp.net, -,     2@s.whatsapp.net, -
            1@s.whatsapp.net, 1@lid, -,                2@lid, -,                2@lid
            1@s.whatsapp.net, 1@lid, 2@s.whatsapp.net, 2@lid, 2@s.whatsapp.net, 2@lid
            -,                -,     2@s.whatsapp.net, -,     2@s.whatsapp.net, -
            """)
    void names_ofTheAccountThatWasPairedLast_areTheSessions(
            String jid, String lid, String nowJid, String nowLid, String thenJid, String thenLid) {
        String number = jid == null ? null : "1";
        Session before = new Session("s", "o", null, "e", null, SessionStatus.WORKING, number, jid, lid, 1, 1, null);
        Session after =
                before.confirmed(new SessionStatusService.Confirmed(SessionStatus.WORKING, nowJid, nowLid, null));
        assertThat(after.waJid()).isEqualTo(thenJid);
        assertThat(after.waLid()).isEqualTo(thenLid);
        assertThat(after.phoneNumber()).isEqualTo(thenJid == null ? null : thenJid.substring(0, 1));
    }

    @ParameterizedTest
    @MethodSource("databases")
    void find_deletedSession_isEmptyButItsRowIsKept(TestDatabase database) {
        SessionStore store = StoredSyncs.sessions(database.emptied());
        store.insert(BARE);
        database.jdbc().sql("update sessions set deleted_at = 5 where id = 'b'").update();
        assertThat(store.find("b")).isEmpty();
        assertThat(store.countByOtherEngines(List.of("none"))).isEmpty();
        assertThat(store.findRow("b")).contains(new SessionStore.Row(BARE, true));
        assertThat(store.isEmpty()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("databases")
    void connectedSession_thatNobodyFoundSoForAMinute_hasFailed(TestDatabase database) {
        SessionStore store = StoredSyncs.sessions(database.emptied());
        store.insert(BARE);
        long now = System.currentTimeMillis();
        store.updateStatus("b", SessionStatus.WORKING, "62@s.whatsapp.net", null, "62", now - 61_000);
        assertThat(store.find("b")).map(Session::status).contains(SessionStatus.FAILED);
        store.connected(List.of("b", "nobody"), now);
        assertThat(store.find("b")).map(Session::status).contains(SessionStatus.WORKING);
        assertThat(store.find("b")).map(Session::lastConnectedAt).contains(now);
        store.updateStatus("b", SessionStatus.STOPPED, null, null, null, now);
        store.connected(List.of("b"), now + 1);
        assertThat(store.find("b")).map(Session::lastConnectedAt).contains(now);
    }

    @ParameterizedTest
    @MethodSource("wrongClocks")
    void connectedSession_isConnectedToEveryNode_whicheverClockIsWrong(TestDatabase database, long ahead) {
        DatabaseClock right = database.emptied().clock();
        DatabaseClock wrong = database.clock(ahead);
        SessionStore one = StoredSyncs.sessions(database, right);
        SessionStore other = StoredSyncs.sessions(database, wrong);
        one.insert(BARE);
        one.updateStatus("b", SessionStatus.WORKING, "62@s.whatsapp.net", null, "62", right.getAsLong());
        assertThat(other.find("b")).map(Session::status).contains(SessionStatus.WORKING);
        assertThat(other.watched("", Optional.empty(), false, wrong.getAsLong() - 30_000, 10))
                .isEmpty();
        other.connected(List.of("b"), wrong.getAsLong());
        assertThat(one.find("b")).map(Session::status).contains(SessionStatus.WORKING);
        assertThat(one.watched("", Optional.empty(), false, right.getAsLong() - 30_000, 10))
                .isEmpty();
        database.jdbc()
                .sql("update sessions set last_connected_at = last_connected_at - 61000")
                .update();
        assertThat(one.find("b")).map(Session::status).contains(SessionStatus.FAILED);
        assertThat(other.find("b")).map(Session::status).contains(SessionStatus.FAILED);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void watched_areThoseWhoseStatusMayBeAnother(TestDatabase database) {
        SessionStore store = StoredSyncs.sessions(database.emptied());
        for (String id : List.of("a-stopped", "b-starting", "c-fresh", "d-old", "e-deleted", "f-failed")) {
            store.insert(new Session(
                    id, "org", null, "simulator", null, SessionStatus.STOPPED, null, null, null, 1L, 1L, null));
        }
        store.updateStatus("b-starting", SessionStatus.STARTING, null, null, null, 1L);
        store.updateStatus("c-fresh", SessionStatus.WORKING, null, null, null, 100L);
        store.updateStatus("d-old", SessionStatus.WORKING, null, null, null, 99L);
        store.updateStatus("e-deleted", SessionStatus.WORKING, null, null, null, 99L);
        store.updateStatus("f-failed", SessionStatus.FAILED, null, null, null, 100L);
        assertThat(store.delete("e-deleted", 5L)).isTrue();
        assertThat(store.delete("e-deleted", 6L)).isFalse();
        assertThat(store.watched("", Optional.empty(), false, 100L, 10))
                .extracting(Session::id)
                .containsExactly("b-starting", "d-old", "f-failed");
        assertThat(store.watched("", Optional.empty(), true, 100L, 10))
                .extracting(Session::id)
                .containsExactly("a-stopped");
        assertThat(store.watched("", Optional.of("d-old"), false, 100L, 10))
                .extracting(Session::id)
                .containsExactly("b-starting", "d-old");
        assertThat(store.watched("", Optional.empty(), false, 100L, 2))
                .extracting(Session::id)
                .containsExactly("b-starting", "d-old");
        assertThat(store.watched("d-old", Optional.empty(), false, 100L, 10))
                .extracting(Session::id)
                .containsExactly("f-failed");
        assertThat(store.idAfter("", 2)).contains("c-fresh");
        assertThat(store.idAfter("d-old", 2)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("databases")
    void updateStatus_toAnother_isAnEvent_andTheSameAgainIsNone(TestDatabase database) {
        SessionStore store = StoredSyncs.sessions(database.emptied());
        store.insert(FULL);
        Origin by = new Origin(FULL.organizationId(), FULL.id(), "key:1", "request", "stopSession");
        store.updateStatus(FULL.id(), SessionStatus.FAILED, null, null, null, 10L);
        store.updateStatus(FULL.id(), SessionStatus.FAILED, null, null, null, 20L);
        store.updateStatus(by, FULL.id(), SessionStatus.STOPPED, null, null, null, null, 30L);
        store.updateStatus(by, FULL.id(), SessionStatus.STOPPED, "62@s.whatsapp.net", null, "62", null, 40L);
        store.delete(FULL.id(), 50L);
        store.updateStatus(FULL.id(), SessionStatus.WORKING, null, null, null, 60L);
        store.updateStatus("unknown", SessionStatus.WORKING, null, null, null, 60L);
        assertThat(database.jdbc()
                        .sql("select event || ' ' || organization_id || ' ' || session_id || ' ' || payload from events"
                                + " order by number")
                        .query(String.class)
                        .list())
                .containsExactly(
                        "session.status %s %s {\"status\":\"failed\"}".formatted(FULL.organizationId(), FULL.id()),
                        ("session.status %s %s {\"actor\":\"key:1\",\"requestId\":\"request\","
                                        + "\"operationId\":\"stopSession\",\"status\":\"stopped\"}")
                                .formatted(FULL.organizationId(), FULL.id()));
    }
}
