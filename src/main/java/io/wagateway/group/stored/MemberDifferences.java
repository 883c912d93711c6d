package io.wagateway.group.stored;

import io.wagateway.event.log.EventName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The changes of members among what has to be written after a read. A row that may be of the same person as another one,
 * under the other kind of name, is no change: only the names have changed.
 */
final class MemberDifferences {
    private final MemberDiff diff;
    private final Map<Difference, Object> causes = new HashMap<>();
    private final List<Difference> found = new ArrayList<>();
    private final Map<Long, MemberDiff.Row> before = new HashMap<>();

    MemberDifferences(List<MemberDiff.Row> stored, MemberDiff diff, ObservedGroup group) {
        this.diff = diff;
        stored.forEach(row -> before.put(row.id(), row));
        List<MemberDiff.Row> gone = diff.gone().stream().map(before::get).toList();
        PeopleIndex<MemberDiff.Row> everybody = new PeopleIndex<>(stored, MemberDiff.Row::member);
        PeopleIndex<MemberDiff.Row> everybodyGone = new PeopleIndex<>(gone, MemberDiff.Row::member);
        PeopleIndex<ObservedMember> everybodyAdded = new PeopleIndex<>(diff.added(), member -> member);
        for (ObservedMember added : diff.added()) {
            boolean isListedTwice = everybody.find(added).isPresent();
            if (!isListedTwice && everybodyGone.findPossible(added).isEmpty()) {
                add(Difference.of(EventName.ADDED, added, group), added);
            }
        }
        for (MemberDiff.Row row : gone) {
            if (everybodyAdded.findPossible(row.member()).isEmpty()) {
                add(Difference.of(EventName.REMOVED, row.member(), group), row.id());
            }
        }
        for (MemberDiff.Row row : diff.changed()) {
            if (row.member().role() != before.get(row.id()).member().role()) {
                EventName event = row.member().role().isAdmin() ? EventName.PROMOTED : EventName.DEMOTED;
                add(Difference.of(event, row.member(), group), row);
            }
        }
    }

    private void add(Difference difference, Object cause) {
        found.add(difference);
        causes.put(difference, cause);
    }

    List<Difference> found() {
        return found;
    }

    /** What has to be written without some of the differences. */
    MemberDiff without(Set<Difference> heldBack) {
        if (heldBack.isEmpty()) {
            return diff;
        }
        List<ObservedMember> added = new ArrayList<>(diff.added());
        List<MemberDiff.Row> changed = new ArrayList<>(diff.changed());
        List<Long> gone = new ArrayList<>(diff.gone());
        for (Difference difference : heldBack) {
            Object cause = causes.get(difference);
            if (cause instanceof ObservedMember member) {
                added.remove(member);
            } else if (cause instanceof Long id) {
                gone.remove(id);
            } else if (cause instanceof MemberDiff.Row row) {
                changed.remove(row);
            }
        }
        return new MemberDiff(added, changed, gone);
    }
}
