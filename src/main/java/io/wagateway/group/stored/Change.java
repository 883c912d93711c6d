package io.wagateway.group.stored;

import java.util.Collection;
import java.util.List;

/** What WhatsApp confirmed that it did to a group. */
public sealed interface Change {
    /** The group's JID. */
    String group();

    /**
     * Members have another role.
     *
     * @param names user JIDs and LIDs of the members, one or both for each
     * @param role member or admin
     */
    record Roles(String group, Collection<String> names, MemberRole role) implements Change {}

    /** The group has new members; a member who is stored already stays as they are. */
    record Added(String group, List<ObservedMember> members) implements Change {}

    /**
     * Members are no longer in the group.
     *
     * @param names user JIDs and LIDs of the members, one or both for each
     */
    record Removed(String group, Collection<String> names) implements Change {}

    /** The account created or joined the group, or the group's own fields changed; a null field stays as it was. */
    record Described(ObservedGroup now) implements Change {
        @Override
        public String group() {
            return now.jid();
        }
    }

    /** The account is no longer in the group. */
    record Left(String group) implements Change {}
}
