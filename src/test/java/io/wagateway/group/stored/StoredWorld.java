package io.wagateway.group.stored;

import io.wagateway.TestDatabase;
import io.wagateway.session.StoredSyncs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.springframework.jdbc.core.JdbcTemplate;

/** Sessions in a real database, and the stores that use it. */
public final class StoredWorld {
    static final String GROUP = "120363000000000001@g.us";
    static final String OTHER_GROUP = "120363000000000002@g.us";

    final TestDatabase database;
    final MemberQueries members;
    final GroupQueries queries;
    final GroupStore groups;
    final ChangeStore changes;

    /** Nobody hears of what others did. */
    public StoredWorld(TestDatabase database) {
        this(database, finding -> Set.of());
    }

    public StoredWorld(TestDatabase database, DifferenceRecorder recorder) {
        this.database = database.emptied();
        JdbcTemplate batches = new JdbcTemplate(database.source());
        RowIds ids = new RowIds(database.jdbc());
        MemberStore memberStore = new MemberStore(database.jdbc(), batches, ids);
        this.members = new MemberQueries(database.jdbc());
        this.queries = new GroupQueries(database.jdbc());
        GroupRows rows = new GroupRows(database.jdbc(), batches, memberStore, ids);
        this.groups =
                new GroupStore(queries, rows, memberStore, StoredSyncs.of(database), recorder, database.transaction());
        this.changes = new ChangeStore(rows, memberStore);
        session("phone");
        session("other");
    }

    /** Stores what live calls read at once. */
    public StoredGroups stored() {
        return stored(database.clock());
    }

    /** Those of a node with this clock. */
    public StoredGroups stored(LongSupplier clock) {
        return new StoredGroups(groups, changes, Runnable::run, clock);
    }

    /** A store that loses races: each time before it locks and inserts groups of a list, another thread does something. */
    GroupStore racingStore(Runnable beforeLock, Runnable beforeInsert) {
        JdbcTemplate batches = new JdbcTemplate(database.source());
        RowIds ids = new RowIds(database.jdbc());
        MemberStore memberStore = new MemberStore(database.jdbc(), batches, ids);
        GroupRows rows = new GroupRows(database.jdbc(), batches, memberStore, ids) {
            @Override
            Map<String, LockedGroup> lockAll(String session, Collection<String> jids) {
                CompletableFuture.runAsync(beforeLock).join();
                return super.lockAll(session, jids);
            }

            @Override
            void insert(String session, List<Object[]> inserted) {
                CompletableFuture.runAsync(beforeInsert).join();
                super.insert(session, inserted);
            }
        };
        return new GroupStore(
                queries, rows, memberStore, StoredSyncs.of(database), finding -> Set.of(), database.transaction());
    }

    /** Each {@code jid role}. */
    public List<String> roles(String session, String jid) {
        return queries.find(session, jid).stream()
                .flatMap(group -> members.list(session, group, 0, 2_000).stream())
                .map(member -> member.jid() + " " + member.role().wireName())
                .toList();
    }

    void session(String id) {
        session(id, "org");
    }

    void session(String id, String organization) {
        database.jdbc()
                .sql("insert into sessions (id, organization_id, engine, status, wa_jid, created_at, updated_at)"
                        + " values (?, ?, 'simulator', 'working', '1@s.whatsapp.net', 1, 1)")
                .params(id, organization)
                .update();
    }

    void delete(String session) {
        database.jdbc()
                .sql("update sessions set deleted_at = 5 where id = ?")
                .param(session)
                .update();
    }

    /** Stores what WhatsApp has confirmed, and nothing beside it. */
    public void apply(String session, Change change, long now) {
        database.transaction()
                .executeWithoutResult(
                        status -> changes.apply(session, List.of(change), changes.lock(session, change.group()), now));
    }

    int rows(String table) {
        return database.jdbc()
                .sql("select count(*) from " + table)
                .query(Integer.class)
                .single();
    }

    StoredGroup group(String session, String jid) {
        return queries.find(session, jid).orElseThrow();
    }

    List<StoredMember> members(String session, String jid) {
        return members.list(session, group(session, jid), 0, 2_000);
    }

    static ObservedMember member(String jid, String role) {
        return new ObservedMember(jid, null, MemberRole.ofColumn(role), false, null);
    }

    static ObservedGroup read(String jid, ObservedMember... members) {
        return new ObservedGroup(jid, null, null, null, null, null, null, null, Arrays.asList(members), false, null);
    }

    static ObservedGroup listed(String jid, String subject, Integer size) {
        return new ObservedGroup(jid, subject, null, null, null, null, null, size, null, false, null);
    }

    /** As large as WhatsApp lets a group be, or smaller. */
    static ObservedGroup crowd(String jid, int size) {
        List<ObservedMember> members = new ArrayList<>();
        for (int i = 1; i <= size; i++) {
            MemberRole role = i == 1 ? MemberRole.ADMIN : MemberRole.MEMBER;
            members.add(new ObservedMember(i + "@s.whatsapp.net", i + "@lid", role, i == 1, null));
        }
        return read(jid, members.toArray(ObservedMember[]::new));
    }
}
