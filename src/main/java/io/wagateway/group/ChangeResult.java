package io.wagateway.group;

import io.wagateway.event.log.Event;
import io.wagateway.event.recovery.Intent;
import io.wagateway.group.stored.Change;
import java.util.List;

/**
 * What became of a change that the gateway asked WhatsApp for, to be recorded in one transaction.
 *
 * @param group that it is about; null if there is none
 * @param changes of the stored group
 * @param onlyIfNew whether the events are left out if the group was stored before the call
 * @param next an intent of a change that follows, to be written as well; null: none
 * @param result for the caller, once all is recorded
 * @param failure for the caller, instead of the result; null: none
 */
record ChangeResult<T>(
        String group,
        List<Change> changes,
        List<Event> events,
        boolean onlyIfNew,
        Intent next,
        T result,
        RuntimeException failure) {

    static <T> ChangeResult<T> of(String group, List<Change> changes, List<Event> events, T result) {
        return new ChangeResult<>(group, changes, events, false, null, result, null);
    }

    ChangeResult<T> onlyIfNewGroup() {
        return new ChangeResult<>(group, changes, events, true, next, result, failure);
    }

    ChangeResult<T> with(Intent nextIntent) {
        return new ChangeResult<>(group, changes, events, onlyIfNew, nextIntent, result, failure);
    }

    ChangeResult<T> failedBy(RuntimeException cause) {
        return new ChangeResult<>(group, changes, events, onlyIfNew, next, result, cause);
    }
}
