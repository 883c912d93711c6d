package io.wagateway.group.stored;

import io.wagateway.engine.Jids;
import io.wagateway.error.EngineException;
import java.util.Map;

/**
 * A member of a group, as an engine reported them.
 *
 * @param jid user JID; null if WhatsApp hides the number
 * @param lid null if the engine does not know it
 * @param role member or admin; null if it is not known
 * @param creator whether they created the group, which makes them an admin
 * @param tag nickname; null if the engine does not report it
 */
public record ObservedMember(String jid, String lid, MemberRole role, boolean creator, String tag) {
    private static final int MAX_TAG = 1_024;

    /** From a row of an engine's response; fails if it has no name or no known role. */
    static ObservedMember of(Object row) {
        if (!(row instanceof Map<?, ?> map)) {
            throw EngineException.invalidResponse();
        }
        String jid = map.get("jid") instanceof String text && Jids.isUser(text) ? text : null;
        String lid = map.get("lid") instanceof String text && Jids.isLid(text) ? text : null;
        MemberRole role = MemberRole.ofRow(map.get("role"));
        if (jid == null && lid == null) {
            throw EngineException.invalidResponse();
        }
        return new ObservedMember(
                jid,
                lid,
                role == null ? null : role.isAdmin() ? MemberRole.ADMIN : MemberRole.MEMBER,
                role == MemberRole.SUPERADMIN,
                StorableText.of(map.get("tag"), MAX_TAG));
    }

    /** A plain member with one known name, user JID or LID. */
    public static ObservedMember named(String name) {
        return Jids.isLid(name) ? plain(null, name) : plain(name, null);
    }

    /** A plain member; one of the names may be null. */
    public static ObservedMember plain(String jid, String lid) {
        return new ObservedMember(jid, lid, MemberRole.MEMBER, false, null);
    }

    /** The same, as a plain member if the role is not known. */
    ObservedMember withKnownRole() {
        return role != null ? this : new ObservedMember(jid, lid, MemberRole.MEMBER, creator, tag);
    }

    /** The user JID, or else the LID: the name by which events and the group's owner refer to them. */
    public String name() {
        return jid != null ? jid : lid;
    }

    /** Whether a name is the same, in any of its spellings, or no kind of name is known of both. */
    public boolean mayBe(String otherJid, String otherLid) {
        boolean isNamedAlike = isSame(jid, otherJid) || isSame(lid, otherLid);
        boolean hasNoCommonName = (jid == null || otherJid == null) && (lid == null || otherLid == null);
        return isNamedAlike || hasNoCommonName;
    }

    /** Whether a name is the same, in any of its spellings. */
    public boolean isNamedLike(ObservedMember other) {
        return isSame(jid, other.jid) || isSame(lid, other.lid);
    }

    private static boolean isSame(String name, String other) {
        return name != null && other != null && Jids.spelling(name).equals(Jids.spelling(other));
    }
}
