package io.wagateway.group.stored;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.wagateway.engine.Jids;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who gets into a group, and its community; a field is null if the engine did not report it.
 *
 * @param joinApproval whether admins must let newcomers in
 * @param memberAdd who may add members: all or admins
 * @param community whether it is a community, which has groups of its own
 * @param linkedParent the JID of the community that it is in; the empty text if it is in none
 */
record Admission(
        Boolean joinApproval,
        String memberAdd,
        @JsonProperty("isCommunity") Boolean community,
        @JsonIgnore String linkedParent) {
    static final Admission UNKNOWN = new Admission(null, null, null, null);

    private static final Set<String> ADDERS = Set.of("all", "admins");

    /** @param group a {@code Group} of the engines' vocabulary */
    static Admission of(Map<?, ?> group) {
        return new Admission(
                group.get("joinApproval") instanceof Boolean flag ? flag : null,
                group.get("memberAdd") instanceof String who && ADDERS.contains(who) ? who : null,
                group.get("isCommunity") instanceof Boolean flag ? flag : null,
                group.get("linkedParent") instanceof String parent && (parent.isEmpty() || Jids.isGroup(parent))
                        ? parent
                        : null);
    }

    /** For callers: null also if it is in none. */
    @JsonProperty("linkedParent")
    String parent() {
        return linkedParent == null || linkedParent.isEmpty() ? null : linkedParent;
    }

    /** The fields that callers can change, and that it has otherwise: one that is unknown on one side does not differ. */
    List<String> differencesOf(Admission before) {
        List<String> found = new ArrayList<>();
        if (joinApproval != null && before.joinApproval != null && !joinApproval.equals(before.joinApproval)) {
            found.add("joinApproval");
        }
        if (memberAdd != null && before.memberAdd != null && !memberAdd.equals(before.memberAdd)) {
            found.add("memberAdd");
        }
        return found;
    }

    /** The same, as if the engine had not reported these fields. */
    Admission without(Set<String> fields) {
        return new Admission(
                fields.contains("joinApproval") ? null : joinApproval,
                fields.contains("memberAdd") ? null : memberAdd,
                community,
                linkedParent);
    }

    /** What is not known of this is as before. */
    Admission orElse(Admission before) {
        return new Admission(
                joinApproval != null ? joinApproval : before.joinApproval,
                memberAdd != null ? memberAdd : before.memberAdd,
                community != null ? community : before.community,
                linkedParent != null ? linkedParent : before.linkedParent);
    }
}
