package io.wagateway.group.stored;

import io.wagateway.database.RetryingTransaction;
import io.wagateway.session.SyncStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Stores what engines report of groups, and hands what that changes to the {@link DifferenceRecorder}, in one transaction. A
 * response to a request that the gateway sent before it confirmed a change never overwrites that change.
 */
@Repository
class GroupStore {
    /** Groups in one transaction. */
    private static final int BATCH = 500;

    private final GroupQueries queries;
    private final GroupRows rows;
    private final MemberStore members;
    private final SyncStore syncs;
    private final DifferenceRecorder differences;
    private final TransactionOperations transaction;
    private final TransactionOperations retryingTransaction;
    private final List<PostponedListener> listeners = new CopyOnWriteArrayList<>();

    GroupStore(
            GroupQueries queries,
            GroupRows rows,
            MemberStore members,
            SyncStore syncs,
            DifferenceRecorder differences,
            TransactionOperations transaction) {
        this.queries = queries;
        this.rows = rows;
        this.members = members;
        this.syncs = syncs;
        this.differences = differences;
        this.transaction = transaction;
        this.retryingTransaction = new RetryingTransaction(transaction);
    }

    /**
     * Stores all groups of the account, and the members of those that the engine lists with all of their members.
     *
     * @param listedAt the start of the refresh
     * @param endedAt when the response came
     */
    void storeList(String session, List<ObservedGroup> groups, long listedAt, long endedAt) {
        for (int from = 0; from < groups.size(); from += BATCH) {
            storeAtOnce(session, groups.subList(from, Math.min(groups.size(), from + BATCH)), listedAt, endedAt);
        }
    }

    /** After an incomplete list: each stored group may be in one of the rows that the gateway cannot read. */
    void markAllListed(String session, long listedAt) {
        retryingTransaction.executeWithoutResult(status -> rows.markAllListed(session, listedAt));
    }

    /** Before the first list of another account: what is stored of the members is none of its knowledge. */
    void forgetMembers(String session) {
        retryingTransaction.executeWithoutResult(status -> rows.forgetMembers(session));
    }

    /** In halves if a call stores one of these groups meanwhile: one after the other, calls could beat a whole batch for long. */
    private void storeAtOnce(String session, List<ObservedGroup> groups, long listedAt, long endedAt) {
        int half = groups.size() / 2;
        TransactionOperations operations = half == 0 ? retryingTransaction : transaction;
        try {
            operations.executeWithoutResult(status -> storeBatch(session, groups, listedAt, endedAt));
        } catch (DataAccessException failure) {
            if (half == 0 || !RetryingTransaction.isLostRace(failure)) {
                throw failure;
            }
            storeAtOnce(session, groups.subList(0, half), listedAt, endedAt);
            storeAtOnce(session, groups.subList(half, groups.size()), listedAt, endedAt);
        }
        groups.stream()
                .filter(GroupStore::isListedWithMembers)
                .forEach(group -> storeRead(session, group, listedAt, endedAt));
    }

    private static boolean isListedWithMembers(ObservedGroup group) {
        return group.members() != null && !group.isIncomplete();
    }

    private void storeBatch(String session, List<ObservedGroup> groups, long listedAt, long endedAt) {
        if (!rows.isAlive(session)) {
            return;
        }
        Map<String, LockedGroup> known =
                rows.lockAll(session, groups.stream().map(ObservedGroup::jid).toList());
        Map<String, ObservedGroup> inserted = new LinkedHashMap<>();
        List<Object[]> updated = new ArrayList<>();
        List<Long> listed = new ArrayList<>();
        List<Long> described = new ArrayList<>();
        for (ObservedGroup group : groups) {
            LockedGroup locked = known.get(group.jid());
            if (locked == null) {
                inserted.putIfAbsent(group.jid(), group);
                continue;
            }
            listed.add(locked.row().id());
            if (locked.changedAt() < listedAt) {
                ObservedGroup storable = withoutHeldBack(session, locked, group, listedAt);
                GroupColumns.updateParameters(session, locked.row(), storable, count(locked.row(), group), listedAt)
                        .ifPresent(updated::add);
                if (!isListedWithMembers(group)) {
                    described.add(locked.row().id());
                }
            }
        }
        insert(session, List.copyOf(inserted.values()), listedAt);
        rows.update(updated);
        rows.markListed(session, listed, listedAt);
        rows.markRead(session, described, endedAt);
    }

    private void insert(String session, List<ObservedGroup> groups, long listedAt) {
        if (!groups.isEmpty()) {
            Optional<SyncStore.Account> account = syncs.account(session);
            rows.insert(
                    session,
                    groups.stream()
                            .filter(group -> isStorable(session, account, group, listedAt))
                            .map(group -> GroupColumns.insertParameters(session, group, listedAt, listedAt))
                            .toList());
        }
    }

    /** Records a group that is not stored, if it is new to the account: false if it must not be stored yet. */
    private boolean isStorable(
            String session, Optional<SyncStore.Account> account, ObservedGroup group, long requestedAt) {
        return account.filter(SyncStore.Account::isCompletelyListed)
                // An engine may describe, or even list, a group that the account is not in.
                .filter(listed -> group.members() == null || group.isWith(listed.jid(), listed.lid()))
                .map(listed -> record(
                        session, listed, group.jid(), List.of(Difference.newGroup(group)), requestedAt, requestedAt))
                .filter(heldBack -> !heldBack.isEmpty())
                .isEmpty();
    }

    /** The size that the list gives counts only if no engine has read the members. */
    private static Integer count(StoredGroup stored, ObservedGroup listed) {
        return stored.membersSeenAt() == null && listed.size() != null ? listed.size() : stored.participantCount();
    }

    /** Records the differences of the group's own fields, and returns the group with those that may be stored. */
    private ObservedGroup withoutHeldBack(String session, LockedGroup locked, ObservedGroup read, long requestedAt) {
        List<Difference> found = read.differencesOf(locked.row());
        if (found.isEmpty()) {
            return read;
        }
        // Those of a group that is listed with its members are stored with them.
        boolean isStoredLater =
                isListedWithMembers(read) || locked.isNewerThan(requestedAt) || locked.isReadAtTheSameTime(requestedAt);
        return read.without(isStoredLater ? found : record(session, locked, found, requestedAt));
    }

    /**
     * Stores a group with its members.
     *
     * @param requestedAt when the gateway sent the request
     * @param endedAt when the response came
     * @return false if a part of it must wait for a later read
     */
    boolean storeRead(String session, ObservedGroup read, long requestedAt, long endedAt) {
        boolean isStored = Boolean.TRUE.equals(retryingTransaction.execute(status -> {
            Optional<LockedGroup> known = rows.lock(session, read.jid());
            if (known.isEmpty() && !rows.isAlive(session)) {
                return true;
            }
            if (known.isEmpty() && !isStorable(session, syncs.account(session), read, requestedAt)) {
                return false;
            }
            LockedGroup locked = known.or(() -> rows.lockOrInsert(session, read, requestedAt))
                    .orElseThrow();
            return locked.isNewerThan(requestedAt) || store(session, locked, read, requestedAt, endedAt);
        }));
        return isStored || postponed(session, read.jid());
    }

    /** Called if a read could not be stored entirely. */
    interface PostponedListener {
        void postponed(String organization, String session, String group);
    }

    /** Adds a listener, which must return at once. */
    void onPostponed(PostponedListener listener) {
        listeners.add(listener);
    }

    private boolean postponed(String session, String group) {
        syncs.account(session)
                .ifPresent(account ->
                        listeners.forEach(listener -> listener.postponed(account.organization(), session, group)));
        return false;
    }

    private static List<Object[]> singletonRow(Object[] row) {
        return List.<Object[]>of(row);
    }

    private boolean store(String session, LockedGroup locked, ObservedGroup read, long requestedAt, long endedAt) {
        List<MemberDiff.Row> stored = members.rows(session, read.jid());
        MemberDiff diff = MemberDiff.of(stored, read);
        MemberDifferences ofMembers = new MemberDifferences(stored, diff, read);
        List<Difference> found = new ArrayList<>(read.differencesOf(locked.row()));
        if (locked.areMembersKnown()) {
            found.addAll(ofMembers.found());
        }
        if (!found.isEmpty() && locked.isReadAtTheSameTime(requestedAt)) {
            return false;
        }
        Set<Difference> heldBack = found.isEmpty() ? Set.of() : record(session, locked, found, requestedAt);
        int count = members.replace(session, read.jid(), stored, ofMembers.without(heldBack), requestedAt);
        GroupColumns.updateParameters(session, locked.row(), read.without(heldBack), count, requestedAt)
                .ifPresent(row -> rows.update(singletonRow(row)));
        boolean known = locked.areMembersKnown() || !read.isIncomplete();
        rows.markMembersSeen(session, locked.row().id(), requestedAt, endedAt, known);
        return heldBack.isEmpty();
    }

    private Set<Difference> record(String session, LockedGroup locked, List<Difference> found, long requestedAt) {
        return syncs.account(session)
                .map(account -> record(session, account, locked.row().groupJid(), found, locked.knownAt(), requestedAt))
                .orElse(Set.of());
    }

    private Set<Difference> record(
            String session,
            SyncStore.Account account,
            String group,
            List<Difference> found,
            long knownAt,
            long requestedAt) {
        return differences.record(new DifferenceRecorder.Finding(session, account, group, found, knownAt, requestedAt));
    }

    /**
     * Removes a group that the account was not in when the gateway sent the request. The group stays if WhatsApp has
     * confirmed since, or shortly before, that the account created or joined it: the engine may be late.
     *
     * @return false if it stays, and a later read decides
     */
    boolean remove(String session, String group, long requestedAt) {
        boolean isRemoved = Boolean.TRUE.equals(retryingTransaction.execute(status -> {
            Optional<LockedGroup> locked = rows.lock(session, group);
            boolean isKept = locked.filter(kept -> kept.isNewerThan(requestedAt)
                            || kept.isReadAtTheSameTime(requestedAt)
                            || kept.isRecentlyChanged(requestedAt))
                    .isPresent();
            if (isKept
                    || locked.filter(gone -> isHeldBack(session, gone, requestedAt))
                            .isPresent()) {
                return false;
            }
            rows.delete(session, group);
            return true;
        }));
        return isRemoved || postponed(session, group);
    }

    private boolean isHeldBack(String session, LockedGroup gone, long requestedAt) {
        return syncs.account(session)
                .filter(SyncStore.Account::isListed)
                .map(account -> record(
                        session,
                        account,
                        gone.row().groupJid(),
                        List.of(Difference.left()),
                        gone.knownAt(),
                        requestedAt))
                .filter(heldBack -> !heldBack.isEmpty())
                .isPresent();
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
