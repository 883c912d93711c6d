package io.wagateway.engine.simulator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A group at one moment. A change makes a new one, so that a reader never sees half of a change. */
final class SimulatedGroup {
    record Member(String jid, String lid, Role role) {
        /** WhatsApp's name of the member in this group. */
        String address() {
            return lid != null ? lid : jid;
        }

        Map<String, Object> toRow() {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("jid", jid);
            row.put("lid", lid);
            row.put("role", role.wireName());
            row.put("address", address());
            return row;
        }
    }

    /**
     * The fields of a group, without its members.
     *
     * @param owner user JID or LID of its creator; null if unknown
     * @param createdAt epoch milliseconds
     * @param invite the code of the link that invites into it
     */
    record Info(
            String subject,
            String description,
            boolean announce,
            boolean locked,
            String owner,
            long createdAt,
            String invite) {
        Info withInvite(String other) {
            return new Info(subject, description, announce, locked, owner, createdAt, other);
        }

        /** A copy with one of subject, description, announce and locked changed. */
        Info with(String field, Object value) {
            return switch (field) {
                case "subject" -> new Info((String) value, description, announce, locked, owner, createdAt, invite);
                case "description" -> new Info(subject, (String) value, announce, locked, owner, createdAt, invite);
                case "announce" -> new Info(subject, description, (Boolean) value, locked, owner, createdAt, invite);
                case "locked" -> new Info(subject, description, announce, (Boolean) value, owner, createdAt, invite);
                default -> throw new IllegalArgumentException("a group has no " + field);
            };
        }
    }

    private final Info info;
    private final List<Member> members;
    private final Map<String, Member> byJid = new HashMap<>();
    private final List<Map<String, Object>> rows = new ArrayList<>();

    SimulatedGroup(Info info, List<Member> members) {
        this.info = info;
        this.members = members;
        for (Member member : members) {
            rows.add(member.toRow());
            if (member.jid() != null) {
                byJid.put(member.jid(), member);
            }
            if (member.lid() != null) {
                byJid.put(member.lid(), member);
            }
        }
    }

    /** The member with that user JID or LID; null if there is none. */
    Member member(String jid) {
        return byJid.get(jid);
    }

    List<Map<String, Object>> rows() {
        return rows;
    }

    Info info() {
        return info;
    }

    List<Member> members() {
        return members;
    }

    /** The group itself, in the vocabulary of engine routes. */
    Map<String, Object> toMap(String jid) {
        Map<String, Object> group = new LinkedHashMap<>();
        group.put("jid", jid);
        group.put("subject", info.subject());
        group.put("description", info.description());
        group.put("owner", info.owner());
        group.put("announce", info.announce());
        group.put("locked", info.locked());
        group.put("createdAt", info.createdAt());
        group.put("size", members.size());
        return group;
    }

    SimulatedGroup with(Info other) {
        return new SimulatedGroup(other, members);
    }

    SimulatedGroup with(List<Member> others) {
        return new SimulatedGroup(info, others);
    }

    SimulatedGroup with(Member changed, Role role) {
        Member after = new Member(changed.jid(), changed.lid(), role);
        return with(members.stream()
                .map(member -> member.equals(changed) ? after : member)
                .toList());
    }
}
