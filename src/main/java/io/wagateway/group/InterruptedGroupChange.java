package io.wagateway.group;

import io.wagateway.engine.Jids;
import io.wagateway.error.ErrorInfo;
import io.wagateway.event.log.Event;
import io.wagateway.event.log.EventName;
import io.wagateway.event.recovery.Intent;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What became of an interrupted change of a group itself, by the rule of {@link InterruptedMemberChange}. */
final class InterruptedGroupChange {
    private final LaterChanges later;

    InterruptedGroupChange(LaterChanges later) {
        this.later = later;
    }

    /** @param applied those of the intended fields that a new read of the group shows */
    ChangeResult<Void> updated(GroupCall call, Intent intent, IntendedChange intended, Map<String, Object> applied) {
        Set<String> underWay = later.underWay(intent, IntendedChange.Kind.UPDATE).stream()
                .flatMap(other -> other.fields().keySet().stream())
                .collect(Collectors.toSet());
        Map<String, Object> done = new LinkedHashMap<>(applied);
        done.keySet().removeAll(later.fields(intent));
        if (!Collections.disjoint(done.keySet(), underWay)) {
            throw Interruption.notYet();
        }
        boolean allShown = applied.size() == intended.fields().size();
        List<Event> unknown = done.size() == intended.fields().size()
                ? List.of()
                : List.of(unknown(call, allShown ? Interruption.REPEATED : Interruption.NOT_SHOWN));
        return GroupFields.result(call.origin(), call.gid(), done, unknown);
    }

    /**
     * The account was to leave the group.
     *
     * @param isOut whether a new read shows that the account is not in it
     * @param readAt the {@link LaterChanges#now} before the group was read
     */
    ChangeResult<Void> left(GroupCall call, Intent intent, boolean isOut, long readAt) {
        if (!isOut || later.has(intent, EventName.JOINED, readAt)) {
            return onlyUnknown(call, Interruption.NOT_SHOWN);
        }
        boolean underWay = !later.underWay(intent, IntendedChange.Kind.LEAVE).isEmpty();
        if (later.has(intent, EventName.LEFT) || isRemoved(call, intent)) {
            return onlyUnknown(call, Interruption.REPEATED);
        }
        if (underWay) {
            throw Interruption.notYet();
        }
        return AccountMembership.left(call.origin(), call.gid());
    }

    /** Whether another account has removed this one. */
    private boolean isRemoved(GroupCall call, Intent intent) {
        Set<String> removed = later.members(intent, EventName.REMOVED);
        return Stream.of(call.session().waJid(), call.session().waLid())
                .filter(Objects::nonNull)
                .map(Jids::spelling)
                .anyMatch(removed::contains);
    }

    private static ChangeResult<Void> onlyUnknown(GroupCall call, ErrorInfo why) {
        return ChangeResult.of(call.gid(), List.of(), List.of(unknown(call, why)), null);
    }

    private static Event unknown(GroupCall call, ErrorInfo why) {
        return GroupEvents.unknown(call.origin(), call.gid(), null, why);
    }
}
