package io.wagateway.group;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wagateway.engine.Jids;
import io.wagateway.group.grant.NewGrant;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The change that an intent is about, as {@code event_intents} stores it in JSON: a node that recovers the intent reads
 * it. Another version of the gateway may have written the row, so the JSON names stay.
 *
 * @param members that the change is about
 * @param fields of an update, with the values that the group is to have
 * @param grantMillis how long members whom it promotes are to be admins; null: for good
 * @param reportedAsUnknown whether the log has already that the outcome is unknown: then recovery records the change
 *     only if it has happened
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record IntendedChange(
        Kind kind,
        List<Member> members,
        Map<String, Object> fields,
        @JsonProperty("for") Long grantMillis,
        @JsonProperty("told") boolean reportedAsUnknown) {
    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    enum Kind {
        PROMOTE,
        DEMOTE,
        ADD,
        REMOVE,
        CREATE,
        UPDATE,
        REVOKE_INVITE,
        LEAVE,
        JOIN,
        APPROVE,
        REJECT,
        PICTURE
    }

    /**
     * A member that the call names.
     *
     * @param named the name that the call uses
     * @param jid user JID; null if it is not known
     * @param lid null if it is not known
     * @param alreadyDone whether the group showed the change before
     */
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    record Member(
            String named,
            String jid,
            String lid,
            @JsonProperty("already") boolean alreadyDone) {
        static Member of(String named, GroupSnapshot.Member member, boolean alreadyDone) {
            return member == null
                    ? new Member(named, null, null, alreadyDone)
                    : new Member(named, member.jid(), member.lid(), alreadyDone);
        }

        /** The same member in a read of the group; null if they are not in it. */
        GroupSnapshot.Member in(GroupSnapshot group) {
            return jid == null && lid == null ? group.member(named) : group.find(jid, lid);
        }

        /**
         * The same, by the names that a read of the group shows as well.
         *
         * @param now the same member in that read; null if they are not in it
         */
        Member listedAs(GroupSnapshot.Member now) {
            return now == null
                    ? this
                    : new Member(named, jid != null ? jid : now.jid(), lid != null ? lid : now.lid(), alreadyDone);
        }

        /**
         * All that is known of the member's names, each in one spelling.
         *
         * @param now the same member in a read of the group; null if they are not in it
         */
        Set<String> names(GroupSnapshot.Member now) {
            Stream<String> listed = now == null ? Stream.of() : now.names().stream();
            return Stream.concat(Stream.of(named, jid, lid).filter(Objects::nonNull), listed)
                    .map(Jids::spelling)
                    .collect(Collectors.toSet());
        }
    }

    IntendedChange {
        members = members == null ? List.of() : members;
        fields = fields == null ? Map.of() : fields;
    }

    static IntendedChange only(Kind kind) {
        return new IntendedChange(kind, null, null, null, false);
    }

    static IntendedChange of(Kind kind, Map<String, Object> fields) {
        return new IntendedChange(kind, null, fields, null, false);
    }

    static IntendedChange of(MembershipChange change, List<Member> members) {
        return new IntendedChange(Kind.valueOf(change.name()), members, null, null, false);
    }

    /** The same change of some of its members. */
    IntendedChange of(List<Member> some) {
        return new IntendedChange(kind, some, fields, grantMillis, reportedAsUnknown);
    }

    /** The same promotion for a time; null: for good. */
    IntendedChange granting(Duration time) {
        return time == null ? this : new IntendedChange(kind, members, fields, time.toMillis(), reportedAsUnknown);
    }

    /**
     * The grants of those members whom it has made admins; none if it is for good.
     *
     * @param done each with the names that are known
     */
    List<NewGrant> grants(Collection<Member> done) {
        return grantMillis == null
                ? List.of()
                : done.stream()
                        .map(member -> new NewGrant(
                                member.named(), member.jid(), member.lid(), Duration.ofMillis(grantMillis)))
                        .toList();
    }

    /** The same, to be checked later, as the log has that its outcome is unknown. */
    IntendedChange asReportedAsUnknown() {
        return new IntendedChange(kind, members, fields, grantMillis, true);
    }

    /** What of it may still show, as the log has that its outcome is unknown. */
    IntendedChange rest(List<Member> someMembers, Map<String, Object> someFields) {
        return new IntendedChange(kind, someMembers, someFields, grantMillis, true);
    }

    /** The name of the only member that it is about; null if it is about none, or about several. */
    String memberJid() {
        return members.size() == 1 ? members.get(0).named() : null;
    }

    String toJson() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("names and values of a call are JSON", e);
        }
    }

    /** @throws IllegalArgumentException if a later version has written it, with a kind that this one does not know */
    static IntendedChange of(String json) {
        try {
            return JSON.readValue(json, IntendedChange.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("another version of the gateway wrote this intent", e);
        }
    }

    /** Empty if a later version of the gateway has written it. */
    static Optional<IntendedChange> ifKnown(String json) {
        try {
            return Optional.of(of(json));
        } catch (IllegalArgumentException ofALaterVersion) {
            return Optional.empty();
        }
    }
}
