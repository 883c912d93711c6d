package io.wagateway.group.stored;

import io.wagateway.engine.Jids;
import io.wagateway.error.EngineException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A group, as an engine told of it; null is what it did not say.
 *
 * @param members who is in it; null where only the group itself was told of
 * @param self the account's own row, where the engine says which it is
 */
public record ObservedGroup(
        String jid,
        String subject,
        String description,
        String owner,
        Boolean announce,
        Boolean locked,
        Long createdAt,
        Integer size,
        List<ObservedMember> members,
        ObservedMember self) {
    private static final int LONGEST_SUBJECT = 1_024;
    private static final int LONGEST_DESCRIPTION = 8_192;

    /** From the answer to readGroup. */
    static ObservedGroup read(String jid, Map<String, Object> answer) {
        if (!(answer.get("members") instanceof List<?> rows)) {
            throw EngineException.error("the engine returned an invalid response");
        }
        List<ObservedMember> members = rows.stream().map(ObservedMember::of).toList();
        ObservedMember self = answer.get("self") == null ? null : ObservedMember.of(answer.get("self"));
        Object told = answer.get("group");
        return told(jid, told instanceof Map<?, ?> map ? map : Map.of(), members, self);
    }

    /** From the answer to listGroups. What has no group's JID is left out: communities and channels are not groups. */
    static List<ObservedGroup> list(Map<String, Object> answer) {
        if (!(answer.get("groups") instanceof List<?> rows)) {
            throw EngineException.error("the engine returned an invalid response");
        }
        return rows.stream().map(ObservedGroup::told).flatMap(Optional::stream).toList();
    }

    /** From a {@code Group} of the engines' vocabulary; empty where it has no group's JID. */
    public static Optional<ObservedGroup> told(Object group) {
        if (group instanceof Map<?, ?> map && map.get("jid") instanceof String jid && Jids.isGroup(jid)) {
            return Optional.of(told(jid, map, null, null));
        }
        return Optional.empty();
    }

    private static ObservedGroup told(String jid, Map<?, ?> group, List<ObservedMember> members, ObservedMember self) {
        Object owner = group.get("owner");
        return new ObservedGroup(
                jid,
                StorableText.of(group.get("subject"), LONGEST_SUBJECT),
                StorableText.of(group.get("description"), LONGEST_DESCRIPTION),
                owner instanceof String text && Jids.isMember(text) ? text : null,
                group.get("announce") instanceof Boolean flag ? flag : null,
                group.get("locked") instanceof Boolean flag ? flag : null,
                group.get("createdAt") instanceof Number time ? time.longValue() : null,
                group.get("size") instanceof Number size ? size.intValue() : null,
                members,
                self);
    }

    /** The same members, with what another answer says of the group itself. */
    ObservedGroup with(ObservedGroup told) {
        return new ObservedGroup(
                jid,
                told.subject,
                told.description,
                told.owner,
                told.announce,
                told.locked,
                told.createdAt,
                told.size,
                members,
                self);
    }

    /** The owner, who is found among the members where the engine does not say. */
    String ownerOrCreator() {
        if (owner != null || members == null) {
            return owner;
        }
        return members.stream()
                .filter(ObservedMember::creator)
                .map(ObservedMember::name)
                .findFirst()
                .orElse(null);
    }

    /** Whether an account is known to be none of the members, by whichever of its names is known. */
    boolean isWithout(String ownJid, String ownLid) {
        boolean nameless = ownJid == null && ownLid == null;
        return !nameless && self == null && members.stream().noneMatch(member -> member.is(ownJid, ownLid));
    }

    int weight() {
        return members == null ? 1 : 1 + members.size();
    }
}
