package io.wagateway.group;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;

/**
 * What an intent wants, as it is written down for whoever may have to settle it.
 *
 * @param members whom it is about
 * @param fields of an update, with the values that they are to have
 * @param told whether it is in the log already that it has failed, as nobody had an answer: then it is told only if it has
 *     happened all the same
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record IntendedChange(Kind kind, List<Member> members, Map<String, Object> fields, boolean told) {
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
        JOIN
    }

    /**
     * Somebody that the call names.
     *
     * @param named as the call has it
     * @param jid user JID; null where it is not known
     * @param lid null where it is not known
     * @param already whether it looked like no change
     */
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    record Member(String named, String jid, String lid, boolean already) {
        static Member of(String named, GroupSnapshot.Member member, boolean already) {
            return member == null
                    ? new Member(named, null, null, already)
                    : new Member(named, member.jid(), member.lid(), already);
        }

        /** As a read of the group may know them. */
        GroupSnapshot.Member in(GroupSnapshot group) {
            return jid == null && lid == null
                    ? group.member(named)
                    : group.find(new GroupSnapshot.Member(jid, lid, "member", null));
        }
    }

    IntendedChange {
        members = members == null ? List.of() : members;
        fields = fields == null ? Map.of() : fields;
    }

    static IntendedChange only(Kind kind) {
        return new IntendedChange(kind, null, null, false);
    }

    static IntendedChange of(Kind kind, Map<String, Object> fields) {
        return new IntendedChange(kind, null, fields, false);
    }

    static IntendedChange of(MembershipChange change, List<Member> members) {
        return new IntendedChange(Kind.valueOf(change.name()), members, null, false);
    }

    /** The same, to be looked at later, as its failure is told and may be none. */
    IntendedChange asTold() {
        return new IntendedChange(kind, members, fields, true);
    }

    /** Whether a read of the group shows if it has happened. */
    boolean isOfMembers() {
        return switch (kind) {
            case PROMOTE, DEMOTE, ADD, REMOVE -> true;
            case CREATE, UPDATE, REVOKE_INVITE, LEAVE, JOIN -> false;
        };
    }

    /** The one member that it is about; null where it is about none, or about several. */
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

    static IntendedChange of(String json) {
        try {
            return JSON.readValue(json, IntendedChange.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("an intent that another version has written", e);
        }
    }
}
