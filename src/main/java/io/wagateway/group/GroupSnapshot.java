package io.wagateway.group;

import io.wagateway.engine.Jids;
import io.wagateway.error.EngineFailure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

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

        Member with(String newRole) {
            return new Member(jid, lid, newRole, address);
        }

        private boolean isSame(Member other) {
            return (jid != null && jid.equals(other.jid)) || (lid != null && lid.equals(other.lid));
        }
    }

    private final Member self;
    private final List<Member> members;
    private final Map<String, Member> byJid;

    private GroupSnapshot(Member self, List<Member> members) {
        this.self = self;
        this.members = members;
        this.byJid = new HashMap<>(members.size() * 4);
        for (Member member : members) {
            if (member.jid() != null) {
                byJid.put(member.jid(), member);
            }
            if (member.lid() != null) {
                byJid.put(member.lid(), member);
            }
        }
    }

    /** From the answer to readGroup; fails where it is not of the documented shape. */
    static GroupSnapshot of(Map<String, Object> answer) {
        if (!(answer.get("members") instanceof List<?> rows)) {
            throw nonsense();
        }
        List<Member> members = new ArrayList<>(rows.size());
        rows.forEach(row -> members.add(member(row)));
        Object self = answer.get("self");
        return new GroupSnapshot(self == null ? null : member(self), members);
    }

    /** The session's own account in this group; null where it is not in it. */
    Member self() {
        return self;
    }

    /** By user JID or LID; null where nobody in the group has it. */
    Member member(String jid) {
        return byJid.get(jid);
    }

    int size() {
        return members.size();
    }

    /** The same group after one member's role has changed. */
    GroupSnapshot with(Member changed, String role) {
        Member own = self != null && self.isSame(changed) ? self.with(role) : self;
        return new GroupSnapshot(
                own,
                members.stream()
                        .map(member -> member.isSame(changed) ? member.with(role) : member)
                        .toList());
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

    private static EngineFailure nonsense() {
        return EngineFailure.error("the engine answered nonsense");
    }
}
