package io.wagateway.group;

import io.wagateway.engine.Jids;
import io.wagateway.error.EngineException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** Who is in a group and what they are there, as an engine read it at one moment. Immutable. */
final class GroupSnapshot {
    private static final Set<String> ROLES = Set.of("superadmin", "admin", "member");

    /**
     * @param jid user JID, null where WhatsApp hides the number
     * @param lid null where the engine does not know it
     * @param role superadmin (the creator), admin or member
     * @param address what the engine wants to hear for this member
     */
    record Member(String jid, String lid, String role, String address) {
        boolean isAdmin() {
            return !role.equals("member");
        }

        boolean isCreator() {
            return role.equals("superadmin");
        }

        /** One or both. */
        List<String> names() {
            return Stream.of(jid, lid).filter(Objects::nonNull).toList();
        }

        Member with(String newRole) {
            return new Member(jid, lid, newRole, address);
        }

        private boolean isSame(Member other) {
            return (jid != null && jid.equals(other.jid)) || (lid != null && lid.equals(other.lid));
        }

        /** Whether nothing tells this member from an account: there is no kind of name that is known of both. */
        private boolean couldBe(String ownJid, String ownLid) {
            return (jid == null || ownJid == null) && (lid == null || ownLid == null);
        }
    }

    /** Null where the engine does not say which row is the account's own. */
    private final Member self;

    private final List<Member> members;
    private final Map<String, Member> byJid;

    private GroupSnapshot(Member self, List<Member> members, Map<String, Member> byJid) {
        this.self = self;
        this.members = members;
        this.byJid = byJid;
    }

    /** From the answer to readGroup; fails where it is not of the documented shape. */
    static GroupSnapshot of(Map<String, Object> answer) {
        if (!(answer.get("members") instanceof List<?> rows)) {
            throw nonsense();
        }
        List<Member> members = new ArrayList<>(rows.size());
        rows.forEach(row -> members.add(member(row)));
        Member self = answer.get("self") != null ? member(answer.get("self")) : null;
        return new GroupSnapshot(self, members, byJid(members));
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
        return byJid;
    }

    /**
     * What an account is here, of whose names one or both may be null.
     *
     * @param ownJid its user JID
     * @param ownLid its LID
     */
    AccountRole accountRole(String ownJid, String ownLid) {
        Member own = self != null ? self : byJid.getOrDefault(ownJid, byJid.get(ownLid));
        if (own != null) {
            return own.isAdmin() ? AccountRole.ADMIN : AccountRole.MEMBER;
        }
        return members.stream().anyMatch(member -> member.couldBe(ownJid, ownLid))
                ? AccountRole.UNKNOWN
                : AccountRole.OUT;
    }

    /** By user JID or LID; null where nobody in the group has it. */
    Member member(String jid) {
        return byJid.get(jid);
    }

    /** Whoever that member is here, where the one read may know them by one name and the other by the other; null: nobody. */
    Member find(Member before) {
        Member byNumber = byJid.get(before.jid());
        return byNumber != null ? byNumber : byJid.get(before.lid());
    }

    /** Whether a well-formed name may be that of a member who is listed by the other kind of name only. */
    boolean mayList(String jid) {
        return Jids.isUser(jid)
                ? members.stream().anyMatch(member -> member.jid() == null)
                : Jids.isLid(jid) && members.stream().anyMatch(member -> member.lid() == null);
    }

    int size() {
        return members.size();
    }

    /** The same group after one member's role has changed. */
    GroupSnapshot with(Member changed, String role) {
        Member own = self != null && self.isSame(changed) ? self.with(role) : self;
        List<Member> after = members.stream()
                .map(member -> member.isSame(changed) ? member.with(role) : member)
                .toList();
        return new GroupSnapshot(own, after, byJid(after));
    }

    private static Member member(Object row) {
        if (!(row instanceof Map<?, ?> map)) {
            throw nonsense();
        }
        String jid = text(map.get("jid"));
        String lid = text(map.get("lid"));
        String role = text(map.get("role"));
        if ((jid == null && lid == null) || role == null || !ROLES.contains(role)) {
            throw nonsense();
        }
        if ((jid != null && !Jids.isUser(jid)) || (lid != null && !Jids.isLid(lid))) {
            throw nonsense();
        }
        String address = text(map.get("address"));
        return new Member(jid, lid, role, address != null ? address : lid != null ? lid : jid);
    }

    private static String text(Object value) {
        return value instanceof String text ? text : null;
    }

    private static EngineException nonsense() {
        return EngineException.error("the engine returned an invalid response");
    }
}
