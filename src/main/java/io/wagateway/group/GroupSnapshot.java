package io.wagateway.group;

import io.wagateway.engine.Jids;
import io.wagateway.error.EngineException;
import io.wagateway.group.stored.MemberRole;
import io.wagateway.group.stored.ObservedGroup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** The members of a group and their roles, as an engine read them. Immutable. */
final class GroupSnapshot {
    /**
     * @param jid user JID; null if WhatsApp hides the number
     * @param lid null if the engine does not know it
     * @param role null if it is not known
     * @param address the name that the engine expects for this member
     */
    record Member(String jid, String lid, MemberRole role, String address) {
        /** Somebody whom the list may have in a row that the gateway cannot read. */
        static Member unread(String name) {
            return Jids.isLid(name) ? new Member(null, name, null, name) : new Member(name, null, null, name);
        }

        boolean isAdmin() {
            return role != null && role.isAdmin();
        }

        boolean isPlain() {
            return role == MemberRole.MEMBER;
        }

        boolean isCreator() {
            return role == MemberRole.SUPERADMIN;
        }

        /** The user JID, the LID, or both. */
        List<String> names() {
            return Stream.of(jid, lid).filter(Objects::nonNull).toList();
        }

        Member with(MemberRole newRole) {
            return new Member(jid, lid, newRole, address);
        }

        private boolean isSame(Member other) {
            return (jid != null && jid.equals(other.jid)) || (lid != null && lid.equals(other.lid));
        }

        /** Whether this member may be the account: there is no kind of name that is known of both. */
        private boolean couldBe(String ownJid, String ownLid) {
            return (jid == null || ownJid == null) && (lid == null || ownLid == null);
        }
    }

    /** Null if the engine does not mark the account's own row. */
    private final Member self;

    private final List<Member> members;
    private final Map<String, Member> byJid;

    /** Rows of the list that the gateway cannot read: anybody may be in them. */
    private final int skipped;

    /** The {@link System#nanoTime()} at which the read began. */
    private final long startedAt;

    private GroupSnapshot(Member self, List<Member> members, Map<String, Member> byJid, int skipped, long startedAt) {
        this.self = self;
        this.members = members;
        this.byJid = byJid;
        this.skipped = skipped;
        this.startedAt = startedAt;
    }

    /**
     * From the response to readGroup; fails if it is not of the documented shape, or if it lists nobody: a group that the
     * account is in has at least one member.
     *
     * @param startedAt the {@link System#nanoTime()} before the request
     */
    static GroupSnapshot of(Map<String, Object> response, long startedAt) {
        if (!(response.get("members") instanceof List<?> rows) || rows.isEmpty()) {
            throw EngineException.invalidResponse();
        }
        List<Member> members = new ArrayList<>(rows.size());
        rows.forEach(row -> members.add(member(row)));
        Member self = response.get("self") != null ? member(response.get("self")) : null;
        return new GroupSnapshot(self, members, byJid(members), ObservedGroup.skipped(response), startedAt);
    }

    /**
     * Those who wait to be let into a group, from the response to listJoinRequests: nobody may be in it, and no role is
     * known.
     *
     * @param startedAt the {@link System#nanoTime()} before the request
     */
    static GroupSnapshot ofWaiting(Map<String, Object> response, long startedAt) {
        if (!(response.get("requests") instanceof List<?> rows)) {
            throw EngineException.invalidResponse();
        }
        List<Member> people = rows.stream().map(GroupSnapshot::member).toList();
        return new GroupSnapshot(null, people, byJid(people), ObservedGroup.skipped(response), startedAt);
    }

    /** These and those of another list. */
    GroupSnapshot with(GroupSnapshot others) {
        List<Member> both =
                Stream.concat(members.stream(), others.members.stream()).toList();
        return new GroupSnapshot(self, both, byJid(both), skipped + others.skipped, startedAt);
    }

    List<Member> members() {
        return members;
    }

    private static Map<String, Member> byJid(List<Member> members) {
        Map<String, Member> byJid = new HashMap<>(members.size() * 4);
        for (Member member : members) {
            if (member.jid() != null) {
                byJid.put(member.jid(), member);
            }
            if (member.lid() != null) {
                byJid.put(member.lid(), member);
            }
        }
        for (Member member : members) {
            if (member.jid() != null) {
                byJid.putIfAbsent(Jids.spelling(member.jid()), member);
            }
        }
        return byJid;
    }

    /**
     * The role of an account.
     *
     * @param ownJid its user JID; null if it is not known
     * @param ownLid its LID; null if it is not known
     */
    AccountRole accountRole(String ownJid, String ownLid) {
        if (self != null) {
            return role(self);
        }
        Member byNumber = member(ownJid);
        Member byLid = byJid.get(ownLid);
        if (byNumber != null && byLid != null) {
            // An engine may list the account twice. If the rows disagree, only WhatsApp knows.
            return byNumber.role() == byLid.role() ? role(byNumber) : AccountRole.UNKNOWN;
        }
        Member own = byNumber != null ? byNumber : byLid;
        if (own != null) {
            return role(own);
        }
        return isIncomplete() || members.stream().anyMatch(member -> member.couldBe(ownJid, ownLid))
                ? AccountRole.UNKNOWN
                : AccountRole.OUT;
    }

    private static AccountRole role(Member own) {
        return own.isAdmin() ? AccountRole.ADMIN : own.isPlain() ? AccountRole.MEMBER : AccountRole.UNKNOWN;
    }

    /** By LID, or by user JID in any of its spellings; null if no member has it, or if it is null. */
    Member member(String jid) {
        return Jids.find(byJid, jid);
    }

    /** Whether rows of the list cannot be read, so that a member who is not found may be in the group all the same. */
    boolean isIncomplete() {
        return skipped > 0;
    }

    /** The same member in this read, which may know them by the other name only; null if they are not in it. */
    Member find(Member other) {
        return find(other.jid(), other.lid());
    }

    /** By user JID or else by LID, each of which may be null; null if no member has one of them. */
    Member find(String jid, String lid) {
        Member byNumber = member(jid);
        return byNumber != null ? byNumber : byJid.get(lid);
    }

    /** Whether the name is well-formed, and a member whom the list has by the other kind of name only may have it. */
    boolean mayList(String jid) {
        return Jids.isUser(jid)
                ? members.stream().anyMatch(member -> member.jid() == null)
                : Jids.isLid(jid) && members.stream().anyMatch(member -> member.lid() == null);
    }

    /** Whether somebody whom this read does not list by one of these names may be in a row that has the other kind of name only. */
    boolean mayList(String jid, String lid) {
        return members.stream().anyMatch(member -> member.couldBe(jid, lid));
    }

    /**
     * Whether a member of an earlier read, whom this one does not list by name, may be in it all the same: in a row that the
     * gateway can no longer read, or in a new one with the other kind of name only.
     */
    boolean mayHide(Member member, GroupSnapshot earlier) {
        return skipped > earlier.skipped
                || members.stream()
                        .anyMatch(now -> now.couldBe(member.jid(), member.lid()) && earlier.find(now) == null);
    }

    int size() {
        return members.size();
    }

    /** Whether the read began at that {@link System#nanoTime()} or after it. */
    boolean isReadSince(long moment) {
        return startedAt - moment >= 0;
    }

    /** The same read with another role of one member. What it shows of the others is no newer than before. */
    GroupSnapshot with(Member changed, MemberRole role) {
        Member own = self != null && self.isSame(changed) ? self.with(role) : self;
        List<Member> after = members.stream()
                .map(member -> member.isSame(changed) ? member.with(role) : member)
                .toList();
        return new GroupSnapshot(own, after, byJid(after), skipped, startedAt);
    }

    private static Member member(Object row) {
        if (!(row instanceof Map<?, ?> map)) {
            throw EngineException.invalidResponse();
        }
        String jid = text(map.get("jid"));
        String lid = text(map.get("lid"));
        MemberRole role = MemberRole.ofRow(map.get("role"));
        if (jid == null && lid == null) {
            throw EngineException.invalidResponse();
        }
        if ((jid != null && !Jids.isUser(jid)) || (lid != null && !Jids.isLid(lid))) {
            throw EngineException.invalidResponse();
        }
        String address = text(map.get("address"));
        return new Member(jid, lid, role, address != null ? address : lid != null ? lid : jid);
    }

    private static String text(Object value) {
        return value instanceof String text ? text : null;
    }
}
