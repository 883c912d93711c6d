package io.wagateway.group.stored;

import java.util.Collection;
import java.util.List;

/** What WhatsApp has done to a group, as it confirmed. */
public sealed interface Change {
    /** The group's JID. */
    String group();

    /**
     * Members have another role.
     *
     * @param names user JIDs and LIDs, one or both of each of them
     * @param role member or admin
     */
    record Roles(String group, Collection<String> names, String role) implements Change {}

    /** Somebody came in; who is in already stays as they are. */
    record Added(String group, List<ObservedMember> members) implements Change {}

    /** @param names user JIDs and LIDs, one or both of each of those who went */
    record Removed(String group, Collection<String> names) implements Change {}

    /** The group was made, joined, or is described otherwise now; what is null stays as it was. */
    record Described(ObservedGroup now) implements Change {
        @Override
        public String group() {
            return now.jid();
        }
    }

    /** The account is no longer in it. */
    record Left(String group) implements Change {}
}
