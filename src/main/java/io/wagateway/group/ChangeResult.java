package io.wagateway.group;

import io.wagateway.event.log.Event;
import io.wagateway.event.recovery.Intent;
import io.wagateway.group.grant.NewGrant;
import io.wagateway.group.stored.Change;
import java.util.List;

/**
 * What became of a change that the gateway asked WhatsApp for, to be recorded in one transaction.
 *
 * @param group that it is about; null if there is none
 * @param changes of the stored group
 * @param onlyIfNew whether the events are left out if the group was stored before the call
 * @param next an intent of a change that follows, to be written as well; null: none
 * @param unknown the part of the change of which the events say that the outcome is unknown, to be checked once, later;
 *     null: none
 * @param grants of the members whom it has made admins for a time
 * @param result for the caller, once all is recorded
 * @param failure for the caller, instead of the result; null: none
 */
record ChangeResult<T>(
        String group,
        List<Change> changes,
        List<Event> events,
        boolean onlyIfNew,
        Intent next,
        IntendedChange unknown,
        List<NewGrant> grants,
        T result,
        RuntimeException failure) {

    static <T> ChangeResult<T> of(String group, List<Change> changes, List<Event> events, T result) {
        return new ChangeResult<>(group, changes, events, false, null, null, List.of(), result, null);
    }

    ChangeResult<T> onlyIfNewGroup() {
        return new ChangeResult<>(group, changes, events, true, next, unknown, grants, result, failure);
    }

    ChangeResult<T> with(Intent nextIntent) {
        return new ChangeResult<>(group, changes, events, onlyIfNew, nextIntent, unknown, grants, result, failure);
    }

    ChangeResult<T> failedBy(RuntimeException cause) {
        return new ChangeResult<>(group, changes, events, onlyIfNew, next, unknown, grants, result, cause);
    }

    /** If the group may show it: if the group showed it before, it proves nothing. */
    ChangeResult<T> checkedLater(IntendedChange part) {
        List<IntendedChange.Member> members =
                part.members().stream().filter(member -> !member.alreadyDone()).toList();
        return new ChangeResult<>(
                group,
                changes,
                events,
                onlyIfNew,
                next,
                members.isEmpty() ? null : part.of(members),
                grants,
                result,
                failure);
    }

    ChangeResult<T> granting(List<NewGrant> made) {
        return new ChangeResult<>(group, changes, events, onlyIfNew, next, unknown, made, result, failure);
    }
}
