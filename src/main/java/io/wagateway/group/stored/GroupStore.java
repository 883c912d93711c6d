package io.wagateway.group.stored;

import io.wagateway.database.RetryingTransaction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Stores what engines report of groups. A response to a request that the gateway sent before it confirmed a change never
 * overwrites that change.
 */
@Repository
class GroupStore {
    /** Groups in one transaction. */
    private static final int BATCH = 500;

    private final GroupQueries queries;
    private final GroupRows rows;
    private final MemberStore members;
    private final TransactionOperations transaction;
    private final TransactionOperations retryingTransaction;

    GroupStore(GroupQueries queries, GroupRows rows, MemberStore members, TransactionOperations transaction) {
        this.queries = queries;
        this.rows = rows;
        this.members = members;
        this.transaction = transaction;
        this.retryingTransaction = new RetryingTransaction(transaction);
    }

    /**
     * Stores all groups of the account, and the members of those that the engine lists with all of their members.
     *
     * @param listedAt the start of the refresh
     */
    void storeList(String session, List<ObservedGroup> groups, long listedAt) {
        for (int from = 0; from < groups.size(); from += BATCH) {
            storeAtOnce(session, groups.subList(from, Math.min(groups.size(), from + BATCH)), listedAt);
        }
    }

    /** After an incomplete list: each stored group may be in one of the rows that the gateway cannot read. */
    void markAllListed(String session, long listedAt) {
        retryingTransaction.executeWithoutResult(status -> rows.markAllListed(session, listedAt));
    }

    /** In halves if a call stores one of these groups meanwhile: one after the other, calls could beat a whole batch for long. */
    private void storeAtOnce(String session, List<ObservedGroup> groups, long listedAt) {
        int half = groups.size() / 2;
        TransactionOperations operations = half == 0 ? retryingTransaction : transaction;
        try {
            operations.executeWithoutResult(status -> storeBatch(session, groups, listedAt));
        } catch (DataAccessException failure) {
            if (half == 0 || !RetryingTransaction.isLostRace(failure)) {
                throw failure;
            }
            storeAtOnce(session, groups.subList(0, half), listedAt);
            storeAtOnce(session, groups.subList(half, groups.size()), listedAt);
        }
        groups.stream()
                .filter(group -> group.members() != null && !group.isIncomplete())
                .forEach(group -> storeRead(session, group, listedAt));
    }

    private void storeBatch(String session, List<ObservedGroup> groups, long listedAt) {
        if (!rows.isAlive(session)) {
            return;
        }
        Map<String, LockedGroup> known =
                rows.lockAll(session, groups.stream().map(ObservedGroup::jid).toList());
        Map<String, Object[]> inserted = new LinkedHashMap<>();
        List<Object[]> updated = new ArrayList<>();
        List<Long> listed = new ArrayList<>();
        for (ObservedGroup group : groups) {
            LockedGroup locked = known.get(group.jid());
            if (locked == null) {
                inserted.putIfAbsent(group.jid(), GroupColumns.insertParameters(session, group, listedAt, listedAt));
                continue;
            }
            listed.add(locked.row().id());
            if (locked.changedAt() < listedAt) {
                GroupColumns.updateParameters(session, locked.row(), group, count(locked.row(), group), listedAt)
                        .ifPresent(updated::add);
            }
        }
        rows.insert(session, List.copyOf(inserted.values()));
        rows.update(updated);
        rows.markListed(session, listed, listedAt);
    }

    /** The size that the list gives counts only if no engine has read the members. */
    private static Integer count(StoredGroup stored, ObservedGroup listed) {
        return stored.membersSeenAt() == null && listed.size() != null ? listed.size() : stored.participantCount();
    }

    /** Stores a group with its members, as they were when the gateway sent the request. */
    void storeRead(String session, ObservedGroup observed, long requestedAt) {
        retryingTransaction.executeWithoutResult(status -> rows.lockOrInsert(session, observed, requestedAt)
                .filter(locked -> !locked.isNewerThan(requestedAt))
                .ifPresent(locked -> {
                    int count = members.replace(session, observed, requestedAt);
                    GroupColumns.updateParameters(session, locked.row(), observed, count, requestedAt)
                            .ifPresent(row -> rows.update(List.<Object[]>of(row)));
                    rows.markMembersSeen(session, locked.row().id(), requestedAt);
                }));
    }

    /**
     * Removes a group that the account was not in when the gateway sent the request. The group stays if WhatsApp has
     * confirmed since, or shortly before, that the account created or joined it: the engine may be late.
     */
    void remove(String session, String group, long requestedAt) {
        retryingTransaction.executeWithoutResult(status -> {
            Optional<LockedGroup> kept = rows.lock(session, group)
                    .filter(locked -> locked.isNewerThan(requestedAt) || locked.isRecentlyChanged(requestedAt));
            if (kept.isEmpty()) {
                rows.delete(session, group);
            }
        });
    }

    /** Removes some groups of sessions that were deleted; false if there are none. */
    boolean removeOfDeleted(int limit) {
        Optional<String> session = queries.deletedSession();
        session.ifPresent(id -> queries.list(id, 0, limit)
                .forEach(group ->
                        retryingTransaction.executeWithoutResult(status -> rows.delete(id, group.groupJid()))));
        return session.isPresent();
    }
}
