package io.wagateway.engine.simulator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A group at one moment. A change makes a new one, so that a reader never sees half of it. */
final class SimulatedGroup {
    record Member(String jid, String lid, Role role) {
        /** What WhatsApp calls the member in this group. */
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

    private final List<Member> members;
    private final Map<String, Member> byJid = new HashMap<>();
    private final List<Map<String, Object>> rows = new ArrayList<>();

    SimulatedGroup(List<Member> members) {
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

    /** By user JID or LID; null where nobody has it. */
    Member member(String jid) {
        return byJid.get(jid);
    }

    List<Map<String, Object>> rows() {
        return rows;
    }

    SimulatedGroup with(Member changed, Role role) {
        Member after = new Member(changed.jid(), changed.lid(), role);
        return new SimulatedGroup(members.stream()
                .map(member -> member.equals(changed) ? after : member)
                .toList());
    }
}
