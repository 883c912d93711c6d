package io.wagateway.group.stored;

import io.wagateway.engine.Jids;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What has to be written so that the stored members are those that an engine reported. A person keeps the row that has
 * any of their names; a name, role or tag that the engine does not report this time stays as it was.
 *
 * @param added reported members without a row
 * @param changed rows with their new values
 * @param gone the ids of rows that no reported member matches
 */
record MemberDiff(List<ObservedMember> added, List<Row> changed, List<Long> gone) {
    /** The same, but nobody is gone. */
    private MemberDiff keepingAll() {
        return new MemberDiff(added, changed, List.of());
    }

    /** A stored row. */
    record Row(long id, ObservedMember member) {}

    /** If the engine's list of members is incomplete, nobody is gone. */
    static MemberDiff of(List<Row> stored, ObservedGroup observed) {
        MemberDiff reported = of(stored, observed.members());
        return observed.isIncomplete() ? reported.keepingAll() : reported;
    }

    static MemberDiff of(List<Row> stored, List<ObservedMember> observed) {
        Map<String, Row> byName = new HashMap<>(stored.size() * 4);
        stored.forEach(row -> enter(byName, row));
        Set<String> names = new HashSet<>(observed.size() * 4);
        Set<Long> kept = new HashSet<>(stored.size() * 2);
        List<ObservedMember> added = new ArrayList<>();
        List<Row> changed = new ArrayList<>();
        for (ObservedMember member : observed) {
            // The engine reported the same person twice: the first one counts.
            if (!isNew(names, member)) {
                continue;
            }
            Row row = find(byName, member);
            if (row == null || !kept.add(row.id())) {
                added.add(member.withKnownRole());
                continue;
            }
            ObservedMember now = merged(row.member(), member);
            if (!now.equals(row.member())) {
                changed.add(new Row(row.id(), now));
            }
        }
        List<Long> gone =
                stored.stream().map(Row::id).filter(id -> !kept.contains(id)).toList();
        return new MemberDiff(added, changed, gone);
    }

    private static void enter(Map<String, Row> byName, Row row) {
        if (row.member().lid() != null) {
            byName.putIfAbsent(row.member().lid(), row);
        }
        if (row.member().jid() != null) {
            byName.putIfAbsent(row.member().jid(), row);
            byName.putIfAbsent(Jids.spelling(row.member().jid()), row);
        }
    }

    private static boolean isNew(Set<String> names, ObservedMember member) {
        boolean known = names.contains(member.lid()) || names.contains(member.jid());
        if (!known && member.lid() != null) {
            names.add(member.lid());
        }
        if (!known && member.jid() != null) {
            names.add(member.jid());
        }
        return !known;
    }

    /** Two rows may turn out to be the same person: the older one stays. */
    private static Row find(Map<String, Row> byName, ObservedMember member) {
        Row byLid = byName.get(member.lid());
        Row byJid = Jids.find(byName, member.jid());
        if (byLid == null || byJid == null) {
            return byLid != null ? byLid : byJid;
        }
        return byLid.id() <= byJid.id() ? byLid : byJid;
    }

    private static ObservedMember merged(ObservedMember before, ObservedMember now) {
        return new ObservedMember(
                now.jid() != null ? now.jid() : before.jid(),
                now.lid() != null ? now.lid() : before.lid(),
                now.role() != null ? now.role() : before.role(),
                now.role() != null ? now.creator() : before.creator(),
                now.tag() != null ? now.tag() : before.tag());
    }
}
