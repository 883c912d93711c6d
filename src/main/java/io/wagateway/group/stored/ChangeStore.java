package io.wagateway.group.stored;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Repository;

/** Stores what WhatsApp has confirmed, in the caller's transaction. */
@Repository
class ChangeStore {
    private final GroupRows rows;
    private final MemberStore members;

    ChangeStore(GroupRows rows, MemberStore members) {
        this.rows = rows;
        this.members = members;
    }

    /** Holds the group's row until the transaction ends; empty if the group is not stored. */
    Optional<LockedGroup> lock(String session, String group) {
        return rows.lock(session, group);
    }

    /** Holds the rows of those groups that are stored and that no other transaction holds, by group JID. */
    Map<String, LockedGroup> lockFree(String session, Collection<String> groups) {
        return rows.lockFree(session, groups);
    }

    void apply(List<RoleChange> changes, long now) {
        if (!changes.isEmpty()) {
            members.setRoles(changes);
            rows.markChanged(changes, now);
        }
    }

    /**
     * Stores the changes in their order.
     *
     * @param locked the group of the changes, as this transaction has locked it
     */
    void apply(String session, List<Change> changes, Optional<LockedGroup> locked, long now) {
        Optional<LockedGroup> current = locked;
        for (Change change : changes) {
            apply(session, change, current, now);
            // The change may have made the row another one.
            current = Optional.empty();
        }
    }

    private void apply(String session, Change change, Optional<LockedGroup> known, long now) {
        if (change instanceof Change.Left) {
            rows.delete(session, change.group());
            return;
        }
        ObservedGroup observed =
                change instanceof Change.Described described ? described.now() : ObservedGroup.ofJid(change.group());
        known.or(() -> rows.lockOrInsert(session, observed, now)).ifPresent(locked -> {
            Integer count = store(session, change, locked.row().participantCount(), now);
            GroupColumns.updateParameters(session, locked.row(), observed, count, now)
                    .ifPresent(row -> rows.update(List.<Object[]>of(row)));
            rows.markChanged(session, locked.row().id(), now);
        });
    }

    /**
     * Stores what the change does to members.
     *
     * @param count of members before; null: unknown
     * @return the count after it
     */
    private Integer store(String session, Change change, Integer count, long now) {
        if (change instanceof Change.Described described && described.now().members() != null) {
            return members.replace(session, described.now(), now);
        }
        if (change instanceof Change.Roles roles) {
            members.setRole(session, roles.group(), roles.names(), roles.role());
        } else if (change instanceof Change.Removed removed && !removed.names().isEmpty()) {
            return sum(count, -members.remove(session, removed.group(), removed.names()));
        } else if (change instanceof Change.Added added) {
            return sum(count, members.add(session, added.group(), added.members(), now));
        }
        return count;
    }

    private static Integer sum(Integer count, int more) {
        return count == null ? null : (Integer) (count + more);
    }
}
