package io.wagateway.group;

import io.wagateway.event.log.Event;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The part of an intended change whose outcome is unknown. */
final class UnknownPart {
    private UnknownPart() {}

    /**
     * What no event says that it was made; empty if all was made, or if a later version of the gateway has written the
     * intent.
     *
     * @param events of the result
     */
    static Optional<IntendedChange> of(String intendedChange, List<Event> events) {
        return IntendedChange.ifKnown(intendedChange).flatMap(intended -> of(intended, events));
    }

    private static Optional<IntendedChange> of(IntendedChange intended, List<Event> events) {
        Set<Object> done = new HashSet<>();
        boolean isChanged = false;
        for (Event event : events) {
            if (event.isChange()) {
                isChanged = true;
                done.add(event.payload().get("memberJid"));
                if (event.payload().get("changed") instanceof Collection<?> fields) {
                    done.addAll(fields);
                }
            }
        }
        boolean hasNoParts = intended.members().isEmpty() && intended.fields().isEmpty();
        if (hasNoParts || intended.kind() == IntendedChange.Kind.CREATE) {
            return isChanged ? Optional.empty() : Optional.of(intended);
        }
        List<IntendedChange.Member> members = intended.members().stream()
                .filter(member -> !member.alreadyDone() && !done.contains(member.named()))
                .toList();
        Map<String, Object> fields = new LinkedHashMap<>(intended.fields());
        fields.keySet().removeIf(done::contains);
        return members.isEmpty() && fields.isEmpty() ? Optional.empty() : Optional.of(intended.rest(members, fields));
    }
}
