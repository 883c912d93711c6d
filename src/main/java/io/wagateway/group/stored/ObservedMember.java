package io.wagateway.group.stored;

import io.wagateway.engine.Jids;
import io.wagateway.error.EngineException;
import java.util.Map;

/**
 * Somebody in a group, as an engine named them.
 *
 * @param jid user JID, null where WhatsApp hides the number
 * @param lid null where the engine does not know it
 * @param role member or admin
 * @param creator whether they made the group, which makes them an admin
 * @param tag nickname, null where the engine does not say
 */
public record ObservedMember(String jid, String lid, String role, boolean creator, String tag) {
    private static final int LONGEST_TAG = 1_024;

    /** A row of an engine's answer. */
    static ObservedMember of(Object row) {
        if (!(row instanceof Map<?, ?> map)) {
            throw EngineException.error("the engine returned an invalid response");
        }
        String jid = map.get("jid") instanceof String text && Jids.isUser(text) ? text : null;
        String lid = map.get("lid") instanceof String text && Jids.isLid(text) ? text : null;
        Object role = map.get("role");
        boolean known = "superadmin".equals(role) || "admin".equals(role) || "member".equals(role);
        if ((jid == null && lid == null) || !known) {
            throw EngineException.error("the engine returned an invalid response");
        }
        return new ObservedMember(
                jid,
                lid,
                "member".equals(role) ? "member" : "admin",
                "superadmin".equals(role),
                StorableText.of(map.get("tag"), LONGEST_TAG));
    }

    /** A plain member of whom one name is known, user JID or LID. */
    public static ObservedMember named(String name) {
        return Jids.isLid(name)
                ? new ObservedMember(null, name, "member", false, null)
                : new ObservedMember(name, null, "member", false, null);
    }

    /** By what a group names its owner. */
    String name() {
        return jid != null ? jid : lid;
    }

    boolean is(String otherJid, String otherLid) {
        return (jid != null && jid.equals(otherJid)) || (lid != null && lid.equals(otherLid));
    }
}
