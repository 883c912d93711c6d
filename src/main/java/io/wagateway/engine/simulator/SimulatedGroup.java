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
     * Somebody who waits to be let in.
     *
     * @param requestedAt epoch milliseconds
     * @param via link or member
     */
    record JoinRequest(String jid, String lid, long requestedAt, String via) {
        boolean isOf(String name) {
            return name.equals(jid) || name.equals(lid);
        }

        Map<String, Object> toRow() {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("jid", jid);
            row.put("lid", lid);
            row.put("requestedAt", requestedAt);
            row.put("via", via);
            row.put("address", lid != null ? lid : jid);
            return row;
        }
    }

    /**
     * The fields of a group, without its members.
     *
     * @param owner user JID or LID of its creator; null if unknown
     * @param createdAt epoch milliseconds
     * @param invite the code of the link that invites into it
     * @param joinApproval whether its admins must let newcomers in
     * @param memberAdd who may add members: all or admins
     * @param picture a JPEG in base64; null: none
     */
    record Info(
            String subject,
            String description,
            boolean announce,
            boolean locked,
            boolean joinApproval,
            String memberAdd,
            String picture,
            String owner,
            long createdAt,
            String invite) {
        Info withInvite(String other) {
            return new Info(
                    subject, description, announce, locked, joinApproval, memberAdd, picture, owner, createdAt, other);
        }

        /** A copy with one of the fields changed that an admin may change. */
        Info with(String field, Object value) {
            Map<String, Object> fields = new HashMap<>();
            fields.put("subject", subject);
            fields.put("description", description);
            fields.put("announce", announce);
            fields.put("locked", locked);
            fields.put("joinApproval", joinApproval);
            fields.put("memberAdd", memberAdd);
            fields.put("picture", picture);
            if (!fields.containsKey(field)) {
                throw new IllegalArgumentException("a group has no " + field);
            }
            fields.put(field, value);
            return new Info(
                    (String) fields.get("subject"),
                    (String) fields.get("description"),
                    (Boolean) fields.get("announce"),
                    (Boolean) fields.get("locked"),
                    (Boolean) fields.get("joinApproval"),
                    (String) fields.get("memberAdd"),
                    (String) fields.get("picture"),
                    owner,
                    createdAt,
                    invite);
        }
    }

    private final Info info;
    private final List<Member> members;
    private final List<JoinRequest> joinRequests;
    private final Map<String, Member> byJid = new HashMap<>();
    private final List<Map<String, Object>> rows = new ArrayList<>();

    SimulatedGroup(Info info, List<Member> members, List<JoinRequest> joinRequests) {
        this.info = info;
        this.members = members;
        this.joinRequests = joinRequests;
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

    /** Those who wait to be let in. */
    List<JoinRequest> joinRequests() {
        return joinRequests;
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
        group.put("joinApproval", info.joinApproval());
        group.put("memberAdd", info.memberAdd());
        group.put("isCommunity", false);
        group.put("createdAt", info.createdAt());
        group.put("size", members.size());
        return group;
    }

    SimulatedGroup with(Info other) {
        return new SimulatedGroup(other, members, joinRequests);
    }

    /** With other members, none of whom waits any more. */
    SimulatedGroup with(List<Member> others) {
        List<JoinRequest> waiting = joinRequests.stream()
                .filter(request -> others.stream()
                        .noneMatch(member -> (member.jid() != null && request.isOf(member.jid()))
                                || (member.lid() != null && request.isOf(member.lid()))))
                .toList();
        return new SimulatedGroup(info, others, waiting);
    }

    SimulatedGroup waiting(List<JoinRequest> others) {
        return new SimulatedGroup(info, members, others);
    }

    SimulatedGroup with(Member changed, Role role) {
        Member after = new Member(changed.jid(), changed.lid(), role);
        return with(members.stream()
                .map(member -> member.equals(changed) ? after : member)
                .toList());
    }
}
