package io.wagateway.group.stored;

import io.wagateway.engine.Jids;
import io.wagateway.error.EngineException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A group, as an engine reported it; a field is null if the engine did not report it.
 *
 * @param members null if the engine reported the group itself only
 * @param isIncomplete whether the engine's list has rows that the gateway cannot read: anybody may be in them
 * @param self the account's own row; null if the engine does not mark it
 * @param admission never null
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
        boolean isIncomplete,
        ObservedMember self,
        Admission admission) {
    private static final int MAX_SUBJECT = 1_024;
    private static final int MAX_DESCRIPTION = 8_192;

    /** Of an engine that does not report who gets in. */
    ObservedGroup(
            String jid,
            String subject,
            String description,
            String owner,
            Boolean announce,
            Boolean locked,
            Long createdAt,
            Integer size,
            List<ObservedMember> members,
            boolean isIncomplete,
            ObservedMember self) {
        this(
                jid,
                subject,
                description,
                owner,
                announce,
                locked,
                createdAt,
                size,
                members,
                isIncomplete,
                self,
                Admission.UNKNOWN);
    }

    /**
     * From the response to readGroup; fails if it is not of the documented shape, or if it lists nobody: a group that the
     * account is in has at least one member.
     */
    static ObservedGroup read(String jid, Map<String, Object> response) {
        if (!(response.get("members") instanceof List<?> rows) || rows.isEmpty()) {
            throw EngineException.invalidResponse();
        }
        ObservedMember self = response.get("self") == null ? null : ObservedMember.of(response.get("self"));
        Object group = response.get("group");
        return of(jid, group instanceof Map<?, ?> map ? map : Map.of(), members(rows), isIncomplete(response), self);
    }

    private static List<ObservedMember> members(List<?> rows) {
        return rows.stream().map(ObservedMember::of).toList();
    }

    static boolean isIncomplete(Map<?, ?> response) {
        return skipped(response) > 0;
    }

    /** The number of rows that the engine's mapping had to skip in a list of members or of groups. */
    public static int skipped(Map<?, ?> response) {
        return response.get("skipped") instanceof Number skipped ? skipped.intValue() : 0;
    }

    /** From the response to listGroups, without entries that have no group JID: communities and channels are no groups. */
    static List<ObservedGroup> list(Map<String, Object> response) {
        if (!(response.get("groups") instanceof List<?> rows)) {
            throw EngineException.invalidResponse();
        }
        return rows.stream()
                .map(ObservedGroup::described)
                .flatMap(Optional::stream)
                .toList();
    }

    /** From a {@code Group} of the engines' vocabulary, with its members if it has some; empty if it has no group JID. */
    public static Optional<ObservedGroup> described(Object group) {
        if (group instanceof Map<?, ?> map && map.get("jid") instanceof String jid && Jids.isGroup(jid)) {
            boolean isListed = map.get("members") instanceof List<?> rows && !rows.isEmpty();
            return Optional.of(
                    of(jid, map, isListed ? members((List<?>) map.get("members")) : null, isIncomplete(map), null));
        }
        return Optional.empty();
    }

    /** Nothing but its JID is known. */
    static ObservedGroup ofJid(String jid) {
        return new ObservedGroup(jid, null, null, null, null, null, null, null, null, false, null);
    }

    private static ObservedGroup of(
            String jid, Map<?, ?> group, List<ObservedMember> members, boolean isIncomplete, ObservedMember self) {
        Object owner = group.get("owner");
        return new ObservedGroup(
                jid,
                StorableText.of(group.get("subject"), MAX_SUBJECT),
                StorableText.of(group.get("description"), MAX_DESCRIPTION),
                owner instanceof String text && Jids.isMember(text) ? text : null,
                group.get("announce") instanceof Boolean flag ? flag : null,
                group.get("locked") instanceof Boolean flag ? flag : null,
                group.get("createdAt") instanceof Number time ? time.longValue() : null,
                group.get("size") instanceof Number size ? size.intValue() : null,
                members,
                isIncomplete,
                self,
                Admission.of(group));
    }

    /** The group itself only, with that number of members. */
    public ObservedGroup withoutMembers(Integer count) {
        return new ObservedGroup(
                jid, subject, description, owner, announce, locked, createdAt, count, null, false, null, admission);
    }

    /** The same members, with the group's own fields from another response. */
    ObservedGroup with(ObservedGroup described) {
        return new ObservedGroup(
                jid,
                described.subject,
                described.description,
                described.owner,
                described.announce,
                described.locked,
                described.createdAt,
                described.size,
                members,
                isIncomplete,
                self,
                described.admission);
    }

    /** The group's own fields that it has otherwise than the stored group: a field that is unknown on one side does not differ. */
    List<Difference> differencesOf(StoredGroup stored) {
        List<Difference> found = new ArrayList<>();
        if (subject != null && !subject.isBlank() && differs(stored.subject(), subject)) {
            found.add(Difference.ofField("subject", this));
        }
        if (description != null && differs(stored.description(), description)) {
            found.add(Difference.ofField("description", this));
        }
        if (announce != null && stored.announce() != null && !announce.equals(stored.announce())) {
            found.add(Difference.ofField("announce", this));
        }
        if (locked != null && stored.locked() != null && !locked.equals(stored.locked())) {
            found.add(Difference.ofField("locked", this));
        }
        admission.differencesOf(stored.admission()).forEach(field -> found.add(Difference.ofField(field, this)));
        return found;
    }

    /** WhatsApp trims what callers write. */
    private static boolean differs(String before, String now) {
        return before != null && !before.strip().equals(now.strip());
    }

    /** The value of one of its own fields. */
    public Object field(String name) {
        return switch (name) {
            case "subject" -> subject;
            case "description" -> description;
            case "announce" -> announce;
            case "locked" -> locked;
            case "joinApproval" -> admission.joinApproval();
            case "memberAdd" -> admission.memberAdd();
            default -> throw new IllegalArgumentException("a group has no " + name);
        };
    }

    /** The same, as if the engine had not reported the fields of these differences. */
    ObservedGroup without(Collection<Difference> differences) {
        Set<String> fields = differences.stream().map(Difference::field).collect(Collectors.toSet());
        return new ObservedGroup(
                jid,
                fields.contains("subject") ? null : subject,
                fields.contains("description") ? null : description,
                owner,
                fields.contains("announce") ? null : announce,
                fields.contains("locked") ? null : locked,
                createdAt,
                size,
                members,
                isIncomplete,
                self,
                admission.without(fields));
    }

    /** The owner; the creator among the members if the engine does not report an owner. */
    public String ownerOrCreator() {
        if (owner != null || members == null) {
            return owner;
        }
        return members.stream()
                .filter(ObservedMember::creator)
                .map(ObservedMember::name)
                .findFirst()
                .orElse(null);
    }

    /**
     * Whether the account is certainly no member: no row is its own, and none may be its own under the name that is not
     * known of both.
     */
    public boolean isWithout(String ownJid, String ownLid) {
        return !isIncomplete && self == null && members.stream().noneMatch(member -> member.mayBe(ownJid, ownLid));
    }

    /** Whether the account is certainly a member. */
    boolean isWith(String ownJid, String ownLid) {
        ObservedMember own = ObservedMember.plain(ownJid, ownLid);
        return self != null || members.stream().anyMatch(member -> member.isNamedLike(own));
    }

    /** Whether the engine says that admins must let newcomers in. */
    public boolean letsInOnlyByApproval() {
        return Boolean.TRUE.equals(admission.joinApproval());
    }

    /** Whether the account is listed as an admin. */
    public boolean isAdministeredBy(String ownJid, String ownLid) {
        ObservedMember own = ObservedMember.plain(ownJid, ownLid);
        return Stream.concat(Stream.ofNullable(self), members.stream().filter(member -> member.isNamedLike(own)))
                .anyMatch(member -> member.role().isAdmin());
    }

    int weight() {
        return members == null ? 1 : 1 + members.size();
    }
}
